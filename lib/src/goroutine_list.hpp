// The part that bubbles, runs and the process share: each owns goroutines, from
// their start until they are joined.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <ranges>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "ctx/after_func.hpp"
#include "ctx/context.hpp"
#include "ctx/defer.hpp"
#include "scheduler.hpp"
#include "unwinding.hpp"

namespace ctx::detail {

/// The goroutines of one scheduler whose functions have not returned, sorted by
/// age. Main, where there is one, is the oldest.
///
/// Threads     one at a time: the scheduler's mutex guards this.
class goroutine_list {
public:
    /// Adds main, which runs on the calling thread.
    goroutine& add_main(scheduler& home, const location& at);

    /// Moves `g` into the list and starts a thread that calls `live(*g)`. If
    /// there is no thread or no memory, throws and leaves `g` to the caller.
    template <class F>
    goroutine& start(std::unique_ptr<goroutine>& g, F live) {
        make_room();
        goroutine& started = *g;
        started.id = ++last_id_;
        try {
            started.thread = std::thread([=, &started] { live(started); });
        } catch (const std::system_error& e) {
            throw no_thread(e.code());
        }
        all_.push_back(std::move(g));
        return started;
    }

    /// Takes `g` out of the list.
    [[nodiscard]] std::unique_ptr<goroutine> take(const goroutine& g);

    /// The newest goroutine that `is_wanted`; null if there is none.
    template <class Predicate>
    [[nodiscard]] goroutine* newest(Predicate is_wanted) const {
        const auto newest_first = std::views::reverse(all_);
        const auto it = std::ranges::find_if(
            newest_first, [&](const auto& g) { return is_wanted(*g); });
        return it == newest_first.end() ? nullptr : it->get();
    }

    /// The report on all goroutines but `left_out`, which may be null. Locks
    /// the mutex of each.
    [[nodiscard]] std::vector<goroutine_status> report(
        const goroutine* left_out) const;

    [[nodiscard]] bool has_main_alone() const { return all_.size() == 1; }

private:
    // After this the next push_back() does not throw.
    void make_room() {
        if (all_.size() == all_.capacity()) all_.reserve(2 * all_.size() + 1);
    }

    std::vector<std::unique_ptr<goroutine>> all_;
    std::uint32_t last_id_ = 1;  // main's
};

/// Goroutines whose functions have returned, and whose threads are to be
/// joined. Nothing here allocates, because the end of a goroutine must not
/// fail.
class finished_goroutines {
public:
    void push(std::unique_ptr<goroutine> g) noexcept {
        g->next_finished = std::move(first_);
        first_ = std::move(g);
    }

    /// Joins the threads, and destroys the goroutines.
    void join();

private:
    std::unique_ptr<goroutine> first_;
};

inline void join(finished_goroutines finished) { finished.join(); }

/// Runs `f` and returns the exception that left it, or null. goroutine_exit
/// does not count as an exception.
template <class F>
[[nodiscard]] std::exception_ptr exception_of(F f) {
    try {
        f();
    } catch (const goroutine_exit&) {
    } catch (...) {
        return std::current_exception();
    }
    return nullptr;
}

/// The same for the code of a goroutine: before the exception unwinds it, the
/// scheduler's before_unwinding() is called.
template <class F>
[[nodiscard]] std::exception_ptr exception_of_goroutine(F f) {
    return exception_of([&] { run_watched(f); });
}

/// Runs the body of `self`, the calling goroutine, like
/// exception_of_goroutine().
[[nodiscard]] std::exception_ptr run_body(goroutine& self);

/// Destroys the body of `self`, the calling goroutine. Its destructor may
/// block, but no blocking call throws there.
void drop_body(goroutine& self);

/// While the returned object lives, `f` is called once `c` is done. `f` must
/// not throw.
template <class F>
[[nodiscard]] auto when_done(const context& c, F f) {
    return defer([stop = after_func(c, f, inline_executor())] {
        if (!stop()) stop.wait();
    });
}

}  // namespace ctx::detail
