// Contexts that are canceled by a timer.
//
// Invariants:
// D1. A deadline_node is armed in the queue of the clock that it was made
//     under: its bubble's, or the process's.
// D2. The queue does not own the node unless it has adopted it (O3 in
//     node.cpp). timer_owns_ says so.
// D3. A done node has no armed timer: the canceling thread calls detach(), and
//     start() calls it again if the node was done before it was armed.
//
// Lock order:
// D4. The queue's mutex is a leaf, and guards has_timer_, timer_owns_ and
//     missed_ once the node is armed.
#include "ctx/context.hpp"
#include "date.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

class deadline_node final : public cancel_node, public timer_entry {
public:
    deadline_node(node* parent, clock::time_point deadline, error why,
                  timer_queue& queue, const birth& made) noexcept
        : cancel_node(parent, made),
          deadline_(deadline),
          cause_(std::move(why)),
          queue_(ref<timer_queue>::share(&queue)) {}

    void start() {
        set_findable();
        has_timer_ = true;
        if (!queue_->arm(*this, deadline_)) has_timer_ = false;
        // The node is in its parent's list already, so a canceling thread may
        // have called detach() before the timer was armed (D3).
        if (state() != 0) detach();
    }

    void expire() noexcept {
        cancel_tree(*this, errc::deadline_exceeded, cause_ ? &cause_ : nullptr,
                    made().at);
    }

    [[nodiscard]] std::optional<clock::time_point> own_deadline()
        const noexcept override {
        return deadline_;
    }

    void detach() noexcept override {
        if (!queue_->disarm(*this)) return;
        if (std::exchange(timer_owns_, false)) node::release(this);
    }

    adoption ask_source() noexcept override {
        return queue_->locked(*this, [this](bool is_armed) {
            if (!has_timer_) return adoption::no_source;
            if (missed_) return adoption::missed;
            // A timer that is not armed is firing or being disarmed at this
            // moment, by a thread that has a share.
            if (is_armed && !std::exchange(timer_owns_, true)) retain();  // D2
            return adoption::adopted;
        });
    }

    void cancel_for_source() noexcept override { expire(); }

    void print(std::string& out) const override;

private:
    [[nodiscard]] timer_purpose purpose() const noexcept override {
        return {.context = id};
    }

    bool keep() noexcept override {
        if (std::exchange(timer_owns_, false)) return true;
        missed_ = !try_retain();
        return !missed_;
    }

    void fire() noexcept override {
        expire();
        node::release(this);
    }

    bool abandon() noexcept override {
        has_timer_ = false;
        return std::exchange(timer_owns_, false);
    }

    void abandoned() noexcept override { node::release(this); }

    const clock::time_point deadline_;
    const error cause_;
    const ref<timer_queue> queue_;
    // Guarded by the queue's mutex (D4).
    bool has_timer_ = false;   // once armed, until the queue is closed
    bool timer_owns_ = false;  // the queue owns a share of this node
    bool missed_ = false;      // the timer fired when no owner was left
};

void deadline_node::print(std::string& out) const {
    const clock::time_point now = here().now();
    out += ".WithDeadline(" + format_date(deadline_, now, here().date()) +
           " [" + format_duration(difference(deadline_, now)) + "])";
}

cancelable derive(const context& parent, clock::time_point now,
                  clock::time_point deadline, error cause, const birth& made) {
    node* const above = access::get(parent);
    begin_join(*above, made.at);
    const auto sooner = deadline_of(above);
    if (sooner && *sooner < deadline) return derive_cancelable(parent, made);

    auto* const n = new deadline_node(above, deadline, std::move(cause),
                                      here().timers(), made);
    auto child = access::pair<cancelable, cancel_func>(n);
    record_birth(*n);
    cancel_node* const canceler = above->canceler();
    const bool live = !canceler || subscribe(*canceler, *n, *n, made.at);
    if (live && deadline <= now) {
        n->expire();
    } else if (live && sooner != deadline) {
        // An equal deadline above cancels this node too, so it needs no timer.
        n->start();
    }
    return child;
}

}  // namespace

std::optional<clock::time_point> deadline_of(const node* n) noexcept {
    for (const cancel_node* c = n->canceler(); c;) {
        if (const auto own = c->own_deadline()) return own;
        if (c->kind() == node_kind::merge || !c->parent()) return std::nullopt;
        c = c->parent()->canceler();
    }
    return std::nullopt;
}

}  // namespace detail

cancelable with_deadline(const context& parent, any_time_point deadline,
                         location at) {
    return detail::derive(parent, clock::now(), deadline, {},
                          {detail::maker::with_deadline, at});
}

cancelable with_deadline_cause(const context& parent, any_time_point deadline,
                               error cause, location at) {
    return detail::derive(parent, clock::now(), deadline, std::move(cause),
                          {detail::maker::with_deadline_cause, at});
}

cancelable with_timeout(const context& parent, any_duration timeout,
                        location at) {
    const auto now = clock::now();
    return detail::derive(parent, now, clock::later(now, timeout), {},
                          {detail::maker::with_timeout, at});
}

cancelable with_timeout_cause(const context& parent, any_duration timeout,
                              error cause, location at) {
    const auto now = clock::now();
    return detail::derive(parent, now, clock::later(now, timeout),
                          std::move(cause),
                          {detail::maker::with_timeout_cause, at});
}

}  // namespace ctx
