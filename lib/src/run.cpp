// Goroutines on the OS's scheduler and clock: of a `run`, and of the process.
//
// Each goroutine is a thread that blocks on its own condition variable. An
// os_scheduler keeps the goroutines that it started, and joins them.
// run_end.cpp has how goroutines end.
//
// Invariants:
// 1. A goroutine is in goroutines_ until its function has returned, and in
//    finished_ from then until its thread is joined. It moves under mutex_.
// 2. ended_ and main_is_alone_ never change back to false. Once ended_ is true,
//    no goroutine starts.
// 3. A goroutine's record outlives every wake() of it, because ~goroutine locks
//    `notifying`, which the waker holds while it notifies.
// 4. The log has a goroutine's start before any step of that goroutine, because
//    the goroutine waits for mutex_, under which the start is noted.
//
// Lock order:
// 1. mutex_, then a goroutine's mutex; or the log's noting_, which is a leaf.
// 2. The mutex of a channel, context or wait group, then that of the goroutine
//    that it wakes (see select.cpp).
// 3. A goroutine's mutex, then its `notifying`.
// 4. The observer, the body of a goroutine and its destructor run with none of
//    these held.
#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "ctx/defer.hpp"
#include "os_scheduler.hpp"

namespace ctx {
namespace detail {

// -- blocking ---------------------------------------------------------------

bool os_scheduler::block(goroutine& self, const wait_point& at) {
    return wait_at(self, at, [&](std::unique_lock<mutex>& lock) {
        self.wake.wait(lock, [&] {
            return self.ready || self.must_end() || waits_for_nobody(self);
        });
    });
}

void os_scheduler::sleep(goroutine& self, duration d, const location& at) {
    const auto until = on_steady(clock::from_now(d));
    wait_at(self, {"sleep", {}, at}, [&](std::unique_lock<mutex>& lock) {
        self.wake.wait_until(lock, until, [&] {
            return self.must_end() || waits_for_nobody(self);
        });
    });
}

// Blocks `self` in `wait`, and returns whether it was woken.
template <class Wait>
bool os_scheduler::wait_at(goroutine& self, const wait_point& at, Wait wait) {
    record_wait(step::block, at);
    std::unique_lock lock(self.mutex);
    self.waits = &at;
    self.deaf = self.unwinding();
    wait(lock);
    self.waits = nullptr;
    const bool woken = std::exchange(self.ready, false);
    const bool must_end = self.must_end();
    lock.unlock();
    if (must_end) end(self);
    record_wait(step::wake, at);
    return woken;
}

// -- goroutines -------------------------------------------------------------

void os_scheduler::start(std::string name, std::unique_ptr<thunk> body,
                         const location& at) {
    // Declared before the lock, so that a goroutine that does not start is
    // destroyed, which runs user code, after the lock is released (lock order
    // 4).
    auto g = std::make_unique<goroutine>(*this, std::move(name),
                                         std::move(body), at);
    with_lock(mutex_, [&] {
        join(std::exchange(finished_, {}));
        if (ended_) return;
        const goroutine& started =
            goroutines_.start(g, [this](goroutine& self) { live(self); });
        if (recording_) {  // invariant 4
            or_lose_step([&] {
                log_->note(
                    make_event(step::go, started.id, 0, started.name, at));
            });
        }
    });
    if (recording_) log_->show();
}

void os_scheduler::live(goroutine& self) {
    if (recording_) {
        const std::scoped_lock start_is_noted(mutex_);  // invariant 4
    }
    {
        const running_as me(self);
        if (const auto thrown = run_body(self)) fail(self, thrown);
        drop_body(self);
    }
    const std::scoped_lock lock(mutex_);
    finished_.push(goroutines_.take(self));
    gone_.notify_all();
}

scheduler& process_scheduler() {
    // Never freed, as timer_thread is not. At exit its goroutines are ended
    // before the timers stop, because goroutines may wait for timers. So
    // timer_thread is made first: statics are destroyed in reverse order.
    (void)timer_thread::instance();
    // In static storage, as timer_thread is.
    alignas(os_scheduler) static std::byte room[sizeof(os_scheduler)];
    static os_scheduler& it = *new (room) os_scheduler(nullptr);
    static const defer at_exit([] { it.end_others(); });
    return it;
}

}  // namespace detail

run_report run(const std::function<void()>& main, const run_options& options,
               location at) {
    detail::check_outside_bubble("ctx::run");
    const detail::ref<detail::os_scheduler> scheduler(
        new detail::os_scheduler(&options));
    return scheduler->run_main(main, at);
}

}  // namespace ctx
