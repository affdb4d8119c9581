// A condition variable: a queue of select cases.
//
// Invariants, under mutex_:
// 1. A goroutine is in waiters_ from before it unlocks its mutex until it is
//    notified or no longer waits. So a notify after the unlock finds it.
// 2. A waiter that a notify took out of waiters_ is notified_, although its
//    goroutine may not have begun to block yet: `waiting` is null until then.
// 3. A waiter that waiters_ still has, but whose select was decided by a
//    timeout or a context, is passed over: the notify goes to the next waiter.
// 4. A condition_variable that is destroyed takes the waiters out of the queue,
//    and they forget it (abandon). Such a goroutine can only be ended.
//
// Lock order: mutex_, then, in wake(), the mutex of the bubble or of the
// goroutine. The user's mutex is not locked or unlocked under mutex_.
#include "ctx/condition_variable.hpp"

#include <mutex>

#include "ctx/detail/select.hpp"
#include "scheduler.hpp"

namespace ctx {

class condition_variable::waiter final : public detail::select_case {
public:
    waiter(condition_variable& cv, const location& made_at) noexcept
        : select_case(made_at), self_(detail::current()), cv_(&cv) {
        const std::scoped_lock lock(cv.mutex_);
        cv.waiters_.push_back(*this);  // invariant 1
    }
    ~waiter() { leave(); }

    [[nodiscard]] detail::small_mutex* mutex() const noexcept override {
        return cv_ ? &cv_->mutex_ : &of_none_;
    }
    [[nodiscard]] bool try_now() noexcept override { return notified_; }
    [[nodiscard]] bool is_ready() const noexcept override { return notified_; }
    void enqueue() noexcept override {}  // invariant 1

    [[nodiscard]] step kind() const noexcept override { return step::wait; }
    [[nodiscard]] std::string describe() const override {
        return "condition_variable wait";
    }
    [[nodiscard]] std::uint32_t object() const noexcept override { return 0; }

    // Called with the mutex held, by the notify that took this out of the
    // queue. Returns false if this waits no longer.
    [[nodiscard]] bool notify() noexcept {
        if (waiting && !waiting->claim(*this)) return false;
        notified_ = true;
        if (detail::is_chosen_here()) {
            detail::here().note_unblocks(self_, nullptr);
        }
        if (waiting) waiting->wake();
        return true;
    }

    // Returns true if a notify was meant for this. Waits until it is over, so
    // that the condition_variable may be destroyed.
    bool leave() noexcept {
        const std::scoped_lock lock(*mutex());
        if (linked()) unlink();
        return notified_;
    }

    // Called when the condition_variable is destroyed, with its mutex held.
    void abandon() noexcept { cv_ = nullptr; }
    [[nodiscard]] bool is_abandoned() const noexcept { return !cv_; }

private:
    detail::goroutine& self_;
    detail::plain<condition_variable*> cv_;  // null once destroyed
    mutable detail::small_mutex of_none_;
    detail::plain<bool> notified_ = false;  // guarded by the mutex
};

namespace {

// Locks again what a wait has unlocked, also if the wait throws. Not if the
// condition_variable was destroyed, because the mutex may be gone as well.
template <class Waiter>
class relock {
public:
    relock(std::unique_lock<mutex>& lock, const Waiter& waiter,
           const location& at) noexcept
        : lock_(lock), waiter_(waiter), at_(at) {}
    relock(const relock&) = delete;
    relock& operator=(const relock&) = delete;
    ~relock() {
        // While the stack is unwound, so this does not throw.
        if (!lock_.owns_lock() && !waiter_.is_abandoned()) lock_.lock(at_);
    }

private:
    std::unique_lock<mutex>& lock_;
    const Waiter& waiter_;
    const location& at_;
};

}  // namespace

bool condition_variable::wait_or(std::unique_lock<mutex>& lock,
                                 detail::select_case* end, const location& at) {
    bool is_notified = false;
    {
        detail::before_use(this, detail::use::change, at);
        waiter me(*this, at);
        lock.unlock();
        const relock if_this_throws(lock, me, at);
        detail::select_case* cases[] = {&me, end};
        if (end) {
            (void)detail::select_among<2>(cases, true);
        } else {
            (void)detail::select_among<1>(cases, true);
        }
        is_notified = me.leave();
        lock.lock(at);
    }
    return is_notified;
}

bool condition_variable::notify_first() noexcept {
    while (!waiters_.empty()) {
        if (static_cast<waiter&>(waiters_.pop_front()).notify()) return true;
    }
    return false;
}

void condition_variable::notify_one() noexcept {
    detail::before_use(this, detail::use::change, location());
    const std::scoped_lock lock(mutex_);
    notify_first();
}

void condition_variable::notify_all() noexcept {
    detail::before_use(this, detail::use::change, location());
    const std::scoped_lock lock(mutex_);
    while (notify_first()) continue;
}

void condition_variable::abandon_waiters() noexcept {
    const std::scoped_lock lock(mutex_);
    while (!waiters_.empty()) {
        static_cast<waiter&>(waiters_.pop_front()).abandon();
    }
}

}  // namespace ctx
