// How jobs find threads.
//
// Functions that a cancellation starts may be many, and most are short. So the
// canceling thread only queues them. But a function may also block until
// another function of the same queue has run. So as long as a job waits, one
// thread searches: it runs nothing, and is about to take a job. A searcher that
// takes a job while others wait first finds a thread that searches next.
//
// A searcher that comes too early would make a thread for each short job. So
// it naps while at least as many jobs are running as there are processors, and
// one has been taken from the queue since it last looked: the other threads
// come to the jobs that wait.
//
// Invariants, under mutex_:
// T1. While queue_ is not empty, searching_ is not zero, unless no thread could
//     be made when it was last tried. It is tried again with each job that
//     comes or is taken.
// T2. An idle thread has no job, does not search, and is in idle_. The thread
//     that takes it out of idle_ gives it a job or lets it search.
// T3. The last thread retires only in stop(). So a job waits at most until
//     another job has ended.
// T4. A thread that retires joins the thread that retired before it, with no
//     lock held, because the end of a thread runs user code: the destructors
//     of its thread_local variables. stop() joins the last.
// T5. The child of a fork has none of the threads but the one that forked, if
//     that was of the pool, and no jobs.
//
// Lock order:
// T6. mutex_ is a leaf. Jobs are called with no lock held.
#include "thread_pool.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "ctx/defer.hpp"
#include "process_end.hpp"
#include "process_state.hpp"
#include "scheduler.hpp"

