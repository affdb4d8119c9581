// The life of a registration: registered, then started or stopped, whichever
// is decided first by one atomic exchange; if started, then finished, when the
// function has returned or every copy of its task has been dropped.
//
// Lock order: stop() decides before it takes the context's mutex, and takes no
// other; the user's function and executor are called with no lock held.
#include "ctx/after_func.hpp"

#include "ctx/defer.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {

void function::start() noexcept {
    state expected = registered;
    // Counted first: who sees it started may wait for it.
    running_.add(1);
    if (!state_.compare_exchange_strong(expected, started,
                                        std::memory_order_relaxed)) {
        running_.done();
        return;
    }
    dispatch(task(function_ref::share(this)));
}

bool function::stop() noexcept {
    state expected = registered;
    return state_.compare_exchange_strong(expected, stopped,
                                          std::memory_order_relaxed);
}

void function::run() {
    const defer when_over([this] { finish(); });
    invoke();
}

void function::finish() noexcept {
    // Relaxed: it only decides who calls done(), which does the publishing.
    if (state_.exchange(finished, std::memory_order_relaxed) == started) {
        running_.done();
    }
}

void function::add_task() noexcept {
    // Relaxed: a new copy is made from an existing one.
    tasks_.fetch_add(1, std::memory_order_relaxed);
}

void function::drop_task() noexcept {
    // Release, and acquire for the last, as for any reference count.
    if (tasks_.fetch_sub(1, std::memory_order_acq_rel) == 1) finish();
}

goroutine_executor::goroutine_executor(const location& at)
    : home_(ref<ref_counted>::share(&here())), at_(at) {}

void goroutine_executor::operator()(task t) const {
    static_cast<scheduler&>(*home_).start(
        "after_func", std::make_unique<typed_thunk<task>>(std::move(t)), at_);
}

stop_func register_function(const context& c, function_ref f,
                            const location& at) {
    cancel_node* const n = access::get(c)->canceler();
    bool over = false;
    if (n) {
        const std::scoped_lock lock(n->mutex);
        over = n->state() != 0;
        if (!over) {
            // The list has a share of its own.
            n->observers.push_back(*function_ref(f).take());
        }
    }
    if (over) {
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
    if (!f_ || !f_->stop()) return false;
    auto* const n = detail::access::get(target_)->canceler();
    if (!n) return true;
    {
        const std::scoped_lock lock(n->mutex);
        if (!f_->linked()) return true;  // a canceler has it, and will see
        f_->unlink();
    }
    f_->release();  // the list's share; ours keeps it here
    return true;
}

void stop_func::wait(location at) const {
    if (f_) f_->wait(at);
}

}  // namespace ctx
