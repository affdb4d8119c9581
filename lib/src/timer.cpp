// Timers that fire into channels.
//
// The timer is a part of its channel, and is destroyed with the last handle on
// the channel.
//
// Invariants, under control_:
// 1. running_ is true if the timer is to fire at due_. It is then in the queue,
//    unless the queue is closed, or has left the queue and is about to fire.
// 2. stop(), start() and a tick are each one step: none sees half of another.
//
// Lock order: control_, then the mutex of the queue or of the channel.
#include "ctx/timer.hpp"

#include <mutex>
#include <stdexcept>
#include <utility>

#include "ctx/detail/sync.hpp"
#include "ctx/detail/waking_lock.hpp"
#include "scheduler.hpp"

namespace ctx {
namespace detail {

class timer_channel final : public channel_state<clock::time_point>,
                            public timer_entry {
public:
    // Room for one value: one tick waits for its receiver, later ones are
    // dropped.
    timer_channel()
        : channel_state(hidden_room{1}),
          queue_(ref<timer_queue>::share(&here().timers())) {}

    ~timer_channel() override { queue_->disarm(*this); }

    // Makes the timer fire after `first`, and then every `period` unless that
    // is zero. A timer that is due already fires in this call, so that a poll
    // after it finds the value. Returns what stop() would return.
    bool start(duration first, duration period, const location& at) {
        record_step(
            step::timer, id(), 0, [first] { return format_duration(first); },
            at);
        const waking_lock lock(control_);
        const bool stopped = take_back();
        period_ = period;
        due_ = clock::from_now(first);
        if (first <= duration::zero()) {
            queue_->disarm(*this);
            tick();
            return stopped;
        }
        running_ = true;
        queue_->arm(*this, due_);
        return stopped;
    }

    bool stop() noexcept {
        const std::scoped_lock lock(control_);
        queue_->disarm(*this);
        return take_back();
    }

private:
    // Called with control_ held. The timer may still be in the queue. Returns
    // true if a tick was to come, or is not received yet.
    bool take_back() noexcept {
        // A timer that has left the queue but not fired is pending, too
        // (invariant 1).
        const bool was_running = std::exchange(running_, false);
        return (std::exchange(sent_, false) && drain()) || was_running;
    }

    bool keep() noexcept override { return try_retain(); }

    void fire() noexcept override {
        {
            const waking_lock lock(control_);
            // False if the timer was stopped or started again after it had left
            // the queue.
            if (running_ && due_ <= here().now()) tick();
        }
        release();
    }

    void tick() noexcept {
        const auto now = here().now();
        offer(now);
        sent_ = true;
        running_ = period_ > duration::zero();
        if (!running_) return;
        due_ = clock::from_now(period_ - (now - due_) % period_);
        running_ = due_ > now;  // false at the end of time
        if (!running_) return;
        queue_->arm(*this, due_);
    }

    const ref<timer_queue> queue_;
    detail::small_mutex control_;
    // Guarded by control_:
    bool running_ = false;
    bool sent_ = false;  // a time may be in the buffer
    duration period_{0};
    clock::time_point due_{};
};

// Begins an operation on a timer for an exploration. It changes the channel,
// also where it only keeps the timer from going off.
static void begin_change(const channel_base& c, const location& at) noexcept {
    before_use(&c, use::change, at);
}

struct channel_access {
    using times = channel<clock::time_point>;

    [[nodiscard]] static times wrap(timer_channel* owned) noexcept {
        return times(ref<channel_state<clock::time_point>>(owned));
    }
};

}  // namespace detail

namespace {

void check_period(duration period) {
    if (period <= duration::zero()) {
        throw std::invalid_argument("ctx::ticker: the period is " +
                                    format_duration(period) +
                                    "; it must be positive, such as 1s");
    }
}

}  // namespace

channel<clock::time_point> after(any_duration d, location at) {
    auto* const t = new detail::timer_channel;
    auto c = detail::channel_access::wrap(t);
    t->start(d, duration::zero(), at);
    return c;
}

timer::timer(any_duration d, location at)
    : state_(new detail::timer_channel),
      c_(detail::channel_access::wrap(state_)) {
    state_->start(d, duration::zero(), at);
}

bool timer::stop() const noexcept {
    detail::begin_change(*state_, location());
    return state_->stop();
}

bool timer::reset(any_duration d, location at) const {
    detail::begin_change(*state_, at);
    return state_->start(d, duration::zero(), at);
}

ticker::ticker(any_duration period, location at)
    : state_((check_period(period), new detail::timer_channel)),
      c_(detail::channel_access::wrap(state_)) {
    state_->start(period, period, at);
}

void ticker::stop() const noexcept {
    detail::begin_change(*state_, location());
    state_->stop();
}

void ticker::reset(any_duration period, location at) const {
    check_period(period);
    detail::begin_change(*state_, at);
    state_->start(period, period, at);
}

}  // namespace ctx
