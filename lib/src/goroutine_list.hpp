// The part that bubbles, runs and the process share: each owns goroutines, from
// their start until they have ended.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
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
    goroutine_list() noexcept = default;
    goroutine_list(const goroutine_list&) = delete;
    goroutine_list& operator=(const goroutine_list&) = delete;
    ~goroutine_list() {
        while (!all_.empty()) (void)take(at(all_.front()));
    }

    /// Adds main, which runs on the calling thread.
    CTX_EXPORT goroutine& add_main(scheduler& home, const location& at);

    /// Adds a goroutine, which the caller makes run.
    goroutine& add(std::unique_ptr<goroutine> g) noexcept {
        goroutine& added = *g.release();
        added.id = ++last_id_;
        all_.push_back(added.place);
        return added;
    }

    /// Takes `g` out of the list.
    [[nodiscard]] static std::unique_ptr<goroutine> take(
        goroutine& g) noexcept {
        g.place.unlink();
        return std::unique_ptr<goroutine>(&g);
    }

    /// Leaves the goroutines but `kept` to their memory, which nothing frees:
    /// their threads are in another process.
    void forget_all_but(const goroutine* kept) noexcept {
        list all;
        all.take(all_);
        while (!all.empty()) {
            hook& h = all.pop_front();
            if (&at(h) == kept) all_.push_back(h);
        }
    }

    /// The newest goroutine that `is_wanted`; null if there is none.
    template <class Predicate>
    [[nodiscard]] goroutine* newest(Predicate is_wanted) const {
        for (hook* h = all_.last(); h; h = all_.before(*h)) {
            goroutine& g = at(*h);
            if (is_wanted(g)) return &g;
        }
        return nullptr;
    }

    /// The report on all goroutines but `left_out`, which may be null. Locks
    /// the mutex of each.
    [[nodiscard]] CTX_EXPORT std::vector<goroutine_status> report(
        const goroutine* left_out) const;

    [[nodiscard]] bool has_main_alone() const {
        return !all_.empty() && all_.first() == all_.last();
    }

    /// The goroutine that `h`, a goroutine::list_place, is a part of.
    [[nodiscard]] static goroutine& at(hook& h) noexcept {
        return static_cast<goroutine::list_place&>(h).of;
    }

private:
    list all_;                   // owns its goroutines
    std::uint32_t last_id_ = 1;  // main's
};

/// Runs `f` and returns the exception that left it, or null. goroutine_exit
/// does not count as an exception. pthread_exit() goes on unwinding, so that
/// what is to be done at the end of a goroutine must be in destructors.
template <class F>
[[nodiscard]] std::exception_ptr exception_of(F f) {
    try {
        f();
    } catch (const goroutine_exit&) {
    } catch (...) {
        auto thrown = std::current_exception();
        // Null for the unwinding of pthread_exit(), which the C library does
        // not let stop here.
        if (!thrown) throw;
        return thrown;
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
[[nodiscard]] CTX_EXPORT std::exception_ptr run_body(goroutine& self);

/// Destroys the body of `self`, the calling goroutine. Its destructor may
/// block, but no blocking call throws there.
CTX_EXPORT void drop_body(goroutine& self);

/// While the returned object lives, `f` is called once `c` is done. `f` must
/// not throw.
template <class F>
[[nodiscard]] auto when_done(const context& c, F f) {
    return defer([stop = after_func(c, f, inline_executor())] {
        if (!stop()) stop.wait();
    });
}

}  // namespace ctx::detail
