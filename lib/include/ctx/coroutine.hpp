// C++20 coroutines that wait for contexts, channels and groups.
//
//     ctx::coroutine<int> sum(ctx::context c, ctx::channel<int> numbers) {
//         int total = 0;
//         for (;;) {
//             auto [n, err] = co_await ctx::async_receive(c, numbers);
//             if (!n) co_return total;
//             total += *n;
//         }
//     }
//     const int total = ctx::sync_wait(sum(request, numbers));
//
// Optional: ctx/ctx.hpp does not include this header.
//
// Rules for the whole header:
// 1. Loop. sync_wait is a loop on the calling goroutine, which resumes one
//    coroutine at a time, in the order in which their waits end. So the
//    coroutines of a loop need no lock for what they share between one co_await
//    and the next. While no coroutine can go on, the goroutine is blocked, as
//    in a select.
// 2. Turns. A coroutine runs until it awaits what is not ready, or ends. While
//    it awaits one ready operation after another, no other coroutine of the
//    loop runs. It lets them run with `co_await async_yield()`.
// 3. Waits. An async_... does what the blocking call of that name does, and
//    suspends the coroutine instead of blocking the goroutine. In a loop a wait
//    takes no goroutine and no thread. A blocking call in a coroutine blocks
//    the whole loop.
// 4. Use. An async_... is made in the operand of co_await, as in
//    `co_await async_receive(ch)`, and is not kept. It refers to its arguments,
//    but owns a share of the channel and of the context.
// 5. End. A loop ends when all its coroutines have ended. An exception that
//    leaves main or a spawned coroutine ends the loop at once: the first such
//    exception leaves sync_wait, and the other coroutines are destroyed, the
//    newest first. So are all of them if the goroutine is ended (goroutine.hpp,
//    rule 2). The variables of the coroutine that threw are gone before other
//    goroutines are ended (goroutine.hpp, rule 11).
// 6. Destruction. The wait of a coroutine that is destroyed ends: a value that
//    the coroutine has not been given yet goes to another receiver, and its own
//    value is not sent. A value that the coroutine was given already is
//    destroyed with it, as in a goroutine that is ended. A coroutine that waits
//    in a loop is destroyed on the goroutine of the loop.
// 7. Other types in a loop. A coroutine of any type may await what is in this
//    header, and the loop that runs it resumes it. sync_wait also waits for the
//    end of such waits. A loop that ends early (rule 5) ends them, and does not
//    resume the coroutines: their owners destroy them, also after the loop. A
//    coroutine without an owner is never destroyed then.
// 8. Other types outside of all loops. A coroutine that waits there is resumed
//    in a goroutine of its own, in the scope of the goroutine that it waited
//    in. It is not resumed if the bubble or run of that scope has ended. If
//    there is no memory for the goroutine, the bubble or run_on_fibers throws
//    std::bad_alloc; any other program is terminated. Such a coroutine must not
//    be destroyed while it waits, unless nothing can end the wait meanwhile.
//    The wait itself allocates once, also if it is ready, and throws
//    std::bad_alloc, or std::system_error if no thread can be started.
// 9. Other libraries. A coroutine of a loop must not await what another thread,
//    another goroutine or an inner sync_wait resumes, because one loop might
//    wait for ever for what only the other can do, or might destroy the
//    coroutine while it runs. Let the other send the result to a channel, and
//    await async_receive.
// 10. Order. As for the blocking calls; and what a coroutine has done happens
//    before what the next one that the loop resumes does.
// 11. Conditions. g++ 12 miscompiles a co_await in the condition of an `if`, a
//    `while` or a `switch`, with coroutines of any library: a later co_await of
//    that coroutine crashes. Name the result, as in
//    `if (const auto err = co_await async_send(c, ch, n)) co_return;`.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ctx/channel.hpp"
#include "ctx/clock.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/coroutine_loop.hpp"
#include "ctx/detail/coroutine_promise.hpp"
#include "ctx/detail/coroutine_wait.hpp"
#include "ctx/duration.hpp"
#include "ctx/group.hpp"
#include "ctx/location.hpp"
#include "ctx/select.hpp"
#include "ctx/timer.hpp"
#include "ctx/wait_group.hpp"

