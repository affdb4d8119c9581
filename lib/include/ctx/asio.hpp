// Asio operations that a context cancels.
//
//     tcp::socket socket(io);
//     const auto guard = ctx::close_on_done(request, socket);
//     socket.async_connect(server, [&](error_code e) {
//         if (e) return fail(ctx::operation_error(request, e));
//         socket.async_read_some(buffer, [&](error_code e, std::size_t n) {
//             if (e) return fail(ctx::operation_error(request, e));
//             ...
//
// Optional: only this header needs Boost.Asio (1.74 or newer), which the
// program finds and links to itself. ctx/ctx.hpp does not include this header.
//
// Rules for the whole header:
// 1. cancel_on_done aborts the operations that are pending when the context is
//    done. An operation that is started later is not aborted. Code that runs
//    several operations in a row checks err() before each, or uses
//    close_on_done.
// 2. A guard, and the object it guards, are used on one executor that runs one
//    function at a time: an io_context with one thread, or a strand. A guard
//    may also be used while the executor does not run. The context may be
//    canceled on any thread, also while the guard is being destroyed.
// 3. Order. The cancel call happens before the guard's function runs.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>
#include <concepts>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "ctx/after_func.hpp"
#include "ctx/context.hpp"
#include "ctx/location.hpp"

namespace ctx {

namespace detail {

/// The state that a guard shares with the function it registers: an executor,
/// and the user's function. The two are destroyed with the guard, or when the
/// function runs, even if the link itself still has owners.
class asio_link {
public:
    virtual ~asio_link() = default;

    /// Destroys the executor and the user's function.
    virtual void cut() noexcept = 0;
};

template <class Executor, class F>
class typed_asio_link final
    : public asio_link,
      public std::enable_shared_from_this<typed_asio_link<Executor, F>> {
public:
    typed_asio_link(Executor executor, F f)
        : parts_(parts{std::move(executor), std::move(f)}) {}

    /// Posts run() to the executor; called inside the cancel call. The mutex is
    /// held meanwhile, so that cut() cannot destroy the executor. The locks
    /// that Asio takes in post() are leaves.
    void post() {
        const std::scoped_lock lock(mutex_);
        if (!parts_) return;
        boost::asio::post(parts_->executor,
                          [self = this->shared_from_this()] { self->run(); });
    }

    void cut() noexcept override { (void)take(); }

private:
    struct parts {
        Executor executor;
        F f;
    };

    void run() {
        if (auto taken = take()) std::move(taken->f)();
    }

    // Moves the parts out, so that the caller destroys them with no lock held.
    std::optional<parts> take() {
        const std::scoped_lock lock(mutex_);
        return std::exchange(parts_, std::nullopt);
    }

    std::mutex mutex_;
    std::optional<parts> parts_;  // guarded by mutex_
};

}  // namespace detail

/// Runs a function on an executor once a context is done, if the guard still
/// exists then. A default constructed guard runs nothing.
///
/// Threads     make, move, reset and destroy a guard on its executor: rule 2.
/// Lifetime    the executor, and the objects that `f` refers to, may be
///             destroyed once the guard is. The guard keeps the context alive.
/// Source      beyond Go, where a program moves the deadline of a connection
///             in a function of AfterFunc.
class [[nodiscard]] asio_guard {
public:
    asio_guard() noexcept = default;

    /// Arranges for `f` to be posted to `executor` once `c` is done. If `c` is
    /// done already, `f` is posted at once. `f` never runs inside this call or
    /// inside the cancel call.
    ///
    /// `f`         runs at most once. An exception of `f` leaves the executor's
    ///             run().
    /// Errors      if posting fails for want of memory, the program ends.
    /// Throws      std::bad_alloc.
    /// Complexity  constant; two allocations, and those of Asio's post.
    template <class Executor, std::invocable F>
    asio_guard(const context& c, Executor executor, F f,
               location at = location::current()) {
        auto link = std::make_shared<detail::typed_asio_link<Executor, F>>(
            std::move(executor), std::move(f));
        link_ = link;
        stop_ = after_func(
            c, [link] { link->post(); }, inline_executor(), at);
    }

    /// Moves the guard. Assigning to a guard resets it first.
    asio_guard(asio_guard&&) noexcept = default;
    asio_guard& operator=(asio_guard&& other) noexcept {
        if (this != &other) {
            reset();
            link_ = std::move(other.link_);
            stop_ = std::exchange(other.stop_, {});
        }
        return *this;
    }
    ~asio_guard() { reset(); }

    /// Ends the guard: the function does not run after this call, even if it
    /// was posted before. Waits at most for one call of Asio's post.
    void reset() noexcept {
        if (!link_) return;
        stop_();
        link_->cut();
        link_.reset();
        stop_ = {};
    }

private:
    std::shared_ptr<detail::asio_link> link_;
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
        } catch (const boost::system::system_error&) {
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
        boost::system::error_code closed_already;
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
    const context& c, const boost::system::error_code& e) {
    const bool aborted = e == boost::asio::error::operation_aborted ||
                         e == boost::asio::error::bad_descriptor;
    return aborted && c.err() ? c.err() : std::error_code(e);
}

}  // namespace ctx
