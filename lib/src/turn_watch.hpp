// Notices a goroutine of a bubble that does not come back to the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ctx/clock.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/sync.hpp"
#include "scheduler.hpp"
#include "timer_queue.hpp"

namespace ctx::detail {

/// Looks at the turns of a bubble from the thread that drives the timers of the
/// process, because no thread of the bubble runs while a turn does not end. If
/// two looks, a given time apart, find the same turn, reports it on stderr,
/// once for each turn.
///
/// Between two looks this costs the bubble a counter of its turns.
///
/// Lock order: mutex_, then what `look` locks, or the mutex of the queue.
class turn_watch final : public ref_counted, public timer_entry {
public:
    /// The turn that is under way, and the text to report it with. Both are
    /// only valid while no lock of the bubble is held.
    struct turn {
        std::uint64_t number = 0;  ///< 0: no goroutine is awaited
        std::string text;
    };

    /// Watches from now until close(). `look` returns the turn under way; with
    /// true, its text as well. Never throws: if no thread can be started, there
    /// is no watch.
    turn_watch(duration every, std::function<turn(bool)> look) noexcept;

    /// When this returns, `look` is not called any more.
    void close() noexcept;

private:
    bool keep() noexcept override { return try_retain(); }
    void fire() noexcept override;

    void arm() noexcept;
    void look_once();

    const duration every_;
    const ref<timer_queue> queue_;

    mutex mutex_;
    // Guarded by mutex_:
    std::function<turn(bool)> look_;  // null once closed
    std::uint64_t seen_ = 0;          // the turn of the last look
    bool reported_ = false;           // seen_ was reported
};

}  // namespace ctx::detail
