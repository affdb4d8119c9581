// A lock for one writer or many readers, and the queues of those that wait.
//
// word_ says who holds the lock: a writer, or a number of readers. A goroutine
// takes a free lock by one exchange of word_, whether others wait or not. A
// goroutine that has to wait queues in a select, as for a channel. A goroutine
// that gives the lock up looks for the next one if word_ says that some wait:
//
// - A reader is handed the lock: it counts as a holder before it wakes.
// - A writer is called: it leaves the queue, wakes, and tries to take the lock,
//   which it may find taken again. It then goes back to the head of the queue.
//   This is fast, because the lock is not idle while a thread wakes.
// - A writer that was called in vain and has waited for long enough
//   (lock_patience; on fibers at once) is handed the lock, so that it is not
//   overtaken for ever.
//
// A writer that gives the lock up lets in the readers that wait; the last
// reader calls the first writer.
//
// Invariants:
// 1. The lock is held either by one writer or by readers.
// 2. writers_wait is set while a writer is in writers_, and readers_wait while
//    a reader is in readers_. Both bits are set and cleared with mutex_ held,
//    but may be set too long: a goroutine that is being ended, or whose context
//    is done, leaves the queue first. A goroutine sets its bit in the same
//    exchange in which it finds the lock taken.
// 3. While a bit says that some wait, the holder first locks mutex_ to call or
//    admit them, and gives the lock up afterwards. So the lock does not become
//    free, unseen, between the exchange by which a goroutine finds it taken and
//    the entry into the queue, because both happen with mutex_ held.
// 4. `called` is set while a writer that was called has not tried yet. Only one
//    is called at a time, and the holder calls no other meanwhile. A writer
//    that does not try, because it is being ended or its context is done, lets
//    the next be called (withdraw).
// 5. New readers wait while a writer holds the lock, waits or was called.
//    readers_ is empty otherwise.
// 6. A goroutine that takes the lock, and gives it up, may destroy it next. So
//    the exchange of word_ that frees the lock is the last access of its call.
//    A goroutine that is handed the lock is woken with mutex_ held, and
//    therefore locks mutex_ before it returns (taken()).
// 7. state_ of a waiter changes with mutex_ held: by the goroutine that wakes
//    the waiter, before it does so, or by the waiter itself.
// 8. A lock that is destroyed takes its waiters out of the queues, and they
//    forget it (abandon). Such a goroutine can only be ended, and does not
//    touch the lock then. So no goroutine may wait then in a call that a
//    context can still end (mutex.hpp).
//
// An exchange that only changes other bits of word_ does not break the pair of
// a release and an acquire, because it is a read-modify-write operation.
//
// Lock order: mutex_, then, in wake(), the mutex of the bubble or of the
// goroutine. A report reads word_ and holder_ with no lock of this.
#include "ctx/detail/lock_state.hpp"

#include <mutex>
#include <stdexcept>

#include "ctx/context.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/small_mutex.hpp"
#include "scheduler.hpp"

namespace ctx::detail {

// A goroutine that waits for the lock. Its hook is its place in a queue.
class lock_state::waiter : public select_case {
public:
    waiter(lock_state& lock, const location& made_at)
        : select_case(made_at), self_(current()), lock_(&lock) {}

    [[nodiscard]] small_mutex* mutex() const noexcept override {
        lock_state* const l = lock();
        return l ? &l->mutex_ : &of_no_lock_;
    }
    void taken() override {
        const std::scoped_lock waker_is_done(lock()->mutex_);  // invariant 6
    }

    [[nodiscard]] step kind() const noexcept override { return step::wait; }
    [[nodiscard]] std::string report() const override {
        lock_state* const l = lock();
        return l ? describe() + l->held_by(self_.home) : describe();
    }
    [[nodiscard]] std::uint32_t object() const noexcept override { return 0; }
    [[nodiscard]] shared_object shared() const noexcept override {
        return {shared_object::kind::other, lock()};
    }

