// Contexts and channels in programs that use Asio.
//
//     asio::awaitable<void> serve(ctx::context c, tcp::socket socket,
//                                 ctx::channel<job> jobs) {
//         for (;;) {
//             auto [job, err] = co_await ctx::async_receive(
//                 c, jobs, asio::use_awaitable);
//             if (!job) co_return;
//             co_await asio::async_write(socket, asio::buffer(job->text),
//                                        asio::use_awaitable);
//         }
//     }
//
// This coroutine passes its context to each wait of this library, as in Go. A
// write goes on when the context is done. under() instead cancels whatever a
// coroutine awaits, also an operation of Asio, and takes no context there:
//
//     co_spawn(io, ctx::under(request, relay(from, to)), asio::detached);
//
// Optional: only this header needs Asio, which the program finds and links to
// itself: Boost.Asio (1.74 or newer), or, if CTX_ASIO_STANDALONE or
// ASIO_STANDALONE is defined before the first include, standalone Asio (1.18 or
// newer). ctx/ctx.hpp does not include this header. under() and signal_on_done
// need cancellation slots, which Asio has since 1.19 (Boost 1.77). under() also
// needs an Asio that has co_await with the compiler at hand: with clang 16 that
// is Boost 1.81. With an older Asio there are cancel_on_done and close_on_done.
//
// Rules for the async_ functions:
// 1. Tokens. Each is an asynchronous operation as Asio's own: its last argument
//    is a completion token, such as a callback, use_future, use_awaitable or
//    deferred. A token that is an lvalue is copied. With use_awaitable or
//    deferred the call only makes an operation, which starts when it is awaited
//    or called. No thread waits meanwhile.
// 2. Results. The handler is called with a std::exception_ptr, and with the
//    result of the call that blocks. So the co_await of use_awaitable, and the
//    get() of a future, return and throw what that call does. A context that
//    ends the wait is a result, never an exception.
// 3. Handlers. A handler is called through its associated executor, never
//    inside the call that starts the operation, nor inside the send, close or
//    cancel call that ends it. A callback without one is called on a thread of
//    Asio's system_executor: use bind_executor. The operation keeps the
//    executor's run() from returning, and its memory is of the handler's
//    associated allocator, with which the thread that ends the wait allocates,
//    too. If there is no memory to post a handler, the program ends.
// 4. Slots. A signal of any cancellation type to the handler's cancellation
//    slot ends the wait with an asio::system_error of operation_aborted. Then
//    nothing was sent or received. A slot needs a handler that is bound to a
//    strand, or to an io_context with one thread, and the signal is emitted and
//    destroyed there, because Asio's signals have no lock. The signal may be
//    destroyed before its operation ends.
// 5. Lifetime. An operation keeps its context and channel alive. If an
//    execution context is destroyed first, the handlers of its operations are
//    destroyed without a call, and nothing is received any more. A value that
//    was received just before is lost.
// 6. Exceptions. This library's exceptions, and the exception of a context in
//    under(), are the same with both Asios. asio::system_error is
//    std::system_error with standalone Asio. With Boost it is
//    boost::system::system_error, which is a std::runtime_error only. So `catch
//    (const std::runtime_error&)` catches it with both. It does not catch
//    closed_channel, a std::logic_error.
//
// Rules for guards, signals and under():
// 7. cancel_on_done aborts the operations that are pending when the context is
//    done. An operation that is started later is not aborted. Code that runs
//    several operations in a row uses under(), checks err() before each, or
//    uses close_on_done.
// 8. A guard, and the object it guards, are used on one executor that runs one
//    function at a time: an io_context with one thread, or a strand. A guard
//    may also be used while the executor does not run. The context may be
//    canceled on any thread, also while the guard is being destroyed.
// 9. Order. The cancel call happens before the guard's function runs.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ctx/after_func.hpp"
#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/asio_guard.hpp"
#include "ctx/detail/asio_library.hpp"
#include "ctx/detail/asio_wait.hpp"
#include "ctx/detail/async_operations.hpp"
#include "ctx/group.hpp"
#include "ctx/location.hpp"
#include "ctx/wait_group.hpp"

