// A number of units, and the select cases of the goroutines that wait for some.
//
// A release gives units to a goroutine that waits by claiming its select, so
// the units and the decision are one: a select that its context has decided
// gets no units, and one that got units is not ended by its context. Only a
// goroutine whose scope ends gives back units that it just got.
//
// Invariants, under mutex_:
// 1. taken_ is between 0 and size_.
// 2. The first request in the queue whose select is undecided does not fit,
//    unless a goroutine is about to leave the queue, and calls serve() then.
//
// Lock order: mutex_, then, in wake(), the mutex of the bubble or of the
// goroutine.
#include "ctx/semaphore.hpp"

#include <mutex>
#include <stdexcept>
#include <string>

#include "ctx/detail/list.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {

class semaphore_state final : public ref_counted {
public:
    explicit semaphore_state(std::int64_t size) : size_(size) {
        note_made(this);
    }

    /// Does what acquire() is to do if that need not wait, nor record a step.
    [[nodiscard]] bool acquire_at_once(const context& c,
                                       std::int64_t n) noexcept;
    [[nodiscard]] std::error_code acquire(const context& c, std::int64_t n,
                                          const location& at);
    [[nodiscard]] bool try_acquire(std::int64_t n, const location& at);
    void give_back(std::int64_t n, const location& at);

private:
    class waiter;

    [[nodiscard]] bool fits(std::int64_t n) const noexcept {
        return n <= size_ - taken_;
    }
    [[nodiscard]] waiter* first() noexcept;
    void serve() noexcept;

    const std::int64_t size_;
    small_mutex mutex_;
    // Guarded by mutex_:
    plain<std::int64_t> taken_ = 0;
    list waiters_;
};

// The request of a goroutine. It leaves the semaphore as it was, and lets those
// behind it go on, unless it is taken.
class semaphore_state::waiter final : public select_case {
public:
    waiter(semaphore_state& of, const context& c, std::int64_t n,
           const location& made_at) noexcept
        : select_case(made_at), of_(of), until_(*access::get(c)), n_(n) {}

    ~waiter() {
        if (is_taken_ || !mutex()) return;
        before_use(&of_, use::change, at);
        const std::scoped_lock lock(of_.mutex_);
        note_release(&of_);
        if (has_units_) of_.taken_ = of_.taken_ - n_;
        of_.serve();
    }

    // A request for more than there is waits in no queue.
    [[nodiscard]] small_mutex* mutex() const noexcept override {
        return n_ <= of_.size_ ? &of_.mutex_ : nullptr;
    }
    [[nodiscard]] bool is_ready() const noexcept override {
        return of_.fits(n_) && !of_.first() && until_.state() == 0;
    }
    [[nodiscard]] bool try_now() noexcept override {
        if (!is_ready()) return false;
        take();
        note_acquire(&of_);
        return true;
    }
    void enqueue() noexcept override { of_.waiters_.push_back(*this); }

    // The semaphore may be destroyed once acquire() returns. So acquire() does
    // not return before the release() that woke it has unlocked the mutex.
    void taken() override {
        const std::scoped_lock lock(of_.mutex_);
        is_taken_ = true;
    }

    // True if this gets no units, because its context is done or its scope
    // ends.
    [[nodiscard]] bool is_leaving() const noexcept {
        return waiting->winner() || until_.state() != 0;
    }
    [[nodiscard]] bool fits() const noexcept { return of_.fits(n_); }
    void take() noexcept {
        of_.taken_ = of_.taken_ + n_;
        has_units_ = true;
    }

    [[nodiscard]] step kind() const noexcept override { return step::wait; }
    [[nodiscard]] std::string describe() const override {
        return "semaphore acquire";
    }
    [[nodiscard]] std::uint32_t object() const noexcept override { return 0; }
    [[nodiscard]] shared_object shared() const noexcept override {
        return {shared_object::kind::other, mutex() ? &of_ : nullptr};
    }

private:
    semaphore_state& of_;
    const node& until_;
    const std::int64_t n_;
    plain<bool> has_units_ = false;  // guarded by mutex_
    bool is_taken_ = false;
};

// Returns the first request that waits. Called with the mutex held.
semaphore_state::waiter* semaphore_state::first() noexcept {
    while (!waiters_.empty()) {
        auto& w = static_cast<waiter&>(waiters_.front());
        if (!w.is_leaving()) return &w;
        w.unlink();
    }
    return nullptr;
}

// Gives the free units to those that wait. Called with the mutex held.
void semaphore_state::serve() noexcept {
    for (waiter* w = first(); w && w->fits(); w = first()) {
        w->unlink();
        if (!w->waiting->claim(*w)) continue;
        w->take();
        if (is_chosen_here()) {
            here().note_unblocks(*w->waiting->self(), this);
        }
        w->waiting->wake();
    }
}

bool semaphore_state::acquire_at_once(const context& c,
                                      std::int64_t n) noexcept {
    return is_done_at_once([&] {
        const std::scoped_lock lock(mutex_);
        if (access::get(c)->state() != 0 || !fits(n) || first()) return false;
        taken_ = taken_ + n;
        return true;
    });
}

std::error_code semaphore_state::acquire(const context& c, std::int64_t n,
                                         const location& at) {
    if (const auto ended = begin_unless_done(c, this, at)) return ended;
    waiter only(*this, c, n, at);
    return do_unless_done(only, c);
}

bool semaphore_state::try_acquire(std::int64_t n, const location& at) {
    if (on_fiber()) count_call_here(at);
    if (maybe_chosen()) begin_operation(at);
    const std::scoped_lock lock(mutex_);
    const bool is_free = fits(n) && !first();
    note_use(this, is_free ? use::change : use::look);
    if (is_free) {
        note_acquire(this);
        taken_ = taken_ + n;
    }
    return is_free;
}

void semaphore_state::give_back(std::int64_t n, const location& at) {
    if (maybe_chosen()) begin_operation(at);
    std::unique_lock lock(mutex_);
    const bool is_held = n <= taken_;
    note_use(this, is_held && !first() ? use::give_back : use::change);
    if (!is_held) {
        lock.unlock();  // invariant 2 of unwinding.cpp
        throw std::logic_error("semaphore: released more than held");
    }
    note_release(this);
    taken_ = taken_ - n;
    serve();
}

}  // namespace detail

namespace {

void refuse_negative(std::int64_t n, const char* what) {
    if (n < 0) throw std::logic_error(what);
}

}  // namespace

semaphore::semaphore(std::int64_t size)
    : state_(new detail::semaphore_state(size)) {
    refuse_negative(size, "semaphore: size < 0");
}

semaphore::~semaphore() = default;

std::error_code semaphore::acquire(const context& c, std::int64_t n,
                                   location at) {
    refuse_negative(n, "semaphore: n < 0");
    if (state_->acquire_at_once(c, n)) return {};
    // Shares, because an exception in the goroutine that owns the semaphore, or
    // the handle, may destroy it while this goroutine is blocked.
    const auto state = state_;
    const context until = c;
    return state->acquire(until, n, at);
}

bool semaphore::try_acquire(std::int64_t n, location at) {
    refuse_negative(n, "semaphore: n < 0");
    return state_->try_acquire(n, at);
}

void semaphore::release(std::int64_t n, location at) {
    refuse_negative(n, "semaphore: n < 0");
    state_->give_back(n, at);
}

}  // namespace ctx
