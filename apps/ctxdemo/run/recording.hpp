// A run of a lesson, kept step by step: what every picture is drawn from.
//
// Looking back is looking further up in the same log. Nothing is run again to
// see it again.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/bubble.hpp>
#include <ctx/explore.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// A point of a run at which one of several things could happen next.
struct choice_point {
    std::size_t step = 0;  ///< how many events there were before it
    ctx::choice::kind what{};
    std::vector<ctx::way> ways;  ///< two at least
    std::size_t taken = 0;
};

/// One run.
struct recording {
    std::vector<ctx::event> events;
    std::vector<choice_point> choices;        ///< in the order of their steps
    std::vector<ctx::goroutine_status> left;  ///< still there at the end
    std::string failure;  ///< what it ended with, if not well; one line
    bool real_time = false;
};

/// Who goroutine 0 is, whose steps happen by themselves: the clock, but in real
/// time also the network, and whatever else comes from outside.
[[nodiscard]] std::string_view name_of_outside(bool real_time) noexcept;

/// How to make one.
struct recording_options {
    ctx::schedule schedule;              ///< what to choose
    std::optional<ctx::duration> limit;  ///< ends the run after so much time
    ctx::context until;                  ///< ends the run

    /// On the operating system, in real time: for a lesson that uses the
    /// network. There are no choices then.
    bool real_time = false;
};

/// Runs a lesson's program, in no time unless in real time.
[[nodiscard]] recording record(const std::function<void()>& program,
                               const recording_options& options);

/// The schedule that makes the choices of `r` up to the one at `choices[i]`,
/// and there goes way `other`.
[[nodiscard]] ctx::schedule schedule_with(const recording& r, std::size_t i,
                                          std::size_t other);

}  // namespace ctxdemo
