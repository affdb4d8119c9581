// Goroutines on the OS's scheduler and clock: `run`, and the process itself.
//
// Each goroutine is a thread that blocks on its own condition variable. A
// scope (os_scope) keeps the threads it started, and joins them.
//
// How a scope ends: goroutines are ended one by one, the newest first, each
// joined before the next, since an older one may own what a newer one uses.
// Main is the oldest. If a run is cut short while main is blocked, it is main
// that, inside its blocking call, ends the others, and then throws.
//
// Lock order: a scope's mutex_, then a goroutine's mutex. A goroutine's mutex
// is also taken under that of what it waits on (select.cpp); only its notifying
// comes after it.
// The log's noting_, a leaf too, is taken under mutex_. Steps are shown to the
// observer with no lock of these held: see run_log.cpp.
#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "ctx/after_func.hpp"
#include "ctx/bubble.hpp"
#include "ctx/defer.hpp"
#include "ctx/detail/sync.hpp"
#include "run_log.hpp"
#include "scheduler.hpp"
#include "timer_thread.hpp"

namespace ctx {
namespace detail {
namespace {

using steady = std::chrono::steady_clock;

// How often to look whether a goroutine has blocked: nothing tells, since that
// would cost every goroutine in every block.
constexpr std::chrono::milliseconds poll_interval(1);

class os_scope : public scheduler {
public:
    explicit os_scope(const run_options* options)
        : options_(options),
          log_(options && options->observer
                   ? new run_log(options->observer, start_)
                   : nullptr),
          recording_(log_ && options->every_step) {}

    clock::time_point now() noexcept override {
        return clock::time_point(steady::now().time_since_epoch());
    }

    std::chrono::sys_time<std::chrono::nanoseconds> date() noexcept override {
        return std::chrono::system_clock::now();
    }

    timer_queue& timers() noexcept override {
        return timer_thread::instance().queue();
    }

    bool block(goroutine& self, const wait_point& at) override {
        record_wait(step::block, at);
        const bool woken = block_unrecorded(self, at);
        record_wait(step::wake, at);
        return woken;
    }

    void sleep(goroutine& self, duration d, const location& at) override {
        const wait_point sleeping{"sleep", {}, at};
        const auto until = on_steady(clock::from_now(d));
        record_wait(step::block, sleeping);
        sleep_unrecorded(self, sleeping, until);
        record_wait(step::wake, sleeping);
    }

    void forget_wake(goroutine& self) noexcept override {
        const std::scoped_lock lock(self.mutex);
        self.ready = false;
    }

    void wake(goroutine& g) noexcept override {
        std::unique_lock lock(g.mutex);
        g.ready = true;
        // It may be gone as soon as its mutex is let go, but for this one. It
        // is not notified under its own, which it would have to wait for.
        const std::scoped_lock notifying(g.notifying);
        lock.unlock();
        g.wake.notify_one();
    }

    void start(std::string name, std::unique_ptr<thunk> body,
               const location& at) override {
        // Kept here, so that whatever happens it is not destroyed, which runs
        // user code, with the lock held.
        const auto kept =
            std::make_shared<std::unique_ptr<thunk>>(std::move(body));
        {
            const std::scoped_lock lock(mutex_);
            finished_.clear_and_join();
            if (ended_) return;
            auto g = std::make_unique<goroutine>(*this);
            g->id = ++last_id_;
            g->name = std::move(name);
            g->started_at = at;
            alive_.push_back(std::move(g));
            goroutine& started = *alive_.back();
            try {
                // It cannot finish, and so leave alive_, before we unlock.
                started.thread = start_thread([this, &started, kept] {
                    live(started, std::move(*kept));
                });
            } catch (...) {
                alive_.pop_back();
                throw;
            }
            if (recording_) note_start(started);
        }
        if (recording_) log_->show();
    }

    bool deterministic() const noexcept override { return false; }
    bool recording() const noexcept override { return recording_; }

    void record(event e) override {
        if (log_) log_->add(std::move(e));
    }

    std::uint32_t log() const noexcept override {
        return log_ ? log_->number() : 0;
    }
    std::uint32_t number_context() noexcept override {
        return log_->number_context();
    }
    std::uint32_t number_channel() noexcept override {
        return log_->number_channel();
    }

