// Waiting for a number of goroutines to finish.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string>
#include <utility>

#include "ctx/detail/list.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// A counter that goroutines can wait on to reach zero. Not copyable: pass it
/// by reference. It must outlive its users; the last done() is the end of its
/// use by that goroutine.
///
/// Threads     all members are safe from any thread.
/// Source      Go: sync.WaitGroup.
class wait_group {
public:
    wait_group() = default;
    wait_group(const wait_group&) = delete;
    wait_group& operator=(const wait_group&) = delete;

    /// Adds `n`, which may be negative, to the counter; at zero all who wait
    /// go on. Throws std::logic_error if the counter would be negative.
    ///
    /// Source      Go: WaitGroup.Add.
    void add(int n);

    /// Subtracts one; as add(-1). Source  Go: WaitGroup.Done.
    void done() { add(-1); }

    /// Blocks until the counter is zero.
    ///
    /// Source      Go: WaitGroup.Wait.
    void wait(location at = location::current());

    /// Runs `f` in a new goroutine and counts it while it runs, also if it
    /// ends by an exception.
    ///
    /// Throws      as `go`.
    /// Source      Go: WaitGroup.Go.
    template <std::invocable F>
    void go(F f, location at = location::current()) {
        go(std::string(), std::move(f), at);
    }

    /// The same, with a name for reports.
    template <std::invocable F>
    void go(std::string name, F f, location at = location::current()) {
        add(1);
        counted ticket(*this);
        ctx::go(
            std::move(name),
            // The ticket first, so that it is destroyed after `f`.
            [ticket = std::move(ticket), f = std::move(f)]() mutable {
                std::move(f)();
            },
            at);
    }

private:
    class waiter;

    // Calls done() when the goroutine it was moved into is over, or at once
    // if that could not be started.
    class counted {
    public:
        explicit counted(wait_group& group) noexcept : group_(&group) {}
        counted(counted&& other) noexcept
            : group_(std::exchange(other.group_, nullptr)) {}
        counted& operator=(counted&&) = delete;
        ~counted() {
            if (group_) group_->done();
        }

    private:
        wait_group* group_;
    };

    detail::small_mutex mutex_;
    int count_ = 0;         // guarded by mutex_
    detail::list waiters_;  // guarded by mutex_; of select cases
};

}  // namespace ctx
