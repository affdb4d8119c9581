// Goroutines that take turns, in virtual time.
//
// Each is a thread, but only running_ runs; the others wait on their condition
// variables. Whoever blocks, or ends, passes the baton on itself: it looks for
// who is next (dispatch), lets time go on if nobody is, and wakes that one.
// There is no scheduler thread; a goroutine that is next after itself does not
// even switch.
//
// Phases: running; draining, once main has returned, when the others go on as
// far as they can without the clock; ending, when goroutines still there are
// ended one by one, the newest first, main last: an older one may own what a
// newer one uses. A goroutine is ended by resuming it with `ending` set: its
// blocking call throws. In a destructor it cannot throw; there it blocks as
// usual, and if then nobody is left who could wake it, returns unwoken.
//
// Invariants, under mutex_:
// - a goroutine in runnable_ is blocked and ready; none is in it twice;
// - alive_ is sorted by age, main first;
// - phase_ only grows.
// What only the holder of the baton touches needs no lock: handing it over
// under mutex_ orders everything.
//
// Lock order: mutex_ is taken under those of channels, contexts and groups
// (wake), and before that of the timer queue. Timers fire, the observer is
// called, and user code runs, with no lock held.
#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "ctx/after_func.hpp"
#include "ctx/bubble.hpp"
#include "ctx/defer.hpp"
#include "scheduler.hpp"

namespace ctx {
namespace detail {
namespace {

using steady = std::chrono::steady_clock;
using std::chrono::duration_cast;

class bubble_scheduler final : public scheduler {
public:
    explicit bubble_scheduler(const bubble_options& options)
        : options_(options), timers_(new timer_queue([] {})), clock_(*this) {}

    // -- scheduler ----------------------------------------------------------

    clock::time_point now() noexcept override { return now_; }

    std::chrono::sys_time<std::chrono::nanoseconds> date() noexcept override {
        using namespace std::chrono;
        // Where testing/synctest starts.
        return sys_days(year(2000) / January / 1) + now_.time_since_epoch();
    }

    timer_queue& timers() noexcept override { return *timers_; }

    void block(goroutine& self, const wait_point& at) override {
        throw_if_ending(self);
        record_wait(step::block, at);
        {
            std::unique_lock lock(mutex_);
            if (!self.ready) pass_baton(self, at, lock);
            self.ready = false;
        }
        throw_if_ending(self);
        record_wait(step::wake, at);
    }

    void sleep(goroutine& self, duration d, const location& at) override;

    void wake(goroutine& g) noexcept override {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(g.ready, true) || !g.waits) return;
        runnable_.push_back(&g);
        idle_.notify_one();
    }

    void start(std::string name, std::unique_ptr<thunk> body,
               const location& at) override;

    bool deterministic() const noexcept override { return true; }

    [[nodiscard]] bool recording() const noexcept override {
        // Only who has the baton may look at the phase.
        return &current().home == this && phase_ == phase::running &&
               options_.observer;
    }

    void record(event e) override {
        if (!recording()) return;
        e.time = now_.time_since_epoch();
        e.goroutine = current().id;
        options_.observer(e);
    }

    std::uint32_t number_context() noexcept override { return ++contexts_; }
    std::uint32_t number_channel() noexcept override { return ++channels_; }

    // -- the run ------------------------------------------------------------

    run_report run_main(const std::function<void()>& main, const location& at);

private:
    enum class phase : std::uint8_t { running, draining, ending };
    enum class ended_by : std::uint8_t { main, interrupt, failure, deadlock };

    // The turn of a goroutine that is not blocked in a wait_point.
    static constexpr wait_point starting{"start", {}, location()};

    void live(goroutine& self, std::unique_ptr<thunk> body);
    void interrupt() noexcept;

    void pass_baton(goroutine& self, const wait_point& at,
                    std::unique_lock<std::mutex>& lock);
    void hand_to(goroutine& next) noexcept;
    goroutine& dispatch(std::unique_lock<std::mutex>& lock);
    goroutine& next_to_end();
    bool advance_clock(std::unique_lock<std::mutex>& lock);
    void pace(clock::time_point until, std::unique_lock<std::mutex>& lock);
    bool fire_timer(std::unique_lock<std::mutex>& lock);
    void begin_ending(ended_by why);
    [[nodiscard]] std::vector<goroutine_status> asleep(bool with_main) const;
    void join(std::vector<std::unique_ptr<goroutine>> left);