    run_report run_main(const std::function<void()>& main, const location& at);

    // Ends all goroutines but main, and lets none start any more. A goroutine
    // that calls this, which is one that called std::exit, ends the others.
    void end_others() {
        const goroutine* const caller = current_goroutine();
        std::unique_lock lock(mutex_);
        ended_ = true;
        while (goroutine* const g = newest_but(caller)) {
            {
                const std::scoped_lock its(g->mutex);
                g->ending = true;
                g->wake.notify_one();
            }
            // One that waits in a destructor may wait for an older one.
            while (is_alive(g) && !waits_in_destructor(*g)) {
                left_.wait_for(lock, poll_interval);
            }
            finished_.clear_and_join();
        }
        left_.wait(lock, [&] {
            return std::ranges::all_of(
                alive_, [&](const auto& g) { return g.get() == caller; });
        });
        finished_.clear_and_join();
    }

private:
    // Goroutines whose function has returned; their threads are about to.
    class joinable : public std::vector<std::unique_ptr<goroutine>> {
    public:
        void clear_and_join() {
            for (const auto& g : *this) g->thread.join();
            clear();
        }
    };

    // The newest that has not been told to end.
    [[nodiscard]] goroutine* newest_but(const goroutine* g) const {
        for (auto it = alive_.rbegin(); it != alive_.rend(); ++it) {
            if (it->get() != g && !(*it)->ending) return it->get();
        }
        return nullptr;
    }

    [[nodiscard]] bool is_alive(const goroutine* g) const {
        return std::ranges::any_of(
            alive_, [&](const auto& other) { return other.get() == g; });
    }

    [[nodiscard]] static bool waits_in_destructor(goroutine& g) {
        const std::scoped_lock its(g.mutex);
        return g.waits && !g.ready && g.deaf;
    }

    [[nodiscard]] static bool must_end(const goroutine& g) noexcept {
        return g.ending && !g.unwinding();
    }

    void record_wait(step what, const wait_point& at) {
        if (recording_) record_step(what, 0, 0, at.describe(), at.at);
    }

    // With mutex_ held, which `started` waits for.
    void note_start(const goroutine& started) {
        event e;
        e.what = step::go;
        e.object = started.id;
        e.text = started.name;
        e.where = started.started_at;
        log_->note(std::move(e));
    }

    bool block_unrecorded(goroutine& self, const wait_point& at) {
        std::unique_lock lock(self.mutex);
        self.waits = &at;
        self.deaf = self.unwinding();
        self.wake.wait(lock, [&] {
            return self.ready || must_end(self) || nobody_left_for(self);
        });
        const bool woken = self.ready;
        resume(self, lock);
        return woken;
    }

    void sleep_unrecorded(goroutine& self, const wait_point& sleeping,
                          std::chrono::steady_clock::time_point until) {
        std::unique_lock lock(self.mutex);
        self.waits = &sleeping;
        self.deaf = self.unwinding();
        self.wake.wait_until(lock, until, [&] {
            return must_end(self) || nobody_left_for(self);
        });
        resume(self, lock);
    }

    // After a wait, with the lock of `self` held: goes on, or ends it.
    void resume(goroutine& self, std::unique_lock<mutex>& lock) {
        self.waits = nullptr;
        self.ready = false;
        if (!must_end(self)) return;
        lock.unlock();
        if (&self == main_) {
            if (log_) log_->end_steps();
            end_others();
            alone_ = true;
        }
        throw goroutine_exit();
    }

    // True if main, which has ended all others, is unwinding: what it waits
    // for in a destructor does not come any more.
    [[nodiscard]] bool nobody_left_for(const goroutine& self) const noexcept {
        return &self == main_ && alone_;
    }

    void live(goroutine& self, std::unique_ptr<thunk> body) {
        // Until the log has its start.
        if (recording_) {
            const std::scoped_lock noted(mutex_);
        }
        {
            const running_as me(self);
            try {
                body->run();
                record_step(step::exit, 0, 0, "", location());
            } catch (const goroutine_exit&) {
            } catch (...) {
                if (!options_) throw;  // the process has nobody to tell
                fail(name_the_goroutine(self));
            }
            // Destructors may block, but are not to be thrown out of.
            self.exceptions = -1;
            body.reset();
        }
        const std::scoped_lock lock(mutex_);
        const auto it =
            std::ranges::find(alive_, &self, &std::unique_ptr<goroutine>::get);
        finished_.push_back(std::move(*it));
        alive_.erase(it);
        left_.notify_all();
    }

