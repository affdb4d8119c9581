// How the steps of several threads become one log.
//
// A step is first noted, which gives it its place in the log, and then shown to
// the observer. A thread that has noted a step shows every step noted so far,
// so that a step may be shown on another thread than its own.
//
// Invariants:
// 1. A step is noted before any other thread can see its effect: the end of a
//    context under the context's mutex, the start of a goroutine before the
//    goroutine runs. So the log has a step before all that follows from it, and
//    its times never go back.
// 2. A print is shown on its own thread, to which the observer may throw. So
//    observing_ is held from the noting of a print until it is shown.
//
// Lock order:
// 1. observing_, then noting_. No other lock is held while the observer runs.
// 2. The mutex of a context or of the run's scheduler, then noting_, which is a
//    leaf.
#include "run_log.hpp"

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "scheduler.hpp"
#include "unwinding.hpp"

namespace ctx::detail {

namespace {

// The logs that are not closed.
class open_logs {
public:
    // Never freed, because contexts may be used while statics are destroyed.
    static open_logs& instance() {
        static open_logs& it = *new open_logs;
        return it;
    }

    [[nodiscard]] std::uint32_t enter(run_log& log) {
        const std::scoped_lock lock(mutex_);
        all_.emplace_back(++last_, &log);
        return last_;
    }

    void leave(const run_log& log) noexcept {
        const std::scoped_lock lock(mutex_);
        std::erase_if(all_, [&](const auto& l) { return l.second == &log; });
    }

    [[nodiscard]] ref<run_log> find(std::uint32_t number) noexcept {
        const std::scoped_lock lock(mutex_);
        const auto it = std::ranges::find(all_, number, &entry::first);
        // The last owner of this log may be about to destroy it.
        if (it == all_.end() || !it->second->try_retain()) return {};
        return ref<run_log>(it->second);
    }

private:
    using entry = std::pair<std::uint32_t, run_log*>;

    mutex mutex_;
    std::uint32_t last_ = 0;  // guarded by mutex_
    std::vector<entry> all_;  // guarded by mutex_
};

// Returns `deadline` as a time since `start`. A deadline in the far past
// becomes the smallest duration.
duration since(clock::time_point start, duration deadline) {
    const duration from = start.time_since_epoch();
    return std::max(deadline, duration::min() + from) - from;
}

}  // namespace

run_log::run_log(const std::function<void(const event&)>& observer,
                 clock::time_point start)
    : observer_(observer),
      start_(start),
      number_(open_logs::instance().enter(*this)) {}

ref<run_log> run_log::look_up(std::uint32_t number) noexcept {
    return open_logs::instance().find(number);
}

run_log::~run_log() { open_logs::instance().leave(*this); }

std::uint32_t run_log::number_context() noexcept {
    const std::scoped_lock lock(noting_);
    return ++contexts_;
}

std::uint32_t run_log::number_channel() noexcept {
    const std::scoped_lock lock(noting_);
    return ++channels_;
}

void run_log::note(event e) noexcept try {
    const goroutine* const g = current_goroutine();
    e.goroutine = g && g->home.log() == number_ ? g->id : 0;
    if (e.deadline) e.deadline = since(start_, *e.deadline);
    const std::scoped_lock lock(noting_);
    if (steps_ended_ && e.what != step::print) return;
    e.time = process_scheduler().now() - start_;
    noted_.push_back(std::move(e));
} catch (const std::bad_alloc&) {
    lose_step();
}

void run_log::show() {
    const std::scoped_lock lock(observing_);
    show_noted();
}

void run_log::add(event e) {
    with_lock(observing_, [&] {
        note(std::move(e));
        show_noted();
    });
}

void run_log::show_noted() {
    for (;;) {
        event next;
        {
            const std::scoped_lock lock(noting_);
            if (noted_.empty()) return;
            next = std::move(noted_.front());
            noted_.pop_front();
        }
        if (!closed_) observer_(next);
    }
}

void run_log::end_steps() noexcept {
    const std::scoped_lock lock(noting_);
    steps_ended_ = true;
}

void run_log::close() {
    open_logs::instance().leave(*this);
    const std::scoped_lock lock(observing_);
    show_noted();
    closed_ = true;
}

}  // namespace ctx::detail