#ifdef CTX_ASIO_HAS_SLOTS
#ifdef CTX_ASIO_STANDALONE
#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#else
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#endif
#endif

namespace ctx {

namespace detail {
inline namespace CTX_ASIO_NAMESPACE {

template <class T>
inline constexpr bool is_other_argument =
    std::same_as<T, location> || std::same_as<T, context>;
template <class T>
inline constexpr bool is_other_argument<channel<T>> = true;

/// Anything but the other arguments, so that a call with arguments in the wrong
/// order has a short error, and one without a token is that of coroutine.hpp.
template <class Token>
concept completion_token = !is_other_argument<std::remove_cvref_t<Token>>;

#ifdef CTX_ASIO_HAS_SLOTS

/// Emits `to` for each signal that `from` gets, until this is destroyed. This
/// and the function in the slot know whether the other still exists. So this
/// never touches the slot again, whose signal may be gone.
class forwarded_cancellation {
public:
    forwarded_cancellation(net::cancellation_slot from,
                           net::cancellation_signal& to)
        : to_(to) {
        if (from.is_connected()) from.emplace<forwarder>(*this);
    }
    forwarded_cancellation(const forwarded_cancellation&) = delete;
    forwarded_cancellation& operator=(const forwarded_cancellation&) = delete;
    ~forwarded_cancellation() {
        if (forwarder_) forwarder_->to = nullptr;
    }

private:
    struct forwarder {
        explicit forwarder(forwarded_cancellation& f) : to(&f) {
            f.forwarder_ = this;
        }
        forwarder(const forwarder&) = delete;
        forwarder& operator=(const forwarder&) = delete;
        ~forwarder() {
            if (to) to->forwarder_ = nullptr;
        }
        void operator()(net::cancellation_type type) {
            if (to) to->to_.emit(type);
        }

        forwarded_cancellation* to;
    };

    net::cancellation_signal& to_;
    forwarder* forwarder_ = nullptr;
};

#endif

}  // namespace CTX_ASIO_NAMESPACE
}  // namespace detail

inline namespace CTX_ASIO_NAMESPACE {

// -- waits --------------------------------------------------------------------

/// Waits until `c` is done, for ever if it can never be done. The result is
/// c.err().
///
/// `token`     of the signature void(std::exception_ptr, std::error_code). The
///             exception is set only by a cancellation slot (rule 4).
/// Threads     safe from any thread.
/// Complexity  constant; one allocation, and those of Asio's post.
/// Source      Go: <-ctx.Done().
template <detail::completion_token Token>
[[nodiscard]] auto async_done(const context& c, Token&& token,
                              location at = location::current()) {
    return detail::initiate_wait<detail::done_operation>(
        std::forward<Token>(token), c, at);
}

/// Waits until there is a value, and receives it. The result is std::nullopt
/// once the channel is closed and its buffer is empty.
///
/// `token`     of the signature void(std::exception_ptr, std::optional<T>). The
///             exception is set only by a cancellation slot (rule 4).
/// Threads     safe from any thread.
/// Complexity  as async_done.
/// Source      Go: v, ok := <-ch.
template <class T, detail::completion_token Token>
[[nodiscard]] auto async_receive(const channel<T>& ch, Token&& token,
                                 location at = location::current()) {
    return detail::initiate_wait<detail::receive_operation<T>>(
        std::forward<Token>(token), ch, at);
}

/// Waits until there is a value, the channel is closed and its buffer is empty,
/// or `c` is done. The result is that of channel::receive(c), also for a `c`
/// that is done already (context.hpp, rule 7).
///
/// `token`     of the signature void(std::exception_ptr, received<T>). The
///             exception is set only by a cancellation slot (rule 4).
/// Threads     safe from any thread.
/// Complexity  as async_done.
/// Source      Go: select with the cases <-ctx.Done() and v, ok := <-ch.
template <class T, detail::completion_token Token>
[[nodiscard]] auto async_receive(const context& c, const channel<T>& ch,
                                 Token&& token,
                                 location at = location::current()) {
    return detail::initiate_wait<detail::receive_until_done<T>>(
        std::forward<Token>(token), c, at, ch);
}

/// Waits until a receiver takes `value` or the buffer has room for it.
///
/// `token`     of the signature void(std::exception_ptr). The exception is
///             closed_channel if the channel is closed, also while this waits;
///             or that of a cancellation slot (rule 4).
/// Threads     safe from any thread.
/// Complexity  as async_done.
/// Source      Go: ch <- value.
template <class T, detail::completion_token Token>
[[nodiscard]] auto async_send(const channel<T>& ch,
                              std::type_identity_t<T> value, Token&& token,
                              location at = location::current()) {
    return detail::initiate_wait<detail::send_operation<T>>(
        std::forward<Token>(token), ch, std::move(value), at);
}

/// Waits until a receiver takes `value`, the buffer has room for it, or `c` is
/// done. The result is c.err() if `c` is done first (context.hpp, rule 7):
/// `value` is then destroyed. The result is empty if `value` is sent.
///
/// `token`     of the signature void(std::exception_ptr, std::error_code). The
///             exception is as in async_send(ch, value, token).
/// Threads     safe from any thread.
/// Complexity  as async_done.
/// Source      Go: select with the cases <-ctx.Done() and ch <- value.
template <class T, detail::completion_token Token>
[[nodiscard]] auto async_send(const context& c, const channel<T>& ch,
                              std::type_identity_t<T> value, Token&& token,
                              location at = location::current()) {
    return detail::initiate_wait<
        detail::code_until_done<detail::send_operation<T>>>(
        std::forward<Token>(token), c, at, ch, std::move(value));
}

/// Waits until the counter of `g` is zero.
///
/// `token`     of the signature void(std::exception_ptr). The exception is set
///             only by a cancellation slot (rule 4).
/// Lifetime    `g` must exist when the operation starts.
/// Threads     safe from any thread.
/// Complexity  as async_done.
/// Source      Go: WaitGroup.Wait.
template <detail::completion_token Token>
[[nodiscard]] auto async_wait(const wait_group& g, Token&& token,
                              location at = location::current()) {
    return detail::initiate_wait<detail::counter_operation>(
        std::forward<Token>(token), std::cref(g), at);
}

/// Waits until the counter of `g` is zero or `c` is done. The result is that of
/// g.wait(c).
///
/// `token`     of the signature void(std::exception_ptr, std::error_code). The
///             exception is set only by a cancellation slot (rule 4).
/// Lifetime    as async_wait(g, token).
/// Threads     safe from any thread.
/// Complexity  as async_done.
/// Source      beyond Go.
template <detail::completion_token Token>
[[nodiscard]] auto async_wait(const context& c, const wait_group& g,
                              Token&& token,
                              location at = location::current()) {
    return detail::initiate_wait<
        detail::code_until_done<detail::counter_operation>>(
        std::forward<Token>(token), c, at, std::cref(g));
}

/// Waits until all goroutines of `g` have returned; or, with a context, until
/// `c` is done. The result is that of g.wait() or g.wait(c): an error.
///
/// `token`     of the signature void(std::exception_ptr, ctx::error). The
///             exception is set only by a cancellation slot (rule 4).
/// Lifetime    `g` must outlive the operation.
/// Threads     safe from any thread.
/// Complexity  as async_done.
/// Source      Go: errgroup's Group.Wait.
template <detail::completion_token Token>
[[nodiscard]] auto async_wait(const group& g, Token&& token,
                              location at = location::current()) {
    return detail::initiate_wait<detail::group_operation>(
        std::forward<Token>(token), std::cref(g), at);
}
template <detail::completion_token Token>
[[nodiscard]] auto async_wait(const context& c, const group& g, Token&& token,
                              location at = location::current()) {
    return detail::initiate_wait<detail::group_until_done>(
        std::forward<Token>(token), c, at, std::cref(g));
}

// -- guards -------------------------------------------------------------------

/// Runs a function on an executor once a context is done, if the guard still
/// exists then. A default constructed guard runs nothing.
///
/// Threads     make, move, reset and destroy a guard on its executor: rule 8.
/// Lifetime    the executor, and the objects that `f` refers to, may be
///             destroyed once the guard is. The guard keeps the context alive.
/// Source      beyond Go, where a program moves the deadline of a connection
///             in a function of AfterFunc.
class [[nodiscard]] asio_guard {
public:
    asio_guard() noexcept = default;

    /// Arranges for `f` to be posted to `on` once `c` is done. If `c` is done
    /// already, `f` is posted at once. `f` never runs inside this call or
    /// inside the cancel call.
    ///
    /// `on`        an executor, or an execution context such as an io_context.
    /// `f`         runs at most once. An exception of `f` leaves the executor's
    ///             run().
    /// Errors      if posting fails for want of memory, the program ends.
    /// Throws      std::bad_alloc.
    /// Complexity  constant; two allocations, and those of Asio's post.
    template <class On, std::invocable F>
    asio_guard(const context& c, On&& on, F f,
               location at = location::current()) {
        auto executor = detail::executor_of(std::forward<On>(on));
        using function = detail::typed_guarded_function<decltype(executor), F>;
        auto made =
            std::make_shared<function>(std::move(executor), std::move(f));
        function_ = made;
        stop_ = after_func(
            c, [made] { made->post(); }, inline_executor(), at);
    }

    /// Moves the guard. Assigning to a guard resets it first.
    asio_guard(asio_guard&&) noexcept = default;
    asio_guard& operator=(asio_guard&& other) noexcept {
        if (this != &other) {
            reset();
            function_ = std::move(other.function_);
            stop_ = std::exchange(other.stop_, {});
        }
        return *this;
    }
    ~asio_guard() { reset(); }

    /// Ends the guard: the function does not run after this call, even if it
    /// was posted before. Waits at most for one call of Asio's post.
    void reset() noexcept {
        if (!function_) return;
        stop_();
        function_->cut();
        function_.reset();
        stop_ = {};
    }

private:
    std::shared_ptr<detail::guarded_function> function_;
    stop_func stop_;
};

/// Returns a guard that calls `io.cancel()` once `c` is done. Operations that
/// are pending on `io` then fail with operation_aborted. An operation that is
/// started later is not affected.
///
/// `io`        a socket, an acceptor, a timer or a resolver.
/// Throws      as asio_guard.
/// Threads     as asio_guard; the executor is the one of `io`.
/// Lifetime    `io` must outlive the guard.
/// Source      beyond Go.
template <class IoObject>
[[nodiscard]] asio_guard cancel_on_done(const context& c, IoObject& io,
                                        location at = location::current()) {
    const auto cancel = [&io] {
        try {
            io.cancel();
        } catch (const detail::net_system_error&) {
            // `io` is closed, so no operation is pending on it.
        }
    };
    return asio_guard(c, io.get_executor(), cancel, at);
}

/// Returns a guard that closes `io` once `c` is done. Operations that are
/// pending on `io` then fail, and so do those that are started later, except
/// async_connect, which opens the socket again.
///
/// `io`        a socket, an acceptor, or a stream of Beast such as
///             beast::tcp_stream: anything with `close(error_code&)` or with
///             `close()`.
/// Throws      as asio_guard.
/// Threads     as asio_guard; the executor is the one of `io`.
/// Lifetime    `io` must outlive the guard.
/// Source      beyond Go.
template <class IoObject>
[[nodiscard]] asio_guard close_on_done(const context& c, IoObject& io,
                                       location at = location::current()) {
    const auto close = [&io] {
        detail::net_error_code closed_already;
        if constexpr (requires { io.close(closed_already); }) {
            io.close(closed_already);
        } else {
            io.close();
        }
    };
    return asio_guard(c, io.get_executor(), close, at);
}

/// Returns why an operation that a guard of `c` may have aborted failed:
/// c.err() if `c` is done and the operation was aborted or found its socket
/// closed; otherwise `e` itself, which is empty if the operation succeeded.
/// cause(c) may say more.
///
/// Source      beyond Go.
[[nodiscard]] inline std::error_code operation_error(
    const context& c, const detail::net_error_code& e) {
    const bool aborted = e == detail::net::error::operation_aborted ||
                         e == detail::net::error::bad_descriptor;
    return aborted && c.err() ? c.err() : std::error_code(e);
}

#ifdef CTX_ASIO_HAS_SLOTS

// -- cancellation slots -------------------------------------------------------

/// Has a cancellation slot that gets a signal once a context is done, for one
/// operation at a time:
///
///     ctx::signal_on_done signal(request, io);
///     timer.async_wait(asio::bind_cancellation_slot(signal.slot(), handler));
///
/// The signal is of all cancellation types, so the operation ends in the way
/// that it prefers. Rules 7 to 9 hold.
///
/// Threads     make, use and destroy it on its executor: rule 8.
/// Lifetime    must outlive the operation that uses its slot.
/// Source      beyond Go.
class [[nodiscard]] signal_on_done {
public:
    /// Arranges for the signal to be emitted on `on` once `c` is done. If `c`
    /// is done already, that is soon, but not inside this call.
    ///
    /// `on`        as for asio_guard.
    /// Throws      as asio_guard.
    /// Complexity  as asio_guard.
    template <class On>
    signal_on_done(const context& c, On&& on, location at = location::current())
        : guard_(
              c, std::forward<On>(on),
              [this] { signal_.emit(detail::net::cancellation_type::all); },
              at) {}
    signal_on_done(const signal_on_done&) = delete;
    signal_on_done& operator=(const signal_on_done&) = delete;
    ~signal_on_done() = default;

    /// Returns the slot.
    [[nodiscard]] detail::net::cancellation_slot slot() noexcept {
        return signal_.slot();
    }

private:
    detail::net::cancellation_signal signal_;
    asio_guard guard_;
};

#ifdef CTX_ASIO_HAS_CO_AWAIT

/// Runs `body` under `c`: once `c` is done, the operation that `body` awaits is
/// canceled, and so is each that it would await from then on.
///
///     auto page = co_await ctx::under(request, fetch(url));
///     co_spawn(io, ctx::under(request, serve(socket)), asio::detached);
///
/// The operation may be any that has a cancellation slot, such as Asio's own,
/// and those of coroutines that `body` awaits. `body` may catch the exception
/// operation_aborted, clean up, and return. To await in its cleanup, it first
/// calls `co_await asio::this_coro::reset_cancellation_state()`.
///
/// A cancellation of the coroutine that awaits this goes on to `body`, if it is
/// of a type that this coroutine lets through: terminal, unless the coroutine
/// has called `reset_cancellation_state`. A `body` that returns normally after
/// `c` is done makes this return normally, too: its value counts, as in Go.
///
/// `T`         as for co_spawn: void, or default constructible.
/// Errors      the std::system_error of c.err() is thrown if `c` is done
///             already, and then `body` does not run; or if `c` is done, and
///             `body` has ended by the exception operation_aborted.
/// Throws      what leaves `body`; std::bad_alloc.
/// Threads     the executor of the coroutine runs one function at a time, as in
///             rule 8. `c` may be canceled on any thread.
/// Lifetime    keeps `c` alive. As in Asio, the signal whose slot co_spawn was
///             given must exist whenever the coroutine goes on. It may be
///             destroyed before the io_context that destroys the coroutine.
/// Complexity  that of co_spawn, and of signal_on_done.
/// Source      beyond Go, where a program passes ctx to each call.
template <class T, class Executor>
[[nodiscard]] detail::net::awaitable<T, Executor> under(
    context c, detail::net::awaitable<T, Executor> body,
    location at = location::current()) {
    using namespace detail;
    if (const auto err = c.err()) throw std::system_error(err);
    const auto executor = co_await net::this_coro::executor;
    const auto outer = co_await net::this_coro::cancellation_state;
    net::cancellation_signal signal;
    const forwarded_cancellation forwarded(outer.slot(), signal);
    const asio_guard guard(
        c, executor, [&signal] { signal.emit(net::cancellation_type::all); },
        at);
    try {
        co_return co_await net::co_spawn(
            executor, std::move(body),
            net::bind_cancellation_slot(signal.slot(),
                                        net::use_awaitable_t<Executor>()));
    } catch (const net_system_error& e) {
        if (!c.err() || e.code() != net::error::operation_aborted) throw;
    }
    throw std::system_error(c.err());
}

#endif
#endif

}  // namespace CTX_ASIO_NAMESPACE
}  // namespace ctx