    static void throw_if_ending(const goroutine& self) {
        if (self.ending && !self.unwinding()) throw goroutine_exit();
    }

    void record_wait(step what, const wait_point& at) {
        if (recording()) record_step(what, 0, 0, at.describe(), at.at);
    }

    const bubble_options& options_;
    const ref<timer_queue> timers_;
    goroutine clock_;  // whom the steps of timers are put down to

    // Touched by the holder of the baton only.
    clock::time_point now_{};
    steady::time_point reached_ = steady::now();  // when now_ was
    phase phase_ = phase::running;                // written under mutex_ too
    std::uint32_t contexts_ = 0;
    std::uint32_t channels_ = 0;

    std::mutex mutex_;
    std::condition_variable idle_;  // who waits for the clock
    goroutine* running_ = nullptr;
    std::deque<goroutine*> runnable_;
    std::vector<std::unique_ptr<goroutine>> alive_;
    std::vector<std::unique_ptr<goroutine>> finished_;  // to be joined
    goroutine* main_ = nullptr;
    bool main_returned_ = false;
    bool interrupted_ = false;
    std::uint32_t last_id_ = 0;
    ended_by ended_by_ = ended_by::main;
    std::vector<goroutine_status> report_;  // of a deadlock, or leaks
    std::exception_ptr failure_;
};

// -- blocking ---------------------------------------------------------------

// A goroutine's alarm, while it sleeps.
class alarm final : public timer_entry {
public:
    explicit alarm(goroutine& sleeper) noexcept : sleeper_(sleeper) {}
    ~alarm() override = default;

private:
    // The sleeper, being blocked, does not go away.
    bool keep() noexcept override { return true; }
    void fire() noexcept override { sleeper_.home.wake(sleeper_); }