    void fail(std::exception_ptr error) {
        {
            const std::scoped_lock lock(mutex_);
            if (!failure_) failure_ = std::move(error);
        }
        cut_short();
    }

    // Makes main end at its next, or present, blocking call.
    void cut_short() {
        const std::scoped_lock lock(main_->mutex);
        main_->ending = true;
        main_->wake.notify_one();
    }

    [[nodiscard]] std::exception_ptr failure() {
        const std::scoped_lock lock(mutex_);
        return failure_;
    }

    // Who is left once all have blocked or gone, as far as that comes soon: a
    // goroutine that was just told to stop is no leak.
    [[nodiscard]] std::vector<goroutine_status> left_over() {
        constexpr int patience = 200;
        std::unique_lock lock(mutex_);
        for (int i = 0; i < patience && anyone_runs(); ++i) {
            left_.wait_for(lock, poll_interval);
        }
        std::vector<goroutine_status> all;
        for (const auto& g : alive_) {
            const std::scoped_lock its(g->mutex);
            all.push_back(g->status());
        }
        return all;
    }

    [[nodiscard]] bool anyone_runs() const {
        return std::ranges::any_of(alive_, [](const auto& g) {
            const std::scoped_lock its(g->mutex);
            return !g->waits || g->ready;
        });
    }

    const clock::time_point start_ = now();
    const run_options* const options_;  // null for the process
    const ref<run_log> log_;            // null if nobody observes
    const bool recording_;
    goroutine* main_ = nullptr;  // constant once running
    bool alone_ = false;         // main's own

    mutex mutex_;
    condition_variable left_;                        // somebody has left alive_
    std::vector<std::unique_ptr<goroutine>> alive_;  // oldest first
    joinable finished_;
    std::uint32_t last_id_ = 1;
    bool ended_ = false;
    std::exception_ptr failure_;
};

run_report os_scope::run_main(const std::function<void()>& main,
                              const location& at) {
    goroutine self(*this);
    self.id = 1;
    self.name = "main";
    self.started_at = at;
    self.exceptions = std::uncaught_exceptions();
    main_ = &self;

    detail::atomic<bool> interrupted = false;
    const auto interrupt = [&] {
        interrupted.store(true, std::memory_order_relaxed);
        cut_short();
    };
    const auto limit = options_->limit
                           ? with_timeout(background(), *options_->limit)
                           : cancelable();
    const auto stop_until =
        after_func(options_->until, interrupt, inline_executor());
    const auto stop_limit =
        after_func(limit.child, interrupt, inline_executor());
    const defer disconnect([&] {
        for (const auto* stop : {&stop_until, &stop_limit}) {
            if (!(*stop)()) stop->wait();
        }
    });

    run_report report;
    const running_as me(self);
    const defer end([&] { end_others(); });
    try {
        const defer close([&] {
            if (log_) log_->close();
        });
        main();
    } catch (const goroutine_exit&) {
    }
    report.elapsed = now() - start_;
    report.interrupted = interrupted.load(std::memory_order_relaxed);
    if (!report.interrupted && !failure()) report.leaks = left_over();
    end_others();
    if (const auto error = failure()) std::rethrow_exception(error);
    return report;
}

}  // namespace

scheduler& process() {
    // Never freed: see timer_thread. Its goroutines are ended at exit, before
    // the timers stop, for which they may wait: the later made goes first.
    (void)timer_thread::instance();
    static os_scope& it = *new os_scope(nullptr);
    static const defer at_exit([] { it.end_others(); });
    return it;
}

}  // namespace detail

run_report run(const std::function<void()>& main, const run_options& options,
               location at) {
    if (detail::here().deterministic()) {
        throw std::logic_error("ctx::run: called inside a bubble");
    }
    const detail::ref<detail::os_scope> scope(new detail::os_scope(&options));
    return scope->run_main(main, at);
}

}  // namespace ctx
