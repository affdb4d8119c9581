// How things stand at one step of a run.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctx/event.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"

namespace ctxdemo {

/// A goroutine, at one step.
struct goroutine_now {
    enum class state { ready, waiting, ended };

    std::uint32_t id = 0;
    std::string name;  ///< as given to go; "main"; "goroutine 3";
                       ///< "reader #3" if there are more of that name
    state is = state::ready;
    std::string waits_on;  ///< "sleep 3s", "chan send"; empty if it does not
    ctx::location at;      ///< its last step
};

/// A context, at one step.
struct context_now {
    enum class state { live, canceled, expired };

    std::uint32_t id = 0;
    std::uint32_t parent = 0;  ///< 0 is background() or todo()
    std::string how;           ///< "with_cancel"
    state is = state::live;
    std::optional<ctx::duration> deadline;
    std::string cause;        ///< once it is over
    ctx::duration over_at{};  ///< likewise
};

/// All of it, after the first `step` events of a run.
struct moment {
    std::size_t step = 0;
    ctx::duration time{};
    bool real_time = false;                 ///< as in the recording
    const ctx::event* last = nullptr;       ///< the event of this step, if any
    std::vector<goroutine_now> goroutines;  ///< by their age
    std::vector<context_now> contexts;      ///< likewise
    std::vector<std::string> output;        ///< the lines printed so far
};

/// `step` is at most the number of events of `r`, which must outlive it.
///
/// Complexity  linear in `step`.
[[nodiscard]] moment moment_at(const recording& r, std::size_t step);

/// The step at which all is done that is done by `time`.
[[nodiscard]] std::size_t step_at(const recording& r, ctx::duration time);

}  // namespace ctxdemo