    goroutine& sleeper_;
};

void bubble_scheduler::sleep(goroutine& self, duration d, const location& at) {
    if (self.ending && self.unwinding()) return;  // time has stopped
    alarm a(self);
    timers_->arm(a, clock::from_now(d));
    const defer disarm([&] { timers_->disarm(a); });
    block(self, {"sleep", {}, at});
}

// Gives the baton away and returns when it comes back.
void bubble_scheduler::pass_baton(goroutine& self, const wait_point& at,
                                  std::unique_lock<std::mutex>& lock) {
    self.waits = &at;
    hand_to(dispatch(lock));
    self.wake.wait(lock, [&] { return running_ == &self; });
    self.waits = nullptr;
}

void bubble_scheduler::hand_to(goroutine& next) noexcept {
    running_ = &next;
    next.wake.notify_one();
}

// Who runs next. With no baton: the caller has given it away.
goroutine& bubble_scheduler::dispatch(std::unique_lock<std::mutex>& lock) {
    for (;;) {
        if (interrupted_) begin_ending(ended_by::interrupt);
        if (phase_ == phase::ending) return next_to_end();
        if (phase_ == phase::running && fire_timer(lock)) continue;
        if (!runnable_.empty()) {
            goroutine& next = *runnable_.front();
            runnable_.pop_front();
            return next;
        }
        if (phase_ == phase::draining) {
            begin_ending(ended_by::main);
        } else if (!advance_clock(lock)) {
            begin_ending(ended_by::deadlock);
        }
    }
}

// -- time -------------------------------------------------------------------

// Lets the first of the timers that are due go off; false if none is.
bool bubble_scheduler::fire_timer(std::unique_lock<std::mutex>& lock) {
    const auto next = timers_->next();
    if (!next || *next > now_) return false;
    lock.unlock();
    {
        const running_as the_clock(clock_);
        timers_->fire_next(now_);
    }
    lock.lock();
    return true;
}

// Lets time go on to the next timer; false if there is none, nor a limit.
bool bubble_scheduler::advance_clock(std::unique_lock<std::mutex>& lock) {
    const auto next = timers_->next();
    if (!next) return false;
    const auto limit = options_.limit ? clock::time_point(*options_.limit)
                                      : clock::time_point::max();
    pace(std::max(now_, std::min(*next, limit)), lock);
    // The limit was there first, so it goes before timers due together.
    if (options_.limit && now_ >= limit) interrupted_ = true;
    return true;
}

// Waits until the wall clock is where `until` is, as the speed has it, or
// something else is to be done.
void bubble_scheduler::pace(clock::time_point until,
                            std::unique_lock<std::mutex>& lock) {
    if (std::isinf(options_.speed)) {
        now_ = until;
        return;
    }
    // In double, since slow enough a pace would overflow.
    const std::chrono::duration<double, std::nano> wait(
        static_cast<double>((until - now_).count()) / options_.speed);
    constexpr std::chrono::hours at_most(24);
    const bool whole = wait <= at_most;
    const auto wake_at =
        reached_ + (whole ? duration_cast<steady::duration>(wait) : at_most);
    idle_.wait_until(lock, wake_at,
                     [this] { return interrupted_ || !runnable_.empty(); });

    const auto wall = steady::now();
    if (whole && wall >= wake_at) {
        now_ = until;
    } else {
        // Woken from outside, or a day has gone by: so far and no further.
        const double gone =
            static_cast<double>((wall - reached_).count()) * options_.speed;
        if (gone < static_cast<double>((until - now_).count())) {
            now_ += duration(static_cast<duration::rep>(gone));
        } else {
            now_ = until;
        }
    }
    // From here, not from wake_at: after a pause (a stopped process, a slow
    // terminal) the run goes on at its pace, and does not catch up.
    reached_ = wall;
}

// -- goroutines -------------------------------------------------------------

void bubble_scheduler::start(std::string name, std::unique_ptr<thunk> body,
                             const location& at) {
    auto g = std::make_unique<goroutine>(*this);
    goroutine& started = *g;
    std::vector<std::unique_ptr<goroutine>> finished;
    {
        const std::scoped_lock lock(mutex_);
        if (phase_ == phase::ending) return;
        finished.swap(finished_);
        started.id = ++last_id_;
        started.name = std::move(name);
        started.started_at = at;
        started.waits = &starting;
        started.ready = true;
        started.thread =
            std::thread([this, &started, body = std::move(body)]() mutable {
                live(started, std::move(body));
            });
        alive_.push_back(std::move(g));
        runnable_.push_back(&started);
        idle_.notify_one();
    }
    join(std::move(finished));
    if (!recording()) return;
    record_step(step::go, started.id, 0, started.name, at);
}

void bubble_scheduler::live(goroutine& self, std::unique_ptr<thunk> body) {
    std::unique_lock lock(mutex_);
    self.wake.wait(lock, [&] { return running_ == &self; });
    self.waits = nullptr;
    self.ready = false;
    lock.unlock();

    const running_as me(self);
    std::exception_ptr failure;
    try {
        if (!self.ending) {
            body->run();
            record_step(step::exit, 0, 0, "", location());
        }
    } catch (const goroutine_exit&) {
    } catch (...) {
        failure = name_the_goroutine(self);
    }
    body.reset();

    lock.lock();
    if (failure) {
        if (!failure_) failure_ = std::move(failure);
        begin_ending(ended_by::failure);
    }
    const auto it =
        std::ranges::find(alive_, &self, &std::unique_ptr<goroutine>::get);
    auto mine = std::move(*it);
    alive_.erase(it);
    goroutine& next = dispatch(lock);
    // Only now, as whoever finds it there waits for this thread to end.
    finished_.push_back(std::move(mine));
    hand_to(next);
}

void bubble_scheduler::join(std::vector<std::unique_ptr<goroutine>> left) {
    for (const auto& g : left) g->thread.join();
}

// -- the end ----------------------------------------------------------------

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
        } catch (const goroutine_exit&) {
        } catch (...) {
            thrown = std::current_exception();
        }
    }
    std::unique_lock lock(mutex_);
    main_returned_ = true;
    if (phase_ == phase::running) phase_ = phase::draining;
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
    return {std::move(report_), now_.time_since_epoch(),
            ended_by_ == ended_by::interrupt};
}

}  // namespace
}  // namespace detail

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
