// What a bubble, a run and the process have in common: they own goroutines,
// from start to join.
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
#include "scheduler.hpp"

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
        goroutine& started = *g;
        started.id = ++last_id_;
        all_.emplace_back();
        try {
            started.thread =
                std::thread([live, &started]() mutable { live(started); });
        } catch (const std::system_error& e) {
            all_.pop_back();
            throw no_thread(e.code());
        } catch (...) {
            all_.pop_back();
            throw;
        }
        all_.back() = std::move(g);
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
    std::vector<std::unique_ptr<goroutine>> all_;
    std::uint32_t last_id_ = 1;  // main's
};

/// Goroutines whose functions have returned, but whose threads may still be
/// about to end.
using finished_goroutines = std::vector<std::unique_ptr<goroutine>>;

void join(const finished_goroutines& finished);

/// Runs `f`, which goroutine_exit may end. Calls `failed` in the handler of any
/// other exception.
template <class F, class Failed>
void run_until_exit(F f, Failed failed) {
    try {
        f();
    } catch (const goroutine_exit&) {
    } catch (...) {
        failed();
    }
}

/// Runs the body of `self`, the calling goroutine.
template <class Failed>
void run_body(goroutine& self, Failed failed) {
    const auto run = [&] {
        self.body->run();
        record_step(step::exit, 0, 0, "", location());
    };
    run_until_exit(run, failed);
}

/// Destroys the body of `self`, the calling goroutine. Destructors may block,
/// but blocking calls do not throw there.
void drop_body(goroutine& self);

/// While this lives, `f` is called once `c` is done. `f` must not throw.
class when_done {
public:
    template <class F>
    when_done(const context& c, F f)
        : stop_(after_func(c, f, inline_executor())) {}
    when_done(const when_done&) = delete;
    when_done& operator=(const when_done&) = delete;
    ~when_done() {
        if (!stop_()) stop_.wait();
    }

private:
    stop_func stop_;
};

}  // namespace ctx::detail