namespace ctx {

/// The return type of a coroutine that returns a T. It begins to run when it is
/// awaited, with `co_await std::move(c)` or in the call, or is given to
/// sync_wait or spawn; and runs once.
///
/// A coroutine refers to the variables that a lambda has captured, and to its
/// parameters that are references. They must outlive it: pass by value.
///
/// `T`         void, or an object type that can be moved.
/// Throws      `co_await` throws the exception that left the coroutine, and
///             std::logic_error if `c` was moved from, or was run before.
/// Lifetime    the handle owns the coroutine until it is run. `co_await` then
///             destroys it at the end of the full expression.
/// Complexity  one allocation for each coroutine. Awaiting one costs no stack,
///             however many are awaited in a row.
/// Source      beyond Go, where a goroutine does this.
template <class T = void>
class [[nodiscard]] coroutine {
    static_assert(std::is_void_v<T> ||
                      (std::move_constructible<T> && !std::is_const_v<T>),
                  "a coroutine returns void, or a value that can be moved");

public:
    class promise_type;

    coroutine(coroutine&& other) noexcept
        : frame_(std::exchange(other.frame_, nullptr)) {}
    coroutine& operator=(coroutine other) noexcept {
        std::swap(frame_, other.frame_);
        return *this;
    }
    ~coroutine() {
        if (frame_) frame_.destroy();
    }

    /// Makes `co_await` run the coroutine, and return its result.
    [[nodiscard]] auto operator co_await() && {
        return detail::wait_for_coroutine<promise_type>(release());
    }

private:
    template <class U>
    friend U sync_wait(coroutine<U> main, location at);
    friend void spawn(coroutine<void> c, location at);

    using handle = std::coroutine_handle<promise_type>;

    explicit coroutine(handle frame) noexcept : frame_(frame) {}

    [[nodiscard]] promise_type& promise() const {
        if (!frame_) {
            throw std::logic_error(
                "ctx::coroutine: it was moved from, or run before");
        }
        return frame_.promise();
    }
    promise_type& release() {
        promise_type& of = promise();
        frame_ = nullptr;
        return of;
    }