namespace ctx::detail {
namespace {

// How many threads may be idle: enough for the next burst of goroutines, and
// few enough to be no burden.
constexpr std::size_t most_idle = 64;

constexpr std::chrono::milliseconds nap(1);

}  // namespace

struct thread_pool::worker {
    std::thread thread;
    condition_variable wake;
    // Guarded by the pool's mutex:
    job* given = nullptr;
    bool searching = false;
    std::uint64_t seen = 0;  // taken_ when it last looked
    // The job that this thread is in.
    bool running = false;
    bool outliving = false;
};

thread_local thread_pool::worker* thread_pool::this_worker_ = nullptr;

thread_pool& thread_pool::instance() {
    // Never destroyed, because goroutines may be started while statics are
    // destroyed.
    static thread_pool& it = *make();
    return it;
}

thread_pool* thread_pool::make() {
    prepare_process_state();
    // In static storage, as timer_thread is.
    alignas(thread_pool) static std::byte room[sizeof(thread_pool)];
    auto* const made = new (room) thread_pool;
    at_process_end([]() noexcept { instance().stop(); });
    take_part_in_forks<thread_pool>();
    return made;
}

void thread_pool::start(job& j) {
    const std::scoped_lock lock(mutex_);
    if (idle_.empty()) {
        add_worker(&j, false);
        return;
    }
    worker& w = *idle_.back();
    idle_.pop_back();
    w.given = &j;
    w.wake.notify_one();
}

void thread_pool::queue(job& j) noexcept {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(j);
    if (searching_ == 0) find_searcher();  // T1
}

bool thread_pool::withdraw(job& j) noexcept {
    const std::scoped_lock lock(mutex_);
    if (!j.linked()) return false;
    j.unlink();
    return true;
}

void thread_pool::reserve() {
    // Relaxed: the flag is only a hint. Once it is true, a thread stays (T3).
    if (has_thread_.load(std::memory_order_relaxed)) return;
    const std::scoped_lock lock(mutex_);
    if (threads_ == 0) add_worker(nullptr, false);
}

void thread_pool::find_searcher() noexcept {
    if (!idle_.empty()) {
        worker& w = *idle_.back();
        idle_.pop_back();
        w.searching = true;
        w.seen = taken_;
        ++searching_;
        w.wake.notify_one();
        return;
    }
    try {
        add_worker(nullptr, true);
    } catch (const std::exception&) {
        // No thread or no memory: the threads that there are come to the job.
    }
}

// The mutex is held until the thread is in its worker, so that no thread joins
// it before.
void thread_pool::add_worker(job* given, bool searching) {
    auto made = std::make_unique<worker>();
    worker& w = *made;
    w.given = given;
    w.searching = searching;
    w.seen = taken_;
    // From here on idle_.push_back() does not throw.
    if (idle_.capacity() == 0) idle_.reserve(most_idle);
    try {
        w.thread = std::thread([this, &w] { work(w); });
    } catch (const std::system_error& e) {
        throw no_thread(e.code());
    }
    (void)made.release();  // the thread owns its worker until it retires
    ++threads_;
    if (searching) ++searching_;
    // Relaxed: pairs with the load in reserve(); see there.
    has_thread_.store(true, std::memory_order_relaxed);
}

void thread_pool::work(worker& self) {
    this_worker_ = &self;
    // In a destructor, because a job may end its thread: pthread_exit().
    const defer leave([&] { retire(self); });
    std::unique_lock lock(mutex_);
    while (job* const j = next_job(self, lock)) {
        ++running_;
        self.running = true;
        self.outliving = j->may_outlive_exit;
        if (self.outliving) {
            ++outliving_;
            gone_.notify_all();  // stop() does not wait for this thread
        }
        const auto call = j->call;
        void* const subject = j->subject;
        lock.unlock();
        // The thread still has the state of the job before, or of the thread
        // that started it.
        take_processors_of_process();
        take_blocked_signals_of_process();
        call(subject);  // `j` may be destroyed meanwhile
        lock.lock();
        end_job(self);
    }
}

void thread_pool::end_job(worker& self) noexcept {
    if (!std::exchange(self.running, false)) return;
    --running_;
    if (std::exchange(self.outliving, false)) --outliving_;
}

void thread_pool::end_soon() noexcept {
    const std::scoped_lock lock(mutex_);
    if (!this_worker_ || !this_worker_->outliving) return;
    this_worker_->outliving = false;
    --outliving_;
}

// Returns the next job of `self`; null if `self` is to retire.
job* thread_pool::next_job(worker& self, std::unique_lock<mutex>& lock) {
    for (;;) {
        if (self.given) return std::exchange(self.given, nullptr);
        if (stopping_) return nullptr;
        if (!queue_.empty()) {
            const bool too_early = self.searching &&
                                   running_ >= processor_count() &&
                                   self.seen != taken_;
            if (!too_early) return take_from_queue(self);
            self.seen = taken_;
            (void)self.wake.wait_for(lock, nap);
            continue;
        }
        if (std::exchange(self.searching, false)) --searching_;
        if (idle_.size() == most_idle) return nullptr;  // not the last (T3)
        idle_.push_back(&self);
        self.wake.wait(
            lock, [&] { return self.given || self.searching || stopping_; });
    }
}

job* thread_pool::take_from_queue(worker& self) noexcept {
    job& j = static_cast<job&>(queue_.pop_front());
    ++taken_;
    if (std::exchange(self.searching, false)) --searching_;
    if (!queue_.empty() && searching_ == 0) find_searcher();  // T1
    return &j;
}

void thread_pool::retire(worker& self) {
    std::unique_ptr<worker> before;
    {
        const std::scoped_lock lock(mutex_);
        end_job(self);
        if (std::exchange(self.searching, false)) --searching_;
        --threads_;
        before = std::exchange(retired_, std::unique_ptr<worker>(&self));
        if (!stopping_ && threads_ == 0) find_successor();
        gone_.notify_all();
    }
    if (before) before->thread.join();  // T4
}

// The last thread was ended by its job; another takes its place (T3).
void thread_pool::find_successor() noexcept {
    try {
        add_worker(nullptr, !queue_.empty());
    } catch (const std::exception&) {
        // Relaxed: pairs with the load in reserve(); see there.
        has_thread_.store(false, std::memory_order_relaxed);
    }
}

void thread_pool::stop() noexcept {
    std::unique_ptr<worker> last;
    {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        for (worker* const w : std::exchange(idle_, {})) w->wake.notify_one();
        const bool is_one = this_worker_ && !this_worker_->outliving;
        gone_.wait(lock,
                   [&] { return threads_ == outliving_ + (is_one ? 1 : 0); });
        last = std::move(retired_);
    }
    if (last) last->thread.join();
}

void thread_pool::before_fork() noexcept { mutex_.lock(); }

void thread_pool::after_fork(bool is_child) noexcept {
    if (is_child) lose_threads();
    mutex_.unlock();
}

// Called under mutex_ in the child of a fork (T5).
void thread_pool::lose_threads() noexcept {
    const bool has_one = this_worker_ != nullptr;
    const bool is_outliving = has_one && this_worker_->outliving;
    while (!queue_.empty()) (void)queue_.pop_front();
    idle_.clear();
    (void)retired_.release();
    renew(gone_);
    searching_ = 0;
    threads_ = running_ = has_one ? 1 : 0;
    outliving_ = is_outliving ? 1 : 0;
    // Relaxed: pairs with the load in reserve(); see there.
    has_thread_.store(has_one, std::memory_order_relaxed);
}

}  // namespace ctx::detail