    // The lock; null if it was destroyed meanwhile, and then the goroutine is
    // being ended (8). Relaxed: the destructor happens before that end, by the
    // mutex of the scope.
    [[nodiscard]] lock_state* lock() const noexcept {
        return lock_.load(std::memory_order_relaxed);
    }
    void abandon() noexcept { lock_.store(nullptr, std::memory_order_relaxed); }

    // Blocks until this is woken, and returns an empty code. Returns another
    // one if nobody is left that could wake this, or if `until`, which may be
    // null, is done first.
    [[nodiscard]] std::error_code wait(const context* until) {
        if (until) return do_unless_done(*this, *until);
        select_case* cases[] = {this};
        if (select_among<1>(cases, true) == 0) return {};
        return errc::canceled;
    }

    enum class state : std::uint8_t { waiting, called, holding };
    [[nodiscard]] bool is(state s) const noexcept { return state_ == s; }
    void become(state s) noexcept { state_ = s; }

    // Called when the goroutine goes on with the lock.
    void keep() noexcept { kept_ = true; }

protected:
    const goroutine& self_;
    bool kept_ = false;

private:
    atomic<lock_state*> lock_;
    mutable small_mutex of_no_lock_;
    plain<state> state_ = state::waiting;  // invariant 7
};

class lock_state::waiting_writer final : public waiter {
public:
    // `what` is the call: the lock may be that of a mutex or of a once.
    waiting_writer(lock_state& lock, const char* what, const location& made_at)
        : waiter(lock, made_at), what_(what) {}
    // A goroutine that is being ended, or whose context is done.
    ~waiting_writer() {
        if (kept_ || !lock()) return;
        if (is(state::holding)) {
            lock()->release(writer);
        } else {
            lock()->withdraw(is(state::called));
        }
    }

    [[nodiscard]] bool try_now() noexcept override {
        const auto answered = is(state::called) ? called : 0;  // invariant 4
        const auto before = lock()->change([&](std::uint32_t w) {
            return (is_free(w) ? w | writer : w | writers_wait) & ~answered;
        });
        was_called_ = was_called_ || answered != 0;
        become(is_free(before) ? state::holding : state::waiting);
        return is_free(before);
    }
    [[nodiscard]] bool is_ready() const noexcept override {
        return is_free(lock()->word_.load(std::memory_order_relaxed));
    }
    void enqueue() noexcept override {
        if (was_called_) {
            lock()->writers_.push_front(*this);
        } else {
            lock()->writers_.push_back(*this);
        }
    }

    [[nodiscard]] std::string describe() const override { return what_; }

    // Tries to take the lock for which this was called, without a second
    // select. In a bubble that nearly always succeeds, and the log then shows
    // one call.
    [[nodiscard]] bool try_again() noexcept {
        const std::scoped_lock guard(lock()->mutex_);
        return try_now();
    }

    // Set, while not queued, by the goroutine itself.
    void is_to_be_handed() noexcept { to_be_handed_ = true; }
    [[nodiscard]] bool to_be_handed() const noexcept { return to_be_handed_; }

private:
    const char* const what_;
    bool was_called_ = false;
    plain<bool> to_be_handed_ = false;
};

class lock_state::waiting_reader final : public waiter {
public:
    using waiter::waiter;
    ~waiting_reader() {
        if (!kept_ && is(state::holding)) lock()->release(1);
    }

