// Threads that goroutines outside of bubbles run on, one after the other.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "ctx/detail/list.hpp"
#include "ctx/detail/processor.hpp"
#include "ctx/detail/sync.hpp"
#include "forked.hpp"

namespace ctx::detail {

/// A call that a thread of the pool makes. The job stays alive until the call
/// begins.
struct job final : hook {
    void (*call)(void* subject) = nullptr;
    void* subject = nullptr;
    /// True if the process may end while the call is running.
    bool may_outlive_exit = false;
};

/// Threads for jobs. A thread takes a job as soon as it has finished another,
/// so a pool has as many threads as there are jobs at the same time. A pool
/// without jobs keeps a few idle threads. thread_pool.cpp has the invariants.
///
/// Threads     all members are safe from any thread. The pool's mutex may be
///             taken under a scheduler's.
class thread_pool {
public:
    static thread_pool& instance();

    /// Runs `j` at once. Throws no_thread if there is no thread for it.
    void start(job& j);

    /// Runs `j` at once if there is a thread for it, else when another job has
    /// finished. The jobs that wait are begun in the order in which they came.
    void queue(job& j) noexcept;

    /// Takes `j` back. Returns false if it is not waiting: it was begun.
    [[nodiscard]] bool withdraw(job& j) noexcept;

    /// Makes sure that the pool has a thread, so that a job does not wait for
    /// ever. Throws no_thread.
    void reserve();

    /// Says that the calling thread's job will not block any more, so that the
    /// end of the process waits for the thread even if the job may outlive it.
    void end_soon() noexcept;

    /// Ends and joins the threads: all but the calling one and those that are
    /// in a job that may outlive the process.
    void stop() noexcept;

private:
    struct worker;

    friend void take_part_in_forks<thread_pool>() noexcept;

    thread_pool() = default;
    static thread_pool* make();
    void before_fork() noexcept;
    void after_fork(bool is_child) noexcept;
    void lose_threads() noexcept;

    void work(worker& self);
    job* next_job(worker& self, std::unique_lock<mutex>& lock);
    job* take_from_queue(worker& self) noexcept;
    void end_job(worker& self) noexcept;
    void retire(worker& self);
    void find_searcher() noexcept;
    void find_successor() noexcept;
    void add_worker(job* given, bool searching);

    static thread_local worker* this_worker_;

    mutex mutex_;
    // Guarded by mutex_:
    list queue_;                 // jobs that wait
    std::vector<worker*> idle_;  // the thread that was used last at the end
    std::size_t threads_ = 0;    // that have not retired
    std::size_t searching_ = 0;  // threads
    std::size_t running_ = 0;    // jobs that threads are in
    std::size_t outliving_ = 0;  // of these, those that may outlive exit
    std::uint64_t taken_ = 0;    // jobs taken from queue_ so far
    std::unique_ptr<worker> retired_;  // the last, not joined yet
    bool stopping_ = false;
    // Notified when a thread retires, or begins what may outlive exit.
    condition_variable gone_;

    // True once there is a thread; set under mutex_.
    atomic<bool> has_thread_ = false;
};

}  // namespace ctx::detail
