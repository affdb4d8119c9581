// The life of a registration: registered, then started or stopped, and if
// started, then finished.
//
// Invariants:
// F1. One exchange of state_ decides between started and stopped.
// F2. A started function is finished when it has returned, or when every copy
//     of its task has been dropped without running.
// F3. running_ counts the function from before it is started until it is
//     finished, so that wait() waits for every function found started.
//
// Lock order:
// F4. stop() decides before it locks the context's mutex, and locks no other.
// F5. The user's function and executor are called with no lock held.
#include "ctx/after_func.hpp"

#include "ctx/defer.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {

// The orders on state_ are relaxed: it only decides which thread is first (F1).
// The executor's own hand-over orders what the function sees, and running_
// orders what wait() sees.

void function::start() noexcept {
    state expected = registered;
    running_.begin();  // F3
    // Relaxed: see above.
    if (!state_.compare_exchange_strong(expected, started,
                                        std::memory_order_relaxed)) {
        running_.end();
        return;
    }
    dispatch(task(function_ref::share(this)));
}

bool function::stop() noexcept {
    state expected = registered;
    // Relaxed: see above.
    return state_.compare_exchange_strong(expected, stopped,
                                          std::memory_order_relaxed);
}

void function::run() {
    const defer at_end([this] { finish(); });
    if (maybe_chosen()) note_acquire(this);
    invoke();
}

void function::finish() noexcept {
    // F2, F3. Relaxed: it only decides whether to call add(), which publishes.
    if (state_.exchange(finished, std::memory_order_relaxed) == started) {
        running_.end();
    }
}

void function::add_task() noexcept {
    // Relaxed: a new copy is made from an existing one.
    tasks_.fetch_add(1, std::memory_order_relaxed);
}

void function::drop_task() noexcept {
    // Release, and acquire for the last copy; the two pair with each other:
    // what was done with the other copies happens before finish().
    if (tasks_.fetch_sub(1, std::memory_order_acq_rel) == 1) finish();
}

goroutine_executor::goroutine_executor(const location& at)
    : home_(ref<ref_counted>::share(&here())), at_(at) {
    here().prepare_to_start();
}

void goroutine_executor::operator()(task t) const {
    static_cast<scheduler&>(*home_).start_later(
        "after_func", std::make_unique<typed_thunk<task>>(std::move(t)), at_);
}

stop_func register_function(const context& c, function_ref f,
                            const location& at) {
    cancel_node* const n = access::get(c)->canceler();
    bool is_done = false;
    note_made(f.get());
    if (maybe_chosen()) note_release(f.get());
    if (n) {
        before_use(n, use::join, at);
        const std::scoped_lock lock(n->mutex);
        is_done = n->state() != 0;
        if (!is_done) {
            // The list has a share of its own.
            n->subscribers.push_back(*function_ref(f).take());
        }
    }
    if (is_done) {
        record_step(step::after_func, 0, 0, "", at);
        f->start();
    }
    return {c, std::move(f)};
}

}  // namespace detail

task::task(const task& other) noexcept : f_(other.f_) {
    if (f_) f_->add_task();
}

task::~task() {
    if (f_) f_->drop_task();
}

void task::operator()() const { f_->run(); }

bool stop_func::operator()() const noexcept {
    if (!f_) return false;
    auto* const n = detail::access::get(target_)->canceler();
    detail::before_use(f_.get(), detail::use::change, location());
    if (n && detail::maybe_chosen()) detail::note_use(n, detail::use::join);
    if (!f_->stop()) return false;
    if (!n) return true;
    {
        const std::scoped_lock lock(n->mutex);
        // Out of the list: the canceling thread has it, and its start() will
        // find it stopped.
        if (!f_->linked()) return true;
        f_->unlink();
    }
    f_->release();  // the list's share; f_ keeps the function alive
    return true;
}

void stop_func::wait(location at) const {
    if (f_) f_->wait(at);
}

}  // namespace ctx