    [[nodiscard]] bool try_now() noexcept override {
        const auto before = lock()->change([](std::uint32_t w) {
            return holds_up_readers(w) ? w | readers_wait : w + 1;
        });
        if (holds_up_readers(before)) return false;
        become(state::holding);
        return true;
    }
    [[nodiscard]] bool is_ready() const noexcept override {
        return !holds_up_readers(lock()->word_.load(std::memory_order_relaxed));
    }
    void enqueue() noexcept override { lock()->readers_.push_back(*this); }
    [[nodiscard]] std::string describe() const override {
        return "shared_mutex lock_shared";
    }
    [[nodiscard]] std::string report() const override {
        lock_state* const l = lock();
        const bool is_behind =
            l && !(l->word_.load(std::memory_order_relaxed) & writer);
        return waiter::report() + (is_behind ? ", behind a writer" : "");
    }
};

// -- holders ----------------------------------------------------------------

std::string lock_holder::text(const scheduler& scope) const {
    const auto id = id_.load(std::memory_order_relaxed);
    if (id == 0) return "";
    const bool is_near = scope_.load(std::memory_order_relaxed) == &scope;
    const std::string since = place(at_.load(std::memory_order_relaxed));
    return (is_near ? "goroutine " + std::to_string(id)
                    : "a goroutine of another scope") +
           (since.empty() ? "" : " since " + since);
}

// ", held by goroutine 3 since gen.cpp:17".
std::string lock_state::held_by(const scheduler& scope) const {
    const auto w = word_.load(std::memory_order_relaxed);
    const std::string last = holder_.text(scope);
    if (w & writer) return last.empty() ? "" : ", held by " + last;
    const auto n = w & readers;
    if (n == 0) return "";
    std::string text = ", held by " + std::to_string(n);
    text += n == 1 ? " reader" : " readers";
    return last.empty() ? text : text + ", the last to come " + last;
}

// Tell that the calling goroutine has taken the lock, for an exploration.
void lock_state::note_taken() const noexcept {
    if (!maybe_chosen()) return;
    note_acquire(by_writers());
    note_acquire(by_readers());
}

void lock_state::note_reader(const location& at) noexcept {
    if (maybe_chosen()) {
        note_acquire(by_writers());
        ++current().read_locks;
    }
    note_holder(at);
}

void lock_state::note_holder(const location& at) noexcept {
    if (!on_fiber()) return holder_.forget();
    const goroutine& self = current();
    holder_.note(self.home, self.id, at);
}

// -- taking the lock --------------------------------------------------------

// Exchanges word_ for change(word_). Returns what it was. Where that takes the
// lock, the acquire pairs with the release of the goroutine that gave it up.
// Where it hands the lock to readers, the release pairs with the acquire of
// readers that come later.
template <class Change>
std::uint32_t lock_state::change(Change change) noexcept {
    std::uint32_t w = word_.load(std::memory_order_relaxed);
    while (!word_.compare_exchange_weak(w, change(w), std::memory_order_acq_rel,
                                        std::memory_order_relaxed)) {
    }
    return w;
}

// Takes the lock if it is free, also if others wait.
bool lock_state::take() noexcept {
    std::uint32_t w = word_.load(std::memory_order_relaxed);
    while (is_free(w)) {
        // Acquire: as take_free().
        if (word_.compare_exchange_weak(w, w | writer,
                                        std::memory_order_acquire,
                                        std::memory_order_relaxed)) {
            return true;
        }
    }
    return false;
}

// Waits for a moment, or until the lock looks free: a thread that holds it may
// be about to give it up.
void lock_state::spin() noexcept {
    if (on_fiber()) return;
    for (int i = 0; i < lock_spins; ++i) {
        if (is_free(word_.load(std::memory_order_relaxed))) return;
        spin_pause();
    }
}

bool lock_state::lock_slowly(const char* what, const location& at) {
    if (on_fiber()) count_call_here(at);
    before_use(this, use::lock, at);
    if (!take() && wait_to_lock(what, nullptr, at)) return false;
    note_taken();
    note_holder(at);
    return true;
}

std::error_code lock_state::lock(const char* what, const context& c,
                                 const location& at) {
    if (const auto err = begin_unless_done(c, this, at)) return err;
    if (!take()) {
        const context until = c;  // an exception may destroy the handle `c`
        if (const auto err = wait_to_lock(what, &until, at)) return err;
    }
    note_taken();
    note_holder(at);
    return {};
}

// Returns another code than the empty one as waiter::wait() does.
std::error_code lock_state::wait_to_lock(const char* what, const context* until,
                                         const location& at) {
    spin();
    if (take()) return {};
    waiting_writer me(*this, what, at);
    // An exploration decides which goroutine comes first to the lock. A writer
    // that overtakes the one that is called is the same as one that comes
    // first.
    if (is_chosen_here()) me.is_to_be_handed();
    const auto begun = here().now();
    for (;;) {
        if (const auto err = me.wait(until)) {
            // What ~waiting_writer() does next.
            before_use(this, use::change, at);
            return err;
        }
        spin();
        if (me.is(waiter::state::holding)) break;
        if (on_fiber() && me.try_again()) break;
        if (on_fiber() || here().now() - begun >= lock_patience) {
            me.is_to_be_handed();
        }
    }
    me.keep();
    return {};
}

bool lock_state::try_lock(const location& at) {
    if (on_fiber()) count_call_here(at);
    before_use(this, use::change, at);
    if (!take()) return false;
    note_taken();
    note_holder(at);
    return true;
}

void lock_state::lock_shared_slowly(const location& at) {
    if (on_fiber()) count_call_here(at);
    before_use(this, use::lock_shared, at);
    if (!take_shared() && wait_to_share(nullptr, at)) return;
    note_reader(at);
}

std::error_code lock_state::lock_shared(const context& c, const location& at) {
    if (const auto err = begin_unless_done(c, this, at)) return err;
    if (!take_shared()) {
        if (const auto err = wait_to_share(&c, at)) return err;
    }
    note_reader(at);
    return {};
}

std::error_code lock_state::wait_to_share(const context* until,
                                          const location& at) {
    waiting_reader me(*this, at);
    if (const auto err = me.wait(until)) return err;
    me.keep();
    return {};
}

bool lock_state::try_lock_shared(const location& at) {
    if (on_fiber()) count_call_here(at);
    before_use(this, use::change, at);
    if (!take_shared()) return false;
    note_reader(at);
    return true;
}

// -- giving the lock up -----------------------------------------------------

namespace {

void refuse_to_unlock(const char* error) {
    const goroutine* const self = current_goroutine();
    if (self && self->ending) return;  // rule 5 of mutex.hpp
    throw std::logic_error(error);
}

}  // namespace

// Begins the operation for an exploration. `mine` are the bits of word_ of
// which one is to be set.
void lock_state::begin_unlock(std::uint32_t mine, use how,
                              bool publishes) noexcept {
    begin_operation(location());
    // Another goroutine than the holder would fail before the lock.
    goroutine& self = current();
    bool held = word_.load(std::memory_order_relaxed) & mine;
    publishes = publishes && held;  // or this fails
    if (mine == writer) {
        held = held && holder_.is(self.home, self.id);
        holder_.forget();
    } else {
        held = held && self.read_locks > 0;
        if (held) --self.read_locks;
    }
    note_use(this, held ? how : use::unlock_other);
    note_release(how == use::unlock ? by_writers() : by_readers(), publishes);
}

void lock_state::unlock_slowly(const char* error, bool publishes) {
    if (maybe_chosen()) begin_unlock(writer, use::unlock, publishes);
    if (word_.load(std::memory_order_relaxed) & writer) return release(writer);
    refuse_to_unlock(error);
}

void lock_state::unlock_shared(const char* error) {
    if (maybe_chosen()) begin_unlock(readers, use::unlock_shared, true);
    if (word_.load(std::memory_order_relaxed) & readers) return release(1);
    refuse_to_unlock(error);
}

// True if the goroutine that gives up `mine` has to look for the next one.
bool lock_state::must_call(std::uint32_t w, std::uint32_t mine) noexcept {
    const bool writers = (w & writers_wait) && !(w & called);  // invariant 4
    if (mine == writer) return writers || (w & readers_wait);
    const bool is_last = (w & readers) == 1;
    return is_last && (writers || (!(w & called) && (w & readers_wait)));
}

// Gives up `mine`: `writer`, or 1 for a reader.
void lock_state::release(std::uint32_t mine) noexcept {
    std::uint32_t w = word_.load(std::memory_order_relaxed);
    for (;;) {
        if (must_call(w, mine)) {
            const std::scoped_lock lock(mutex_);
            if (hand_over(mine)) return;
            w = word_.load(std::memory_order_relaxed);
        } else if (word_.compare_exchange_weak(w, w - mine,
                                               std::memory_order_release,
                                               std::memory_order_relaxed)) {
            // Release: pairs with the acquire of the next goroutine that takes
            // the lock.
            return;
        }
    }
}

// Gives up `mine` for goroutines that are handed the lock, and returns true, or
// calls a writer. Called with mutex_ held, so that must_call() stays true.
bool lock_state::hand_over(std::uint32_t mine) noexcept {
    if (!must_call(word_.load(std::memory_order_relaxed), mine)) return false;
    if (mine == writer && admit_readers(mine)) return true;
    switch (call_writer(mine)) {
        case outcome::handed:
            return true;
        case outcome::called:
            return false;
        case outcome::nobody:
            break;
    }
    return mine != writer && admit_readers(mine);
}

// Hands the lock to all readers that wait, and gives up `mine`, which may be 0.
// Does nothing, and returns false, if no reader waits. Called with mutex_ held.
bool lock_state::admit_readers(std::uint32_t mine) noexcept {
    std::uint32_t n = 0;
    while (!readers_.empty()) {
        auto& r = static_cast<waiting_reader&>(readers_.pop_front());
        if (!r.waiting->claim(r)) continue;
        r.become(waiter::state::holding);
        r.waiting->wake();
        ++n;
    }
    change([&](std::uint32_t w) {
        return (n == 0 ? w : w - mine + n) & ~readers_wait;
    });
    return n > 0;
}

// Calls the first writer that waits, or hands it the lock and gives up `mine`.
// Does nothing if no writer waits or one was called. Called with mutex_ held.
lock_state::outcome lock_state::call_writer(std::uint32_t mine) noexcept {
    if (word_.load(std::memory_order_relaxed) & called) return outcome::called;
    while (!writers_.empty()) {
        auto& next = static_cast<waiting_writer&>(writers_.pop_front());
        if (!next.waiting->claim(next)) continue;
        const bool handed = next.to_be_handed();
        const auto kept = writers_.empty() ? ~writers_wait : ~0U;
        change([&](std::uint32_t w) {
            return (handed ? w - mine + writer : w | called) & kept;
        });
        next.become(handed ? waiter::state::holding : waiter::state::called);
        next.waiting->wake();
        return handed ? outcome::handed : outcome::called;
    }
    change([](std::uint32_t w) { return w & ~writers_wait; });
    return outcome::nobody;
}

// Does what is left when a writer no longer waits.
void lock_state::withdraw(bool was_called) noexcept {
    {
        const std::scoped_lock lock(mutex_);
        const auto gone =
            (was_called ? called : 0) | (writers_.empty() ? writers_wait : 0);
        const auto before = change([&](std::uint32_t w) { return w & ~gone; });
        // Invariant 5. Readers that hold the lock keep it meanwhile, because
        // the last one finds readers_wait and then needs mutex_.
        if (!holds_up_readers(before & ~gone) && (before & readers)) {
            admit_readers(0);
        }
    }
    // If the lock is free, calls the next one.
    if (take()) release(writer);
}

void lock_state::abandon_waiters() noexcept {
    const std::scoped_lock lock(mutex_);
    for (list* l : {&writers_, &readers_}) {
        while (!l->empty()) static_cast<waiter&>(l->pop_front()).abandon();
    }
}

}  // namespace ctx::detail
