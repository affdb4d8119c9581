// Invariants:
// 1. While look_ is set, the entry is armed or about to be armed again.
// 2. `look` runs under mutex_, so that close() waits for it.
#include "turn_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <mutex>
#include <utility>

namespace ctx::detail {

turn_watch::turn_watch(duration every, std::function<turn(bool)> look) noexcept
    : every_(std::max<duration>(every, std::chrono::milliseconds(1))),
      queue_(ref<timer_queue>::share(&process_scheduler().timers())),
      look_(std::move(look)) {
    arm();
}

void turn_watch::close() noexcept {
    {
        const std::scoped_lock lock(mutex_);
        look_ = nullptr;
    }
    queue_->disarm(*this);
}

void turn_watch::fire() noexcept {
    {
        const std::scoped_lock lock(mutex_);
        if (look_) {
            try {
                look_once();
            } catch (const std::exception&) {
                // No memory for a report: the next look makes it.
            }
            arm();
        }
    }
    release();
}

void turn_watch::look_once() {
    const auto now = look_(false).number;
    if (now == 0 || now != std::exchange(seen_, now)) {
        reported_ = false;
        return;
    }
    if (reported_) return;
    const turn stuck = look_(true);
    if (stuck.number != now) return;
    reported_ = true;
    std::fputs(stuck.text.c_str(), stderr);
    std::fflush(stderr);
}

void turn_watch::arm() noexcept {
    try {
        const auto now = process_scheduler().now();
        const auto left = clock::time_point::max() - now;
        if (every_ < left) queue_->arm(*this, now + every_);
    } catch (const std::exception&) {
        // There is no thread for timers, hence no watch.
    }
}

}  // namespace ctx::detail
