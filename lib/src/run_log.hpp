// The event log of a run.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

#include "ctx/clock.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/event.hpp"

namespace ctx::detail {

struct goroutine;

/// Where the steps of a run are put in order and shown to its observer, which
/// several threads take at once. A bubble needs none: there is one at a time.
///
/// Contexts know the number of the log that they are in, and not the log, so
/// that who ends one, on whatever thread, can tell it while it is there.
class run_log final : public ref_counted {
public:
    /// `observer` is used until close().
    run_log(const std::function<void(const event&)>& observer,
            clock::time_point start);
    ~run_log() override;

    /// The log with that number; null once it is closed, and for 0.
    [[nodiscard]] static ref<run_log> find(std::uint32_t number) noexcept {
        return number == 0 ? ref<run_log>() : look_up(number);
    }

    /// Unlike that of any other log.
    [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

    [[nodiscard]] std::uint32_t number_context() noexcept;
    [[nodiscard]] std::uint32_t number_channel() noexcept;

    /// Gives a step of the calling thread its time, and its place in the log.
    /// Its deadline is still the clock's. May be called under other locks; a
    /// show() is to follow, under none.
    void note(event e);

    /// Notes the start of `g`, as a step of the calling goroutine.
    void note_start(const goroutine& g);

    /// Shows the observer what was noted. If that throws, it is for a print.
    void show();

    /// Both, for a step that may be a print: the calling thread shows that one.
    void add(event e);

    /// From here on only what is printed is shown.
    void end_steps() noexcept;

    /// From here on nothing is, and the observer does not run.
    void close();

private:
    static ref<run_log> look_up(std::uint32_t number) noexcept;

    void show_noted();

    const std::function<void(const event&)>& observer_;
    const clock::time_point start_;
    const std::uint32_t number_;

    mutex observing_;
    bool closed_ = false;  // guarded by observing_

    mutex noting_;
    // Guarded by noting_:
    std::deque<event> noted_;  // in order, not shown yet
    bool steps_ended_ = false;
    std::uint32_t contexts_ = 0;
    std::uint32_t channels_ = 0;
};

}  // namespace ctx::detail
