// Timers that fire into channels.
//
// The timer is embedded in its channel, and goes with the last handle on it.
//
// Lock order: control_, then the queue's mutex or the channel's. control_
// makes a change (stop, reset, the next tick) whole.
#include "ctx/timer.hpp"

#include <mutex>
#include <stdexcept>
#include <utility>

#include "ctx/detail/sync.hpp"
#include "scheduler.hpp"

namespace ctx {
namespace detail {

class timer_channel final : public channel_state<clock::time_point>,
                            public timer_entry {
public:
    // With room for one: a tick waits for its receiver, more are dropped.
    timer_channel()
        : channel_state(1), queue_(ref<timer_queue>::share(&here().timers())) {}

    ~timer_channel() override { queue_->disarm(*this); }

    // Fires after `first`, then each `period`, if that is not zero. If it is
    // due already it fires here, so that a poll finds the time there. Returns
    // what stop() would have.
    bool start(duration first, duration period) {
        const std::scoped_lock lock(control_);
        const bool stopped = stop_now();
        period_ = period;
        due_ = clock::from_now(first);
        if (first <= duration::zero()) {
            tick();
            return stopped;
        }
        running_ = true;
        queue_->arm(*this, due_);
        return stopped;
    }

    bool stop() noexcept {
        const std::scoped_lock lock(control_);
        return stop_now();
    }

private:
    // Under control_.
    bool stop_now() noexcept {
        // Pending also if it has left the queue but not fired yet.
        const bool pending = std::exchange(running_, false);
        queue_->disarm(*this);
        return drain() || pending;
    }

    bool keep() noexcept override { return try_retain(); }

    void fire() noexcept override {
        {
            const std::scoped_lock lock(control_);
            // Stopped, or started anew, after it was taken from the queue.
            if (running_ && due_ <= here().now()) tick();
        }
        release();
    }

    void tick() noexcept {
        const auto now = here().now();
        offer(now);
        running_ = period_ > duration::zero();
        if (!running_) return;
        due_ = clock::from_now(period_ - (now - due_) % period_);
        running_ = due_ > now;  // time may end before the next tick
        if (!running_) return;
        queue_->disarm(*this);
        queue_->arm(*this, due_);
    }

    const ref<timer_queue> queue_;
    detail::small_mutex control_;
    bool running_ = false;     // guarded by control_
    duration period_{0};       // guarded by control_
    clock::time_point due_{};  // guarded by control_
};

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

channel<clock::time_point> after(duration d) {
    auto* const t = new detail::timer_channel;
    auto c = detail::channel_access::wrap(t);
    t->start(d, duration::zero());
    return c;
}

timer::timer(duration d)
    : state_(new detail::timer_channel),
      c_(detail::channel_access::wrap(state_)) {
    state_->start(d, duration::zero());
}

bool timer::stop() const noexcept { return state_->stop(); }

bool timer::reset(duration d) const {
    return state_->start(d, duration::zero());
}

ticker::ticker(duration period)
    : state_((check_period(period), new detail::timer_channel)),
      c_(detail::channel_access::wrap(state_)) {
    state_->start(period, period);
}

void ticker::stop() const noexcept { state_->stop(); }

void ticker::reset(duration period) const {
    check_period(period);
    state_->start(period, period);
}

}  // namespace ctx
