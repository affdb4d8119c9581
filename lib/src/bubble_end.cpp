// How a bubble ends: see bubble.cpp for the phases.
#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bubble_scheduler.hpp"
#include "ctx/after_func.hpp"
#include "ctx/defer.hpp"

namespace ctx {
namespace detail {

void bubble_scheduler::interrupt() noexcept {
    const std::scoped_lock lock(mutex_);
    interrupted_ = true;
    idle_.notify_one();
}

void bubble_scheduler::begin_ending(ended_by why) {
    if (phase_ == phase::ending) return;
    phase_ = phase::ending;
    ended_by_ = why;
    if (why == ended_by::main || why == ended_by::deadlock) {
        report_ = asleep(why == ended_by::deadlock);
    }
}

std::vector<goroutine_status> bubble_scheduler::asleep(bool with_main) const {
    std::vector<goroutine_status> all;
    for (const auto& g : alive_) {
        if (g->waits && (with_main || g.get() != main_)) {
            all.push_back(g->status());
        }
    }
    return all;
}

// Whom to resume next while ending.
goroutine& bubble_scheduler::next_to_end() {
    // Goroutines in the middle of ending go on as usual, if they can.
    while (!runnable_.empty()) {
        goroutine& g = *runnable_.front();
        runnable_.pop_front();
        if (g.ending) return g;
    }
    const auto candidate = [this](const std::unique_ptr<goroutine>& g) {
        return !g->ending && !(g.get() == main_ && main_returned_);
    };
    const auto newest = std::find_if(alive_.rbegin(), alive_.rend(), candidate);
    // Main is asked to end when all others have gone.
    if (newest != alive_.rend() &&
        (newest->get() != main_ || alive_.size() == 1)) {
        (*newest)->ending = true;
        return **newest;
    }
    // Those left wait in destructors, for nobody: the newest gives up. Main,
    // if it has returned, waits for this moment when it is alone.
    return *alive_.back();
}

run_report bubble_scheduler::run_main(const std::function<void()>& main,
                                      const location& at) {
    alive_.push_back(std::make_unique<goroutine>(*this));
    goroutine& self = *alive_.front();
    self.id = ++last_id_;
    self.name = "main";
    self.started_at = at;
    self.exceptions = std::uncaught_exceptions();
    main_ = running_ = &self;

    const auto stop = after_func(
        options_.until, [this] { interrupt(); }, inline_executor());
    const defer disconnect([&] {
        if (!stop()) stop.wait();
    });

    std::exception_ptr thrown;
    {
        const running_as me(self);
        try {
            main();
            if (is_chosen()) may_be_overtaken(self, choice::kind::end);
        } catch (const goroutine_exit&) {
        } catch (...) {
            thrown = std::current_exception();
        }
    }
    std::unique_lock lock(mutex_);
    main_returned_ = true;
    if (phase_ == phase::running) {
        // What is due by now counts as done before the end.
        while (fire_timer(lock)) continue;
        phase_ = phase::draining;
    }
    if (thrown) begin_ending(ended_by::failure);
    while (alive_.size() > 1) pass_baton(self, starting, lock);
    begin_ending(ended_by::main);
    lock.unlock();
    join(std::exchange(finished_, {}));
    timers_->close();

    if (thrown) std::rethrow_exception(thrown);
    if (failure_) std::rethrow_exception(failure_);
    if (ended_by_ == ended_by::deadlock) {
        std::string what = "all goroutines are asleep - deadlock!";
        for (const auto& g : report_) what += '\n' + to_string(g);
        throw deadlock(what, std::move(report_));
    }
    return {std::move(report_), now().time_since_epoch(),
            ended_by_ == ended_by::interrupt};
}

}  // namespace detail

void bubble_wait(location at) {
    detail::goroutine& self = detail::current();
    if (!self.home.deterministic()) {
        throw std::logic_error("ctx::bubble_wait: called outside of a bubble");
    }
    static_cast<detail::bubble_scheduler&>(self.home).wait_for_others(self, at);
}

run_report bubble(const std::function<void()>& main,
                  const bubble_options& options, location at) {
    if (detail::here().deterministic()) {
        throw std::logic_error("ctx::bubble: called inside a bubble");
    }
    if (!(options.speed > 0)) {
        throw std::logic_error("ctx::bubble: the speed is " +
                               std::to_string(options.speed) +
                               "; it must be positive, or ctx::instant");
    }
    const detail::ref<detail::bubble_scheduler> scheduler(
        new detail::bubble_scheduler(options));
    return scheduler->run_main(main, at);
}

}  // namespace ctx
