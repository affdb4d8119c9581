// Goroutines on the OS's scheduler and clock: of a `run`, and of the process.
//
// Each goroutine has a thread of the pool while it lives, and blocks on its own
// condition variable. An os_scheduler keeps the goroutines that it started
// until they have ended. run_end.cpp has how goroutines end.
//
// Invariants:
// 1. A goroutine is in goroutines_ until its function has returned and been
//    destroyed. It leaves under mutex_, and its thread then touches the
//    scheduler only through a share of its own.
// 2. ended_ and main_is_alone_ never change back to false. Once ended_ is true,
//    no goroutine starts.
// 3. A goroutine's record outlives every wake() of it, because ~goroutine locks
//    `notifying`, which the waker holds while it notifies.
// 4. The log has a goroutine's start before any step of that goroutine, because
//    the goroutine waits for mutex_, under which the start is noted.
// 5. In the child of a fork only the goroutine that forked is left. The
//    scheduler of the process forgets the others at once, that of a run when
//    the run ends.
//
// Lock order:
// 1. mutex_, then a goroutine's mutex; or the pool's, or the log's noting_,
//    which are leaves.
// 2. The mutex of a channel, context, wait group or lock, then that of the
//    goroutine that it wakes (see select.cpp).
// 3. A goroutine's mutex, then its `notifying`.
// 4. The observer, the body of a goroutine and its destructor run with none of
//    these held.
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <thread>
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

void os_scheduler::yield(goroutine& self, const location& at) {
    wait_at(self, {"yield", {}, at}, [](std::unique_lock<mutex>& lock) {
        lock.unlock();
        std::this_thread::yield();
        lock.lock();
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

template <class Begin>
void os_scheduler::start_on_pool(std::string name, std::unique_ptr<thunk> body,
                                 const location& at, Begin begin) {
    // Declared before the lock, so that a goroutine that does not start is
    // destroyed, which runs user code, after the lock is released (lock order
    // 4).
    auto g = std::make_unique<goroutine>(*this, std::move(name),
                                         std::move(body), at);
    with_lock(mutex_, [&] {
        if (ended_) return;
        goroutine& started = goroutines_.add(std::move(g));
        started.on_pool.subject = &started;
        started.on_pool.call = [](void* subject) {
            auto& self = *static_cast<goroutine*>(subject);
            static_cast<os_scheduler&>(self.home).live(self);
        };
        started.on_pool.may_outlive_exit = options_ != nullptr;
        try {
            std::invoke(begin, thread_pool::instance(), started.on_pool);
        } catch (...) {
            g = goroutines_.take(started);
            throw;
        }
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
    const auto kept = ref<os_scheduler>::share(this);  // invariant 1
    if (recording_) {
        const std::scoped_lock start_is_noted(mutex_);  // invariant 4
    }
    const defer at_end([&] { leave(self); });
    const running_as me(self);
    const defer before([&] { drop_body(self); });
    if (const auto thrown = run_body(self)) fail(self, thrown);
}

void os_scheduler::leave(goroutine& self) {
    // Destroyed after the lock is released, because ~goroutine may wait.
    std::unique_ptr<goroutine> gone;
    const std::scoped_lock lock(mutex_);
    thread_pool::instance().end_soon();  // before the run can end
    gone = goroutines_.take(self);
    gone_.notify_all();
}

// Drops the goroutines that the child of a fork does not have: all but the
// calling one. Called under mutex_.
void os_scheduler::forget_others() noexcept {
    process_ = ::getpid();
    goroutines_.forget_all_but(current_goroutine());
    renew(gone_);
}

namespace {

// The scheduler of the process.
class scheduler_of_process {
public:
    static os_scheduler& instance() {
        // Never destroyed, as timer_thread is not. Its goroutines are ended
        // before the timers stop, because goroutines may wait for timers.
        static os_scheduler& it = *make();
        static const defer at_exit([] { it.end_others(); });
        return it;
    }

private:
    static os_scheduler* make() {
        // Made first, because a fork locks them last: see forked.hpp.
        (void)timer_thread::instance();
        (void)thread_pool::instance();
        // In static storage, as timer_thread is.
        alignas(os_scheduler) static std::byte room[sizeof(os_scheduler)];
        auto* const made = new (room) os_scheduler(nullptr);
        take_part_in_forks<scheduler_of_process>();
        return made;
    }
};

}  // namespace

scheduler& process_scheduler() { return scheduler_of_process::instance(); }

}  // namespace detail

run_report run(const std::function<void()>& main, const run_options& options,
               location at) {
    detail::check_outside_bubble("ctx::run");
    const detail::ref<detail::os_scheduler> scheduler(
        new detail::os_scheduler(&options));
    return scheduler->run_main(main, at);
}

}  // namespace ctx