    handle frame_;
};

/// Runs `main`, and the coroutines that are spawned meanwhile, until all have
/// ended, and returns what `main` returns. Blocks while none can go on. May be
/// called in a coroutine, whose loop it blocks.
///
/// In a destructor during unwinding, a bubble may have no goroutine left that
/// could end a wait of `main`. The call then ends, as other blocking calls do
/// there: it destroys `main`, and throws goroutine_exit if T is not void. If T
/// is void it returns as if `main` had ended.
///
/// Throws      what leaves `main` or a spawned coroutine (rule 5);
///             goroutine_exit, as any blocking call;
///             std::logic_error if `main` was moved from, or was run before.
/// Complexity  a coroutine is resumed in constant time, however many wait.
/// Source      beyond Go.
template <class T>
[[nodiscard]] T sync_wait(coroutine<T> main,
                          location at = location::current()) {
    auto& promise = main.promise();
    detail::coroutine_loop loop(promise, at);
    main.release();  // to the loop
    loop.run();
    return promise.result();
}

/// Runs `c` beside the calling coroutine, on its loop, once that suspends. The
/// loop owns `c`. If the loop has begun to end, destroys `c`, which does not
/// run.
///
/// Errors      an exception that leaves `c` ends the loop (rule 5).
/// Throws      std::logic_error outside of sync_wait, or if `c` was moved from
///             or was run before.
/// Complexity  constant; no allocation but that of the coroutine.
/// Source      Go: the go statement comes nearest.
void spawn(coroutine<void> c, location at = location::current());

/// `co_await async_yield()` lets the other coroutines of the loop that can go
/// on do so first. It does not let other goroutines go on; yield() does. Does
/// nothing outside of a loop.
///
/// Complexity  constant; no allocation.
/// Source      Go: runtime.Gosched, among goroutines.
[[nodiscard]] inline auto async_yield(location at = location::current()) {
    return detail::coroutine_yield(at);
}

/// `co_await async_done(c)` waits until `c` is done, and returns c.err().
///
/// Source      Go: <-ctx.Done().
[[nodiscard]] inline auto async_done(const context& c,
                                     location at = location::current()) {
    return detail::wait_for_done(c, at);
}

/// `co_await async_receive(ch)` does what ch.receive() does.
///
/// Source      Go: v, ok := <-ch.
template <class T>
[[nodiscard]] auto async_receive(const channel<T>& ch,
                                 location at = location::current()) {
    return detail::wait_for_value<T>(ch, at);
}

/// `co_await async_receive(c, ch)` does what ch.receive(c) does, and returns a
/// received<T>.
///
/// Errors      c.err() if `c` is done first (context.hpp, rule 7).
/// Source      Go: select with the cases <-ctx.Done() and v, ok := <-ch.
template <class T>
[[nodiscard]] auto async_receive(const context& c, const channel<T>& ch,
                                 location at = location::current()) {
    return detail::wait_for_value_until_done<T>(c, ch, at);
}

/// The context comes first.
template <class T>
void async_receive(const channel<T>& ch, const context& c) = delete;

/// `co_await async_send(ch, value)` does what ch.send(value) does.
///
/// Throws      closed_channel if the channel is closed, also while this waits.
/// Source      Go: ch <- value.
template <class T>
[[nodiscard]] auto async_send(const channel<T>& ch,
                              std::type_identity_t<T> value,
                              location at = location::current()) {
    return detail::lone_wait<send_case<T>>(nullptr, ch, std::move(value), at);
}

/// `co_await async_send(c, ch, value)` does what ch.send(c, value) does.
///
/// Errors      c.err() if `c` is done first: `value` is then destroyed.
/// Throws      as async_send(ch, value).
/// Source      Go: select with the cases <-ctx.Done() and ch <- value.
template <class T>
[[nodiscard]] auto async_send(const context& c, const channel<T>& ch,
                              std::type_identity_t<T> value,
                              location at = location::current()) {
    return detail::wait_until_done<send_case<T>>(nullptr, c, at, ch,
                                                 std::move(value));
}

/// `co_await async_sleep_for(d)` waits until `d` has passed.
///
/// Throws      std::bad_alloc.
/// Complexity  one allocation, for a timer.
/// Source      Go: time.Sleep.
[[nodiscard]] inline auto async_sleep_for(any_duration d,
                                          location at = location::current()) {
    return detail::lone_wait<recv_case<clock::time_point>>(
        "sleep", after(d, at), nullptr, at);
}

/// `co_await async_sleep_for(c, d)` does what sleep_for(c, d) does.
///
/// Errors      c.err() if `c` is done first.
/// Throws      std::bad_alloc.
/// Complexity  one allocation, for a timer.
/// Source      Go: select with the cases <-ctx.Done() and <-time.After(d).
[[nodiscard]] inline auto async_sleep_for(const context& c, any_duration d,
                                          location at = location::current()) {
    return detail::wait_until_done<recv_case<clock::time_point>>(
        "sleep or done", c, at, after(d, at), nullptr);
}

/// `co_await async_wait(g)` waits until the counter of `g` is zero.
/// `co_await async_wait(c, g)` does so until `c` is done, and returns an error.
///
/// Errors      c.err() if `c` is done first (context.hpp, rule 7).
/// Source      Go: WaitGroup.Wait.
[[nodiscard]] inline auto async_wait(const wait_group& g,
                                     location at = location::current()) {
    return detail::wait_for_counter(g, at);
}
[[nodiscard]] inline auto async_wait(const context& c, const wait_group& g,
                                     location at = location::current()) {
    return detail::wait_for_counter_until_done(c, g, at);
}

/// `co_await async_wait(g)` waits until all goroutines of `g` have returned,
/// and returns what g.wait() returns: the first error. `co_await async_wait(c,
/// g)` returns what g.wait(c) returns.
///
/// Lifetime    `g` must outlive the wait.
/// Source      Go: errgroup's Group.Wait.
[[nodiscard]] inline auto async_wait(const group& g,
                                     location at = location::current()) {
    return detail::wait_for_group(g, at);
}
[[nodiscard]] inline auto async_wait(const context& c, const group& g,
                                     location at = location::current()) {
    return detail::wait_for_group_until_done(c, g, at);
}

/// `co_await async_select(recv(a), send(b, v), ...)` does what select does, and
/// returns the index of the case taken.
///
/// `cases`     what `recv` and `send` return, made in this call. No
///             default_case, with which select does not wait.
/// Throws      closed_channel if the case taken sends on a closed channel.
/// Complexity  O(n log n) in the number of cases.
/// Source      Go: the select statement.
template <std::derived_from<detail::select_case>... Cases>
requires(sizeof...(Cases) > 0)
    [[nodiscard]] auto async_select(Cases&&... cases) {
    return detail::wait_for_any<sizeof...(Cases)>(cases...);
}

// -- implementation -----------------------------------------------------------

template <class T>
class coroutine<T>::promise_type final : public detail::coroutine_result<T> {
public:
    coroutine get_return_object() noexcept {
        const auto frame = handle::from_promise(*this);
        this->is_in(frame);
        return coroutine(frame);
    }
};

inline void spawn(coroutine<void> c, location at) {
    if (detail::coroutine_loop::spawn(c.promise(), at)) c.release();
}

}  // namespace ctx
