// How a run ends, and how the process ends the goroutines outside of all runs.
//
// Goroutines are ended one by one, the newest first, because an older goroutine
// may own what a newer one uses. Each has ended before the next is told to end.
// A goroutine that still waits for a thread never begins.
// Main is the oldest. If a run is cut short while main is blocked, main ends
// the others inside its blocking call, which then throws goroutine_exit.
//
// An ending goroutine that blocks in a destructor may wait for an older
// goroutine. The older one is then told to end before the newer has ended.
// Main, once it has ended all others, does not block any more: nobody is left
// to wake it.
//
// If an exception will leave a goroutine, the newer goroutines are ended before
// its stack is unwound, because they may use what is on the stack. Main ends
// all the others itself. Any other goroutine makes main end, and waits for its
// own turn to end. Either waits only for a time, because a goroutine may need a
// lock that the failed one holds, or compute without blocking.
//
// The invariants and the lock order are in run.cpp.
#include <chrono>
#include <exception>
#include <mutex>
#include <new>

#include "ctx/defer.hpp"
#include "os_scheduler.hpp"

namespace ctx::detail {
namespace {

// How long to wait before looking again whether a goroutine has blocked.
// Blocking calls do not notify, because that would slow down all of them.
constexpr std::chrono::milliseconds poll_interval(1);

// How long a goroutine that an exception will leave waits for others to end
// before its stack is unwound. In time, unless one of them needs a lock that
// the failed goroutine holds.
constexpr std::chrono::seconds patience_before_unwinding(1);

// Both lock the mutex of `g` while the caller holds the scheduler's (lock order
// 1).

[[nodiscard]] bool is_blocked(goroutine& g) {
    const std::scoped_lock lock(g.mutex);
    return g.waits && !g.ready;
}

[[nodiscard]] bool is_blocked_in_destructor(goroutine& g) {
    const std::scoped_lock lock(g.mutex);
    return g.waits && !g.ready && g.deaf;
}

}  // namespace

// -- goroutines -------------------------------------------------------------

bool os_scheduler::end_others(give_up_at give_up) {
    const goroutine* const caller = current_goroutine();
    // This reads `ending` without the goroutine's mutex. Other threads write
    // only the `ending` of main, which is the caller here if there is a main.
    const auto is_to_end = [&](const goroutine& g) {
        return &g != caller && !g.ending;
    };
    const auto is_other = [&](const goroutine& g) { return &g != caller; };

    std::unique_lock lock(mutex_);
    if (process_ != ::getpid()) forget_others();
    ended_ = true;
    while (goroutine* const g = goroutines_.newest(is_to_end)) {
        if (!end_one(*g, lock, give_up)) return false;
    }
    const auto all_gone = [&] { return !goroutines_.newest(is_other); };
    if (give_up == give_up_at::max()) {
        gone_.wait(lock, all_gone);
    } else if (!gone_.wait_until(lock, give_up, all_gone)) {
        return false;
    }
    return true;
}

// Tells `g` to end, and waits until it has ended or is blocked in a destructor.
// Returns false if neither has happened at `give_up`.
bool os_scheduler::end_one(goroutine& g, std::unique_lock<mutex>& lock,
                           give_up_at give_up) {
    if (thread_pool::instance().withdraw(g.on_pool)) {
        auto unbegun = goroutines_.take(g);
        lock.unlock();  // lock order 4
        unbegun.reset();
        lock.lock();
        return true;
    }
    {
        const std::scoped_lock its(g.mutex);
        g.ending = true;
        g.wake.notify_one();
    }
    const auto is_it = [&](const goroutine& other) { return &other == &g; };
    while (goroutines_.newest(is_it) && !is_blocked_in_destructor(g)) {
        if (std::chrono::steady_clock::now() >= give_up) return false;
        gone_.wait_for(lock, poll_interval);
    }
    return true;
}

// Ends `self`, the calling goroutine, in a blocking call.
void os_scheduler::end(goroutine& self) {
    if (&self == main_) {
        if (log_) log_->end_steps();
        end_others();
        main_is_alone_ = true;
    }
    throw goroutine_exit();
}

void os_scheduler::before_unwinding(goroutine& self) noexcept {
    if (!options_) return;  // the exception ends the program: see fail()
    {
        const auto lock = lock_to_unwind(mutex_);
        if (!lock) return;
        if (!first_failed_) first_failed_ = &self;
    }
    const auto give_up =
        std::chrono::steady_clock::now() + patience_before_unwinding;
    if (&self == main_) {
        if (main_is_alone_) return;
        if (log_) log_->end_steps();
        main_is_alone_ = end_others(give_up);
        return;
    }
    end_main();
    const wait_point failed{"end", {}, location()};
    std::unique_lock lock(self.mutex);
    self.waits = &failed;
    self.deaf = false;
    self.wake.wait_until(lock, give_up, [&] { return self.ending; });
    self.waits = nullptr;
}

// -- main -------------------------------------------------------------------

// Makes the blocking call that main is in, or its next one, end main.
void os_scheduler::end_main() noexcept {
    const std::scoped_lock lock(main_->mutex);
    main_->ending = true;
    main_->wake.notify_one();
}

void os_scheduler::interrupt() noexcept {
    // Relaxed: pairs with the load in run_main(). If this call ends main, the
    // mutex of main orders the two. If main returns by itself, either answer of
    // the load is right.
    interrupted_.store(true, std::memory_order_relaxed);
    end_main();
}

// Ends the run because `thrown` has left `g`.
void os_scheduler::fail(const goroutine& g, const std::exception_ptr& thrown) {
    // There is no run to rethrow it, so the exception ends the program.
    if (!options_) std::rethrow_exception(thrown);
    const auto named = name_the_goroutine(g, thrown);
    {
        const std::scoped_lock lock(mutex_);
        if (!failure_ || first_failed_ == &g) failure_ = named;
    }
    end_main();
}

// Waits until every goroutine has blocked or gone, for 200 ms at most, and
// returns the goroutines that are left. (A goroutine that main has just told to
// stop is no leak.) Nothing is a leak after a failure.
std::vector<goroutine_status> os_scheduler::leaks() {
    constexpr int patience = 200;
    const auto is_running = [this](goroutine& g) {
        return &g != main_ && !is_blocked(g);
    };
    std::unique_lock lock(mutex_);
    if (process_ != ::getpid()) forget_others();
    if (failure_) return {};
    for (int i = 0; i < patience && goroutines_.newest(is_running); ++i) {
        gone_.wait_for(lock, poll_interval);
    }
    return goroutines_.report(main_);
}

run_report os_scheduler::run_main(const std::function<void()>& main,
                                  const location& at) {
    main_ = &goroutines_.add_main(*this, at);
    const auto limit = options_->limit
                           ? with_timeout(background(), *options_->limit)
                           : cancelable();
    const auto on_end = [this] { interrupt(); };
    const auto until_done = when_done(options_->until, on_end);
    const auto limit_passed = when_done(limit.child, on_end);

    const running_as me(*main_);
    run_report report;
    std::exception_ptr thrown;
    {
        const defer end([this] { end_others(); });
        {
            const defer close([this] {
                if (log_) log_->close();
            });
            thrown = exception_of_goroutine([&] { main(); });
        }
        report.elapsed = now() - start_;
        report.interrupted = interrupted_.load(std::memory_order_relaxed);
        if (!thrown && !report.interrupted) report.leaks = leaks();
    }
    // failure_ needs no lock here: the goroutines that set it have left
    // goroutines_, under mutex_. It is moved out because a thread of the pool
    // may be the last owner of this scheduler, and an exception is destroyed on
    // the thread that catches it.
    const auto failure = std::exchange(failure_, nullptr);
    if (!thrown) thrown = failure;
    if (thrown) std::rethrow_exception(thrown);
    if (log_ && log_->has_lost_step()) throw std::bad_alloc();
    return report;
}

}  // namespace ctx::detail
