// Contexts that end by themselves.
//
// A deadline_node is armed in the queue of the clock it was made under: its
// bubble's, or the process's. The queue does not own it, unless functions are
// registered on it and nobody else does (see node.cpp); timer_owns_ says so.
//
// Lock order: the queue's mutex is a leaf. timer_owns_ and its like are
// guarded by it.
#include <cstdint>

#include "ctx/context.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

class deadline_node final : public cancel_node, public timer_entry {
public:
    deadline_node(node* parent, clock::time_point deadline, error why,
                  timer_queue& queue, const location& made_at) noexcept
        : cancel_node(parent),
          deadline_(deadline),
          cause_(std::move(why)),
          queue_(ref<timer_queue>::share(&queue)),
          made_at_(made_at) {}

    void start() {
        set_findable();
        has_timer_ = true;
        if (!queue_->arm(*this, deadline_)) has_timer_ = false;
        // The node was published before: its canceler may have come too early
        // to find a timer to stop.
        if (state() != 0) settled();
    }

    void expire() noexcept {
        cancel_tree(*this, errc::deadline_exceeded, cause_ ? &cause_ : nullptr,
                    made_at_);
    }

    bool own_deadline(std::int64_t& ticks) const noexcept override {
        ticks = deadline_.time_since_epoch().count();
        return true;
    }

    void settled() noexcept override {
        if (!queue_->disarm(*this)) return;
        if (std::exchange(timer_owns_, false)) node::release(this);
    }

    source_answer ask_source() noexcept override {
        return queue_->locked(*this, [this](bool armed) {
            if (!has_timer_) return source_answer::none;
            if (missed_) return source_answer::missed;
            // Not armed, it is going off, or being stopped, at this moment, by
            // somebody with a share.
            if (armed && !std::exchange(timer_owns_, true)) retain();
            return source_answer::kept;
        });
    }

    void end_by_source() noexcept override { expire(); }

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
    const location made_at_;
    // Guarded by the queue's mutex, once it is started.
    bool has_timer_ = false;
    bool timer_owns_ = false;
    bool missed_ = false;
};

// a - b, or the longest time there is where that overflows.
duration distance(clock::time_point a, clock::time_point b) noexcept {
    const auto x = a.time_since_epoch();
    const auto y = b.time_since_epoch();
    if (y < duration::zero() && x > duration::max() + y) return duration::max();
    if (y > duration::zero() && x < duration::min() + y) return duration::min();
    return x - y;
}

std::string padded(std::int64_t value, std::size_t width) {
    std::string s = std::to_string(value);
    if (s.size() < width) s.insert(0, width - s.size(), '0');
    return s;
}

// What `d` is more than whole seconds, which are rounded down. (The seconds,
// taken off, might be more than a duration holds.)
duration below_second(duration d) noexcept {
    constexpr duration second = std::chrono::seconds(1);
    const duration rest = d % second;
    return rest < duration::zero() ? rest + second : rest;
}

// As Go's time.Time.String: "2000-01-01 00:00:00.05 +0000 UTC", where `now` has
// the given date. In whole seconds and the rest, since what lies between the
// two may be more than a duration holds.
std::string format_date(clock::time_point instant, clock::time_point now,
                        std::chrono::sys_time<duration> date_of_now) {
    using namespace std::chrono;
    const auto after = floor<seconds>(instant.time_since_epoch());
    const auto before = floor<seconds>(now.time_since_epoch());
    const auto second = floor<seconds>(date_of_now);
    const duration part = below_second(date_of_now.time_since_epoch()) +
                          below_second(instant.time_since_epoch()) -
                          below_second(now.time_since_epoch());
    const auto carry = floor<seconds>(part);
    const sys_seconds t = second + after - before + carry;

    const auto day = floor<days>(t);
    const year_month_day date(day);
    const hh_mm_ss time(t - day);
    std::string out = padded(static_cast<int>(date.year()), 4) + '-' +
                      padded(static_cast<unsigned>(date.month()), 2) + '-' +
                      padded(static_cast<unsigned>(date.day()), 2) + ' ' +
                      padded(time.hours().count(), 2) + ':' +
                      padded(time.minutes().count(), 2) + ':' +
                      padded(time.seconds().count(), 2);
    if (part != carry) {
        std::string digits = padded((part - carry).count(), 9);
        digits.erase(digits.find_last_not_of('0') + 1);
        out += '.' + digits;
    }
    return out + " +0000 UTC";
}

void deadline_node::print(std::string& out) const {
    const clock::time_point now = here().now();
    out += ".WithDeadline(" + format_date(deadline_, now, here().date()) +
           " [" + format_duration(distance(deadline_, now)) + "])";
}

cancelable derive(const context& parent, clock::time_point now,
                  clock::time_point deadline, error cause, std::string_view how,
                  const location& at) {
    node* const above = access::get(parent);
    const auto sooner = deadline_of(above);
    if (sooner && *sooner < deadline) return with_cancel(parent, at);

    auto* const n = new deadline_node(above, deadline, std::move(cause),
                                      here().timers(), at);
    auto made = access::pair<cancelable, cancel_func>(n);
    record_birth(*n, how, at);
    cancel_node* const canceler = above->canceler();
    const bool live = !canceler || observe(*canceler, *n, *n, at);
    if (live && deadline <= now) {
        n->expire();
    } else if (live && sooner != deadline) {
        // An equal deadline above ends this node too, and went first.
        n->start();
    }
    return made;
}

}  // namespace

std::optional<clock::time_point> deadline_of(const node* n) noexcept {
    for (const cancel_node* c = n->canceler(); c;) {
        std::int64_t ticks = 0;
        if (c->own_deadline(ticks)) {
            return clock::time_point(duration(ticks));
        }
        if (c->kind() == node_kind::merge || !c->parent()) return std::nullopt;
        c = c->parent()->canceler();
    }
    return std::nullopt;
}

}  // namespace detail

cancelable with_deadline(const context& parent, clock::time_point deadline,
                         location at) {
    return detail::derive(parent, clock::now(), deadline, {}, "with_deadline",
                          at);
}

cancelable with_deadline_cause(const context& parent,
                               clock::time_point deadline, error cause,
                               location at) {
    return detail::derive(parent, clock::now(), deadline, std::move(cause),
                          "with_deadline_cause", at);
}

cancelable with_timeout(const context& parent, duration timeout, location at) {
    const auto now = clock::now();
    return detail::derive(parent, now, clock::later(now, timeout), {},
                          "with_timeout", at);
}

cancelable with_timeout_cause(const context& parent, duration timeout,
                              error cause, location at) {
    const auto now = clock::now();
    return detail::derive(parent, now, clock::later(now, timeout),
                          std::move(cause), "with_timeout_cause", at);
}

}  // namespace ctx
