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
// Optional: this is the only header that needs Boost.Asio (1.74 or newer, which
// the program finds and links to itself), and ctx/ctx.hpp does not include it.
//
// cancel_on_done reaches the operations that are pending when the context ends,
// and no others: one that is started later does not know of it. Code with
// several in a row looks at err() before each, or closes the object.
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

/// What a guard shares with the registered function: the executor, and what is
/// to run on it. Both go when the guard does, or when it runs, whoever still
/// has a share of this.
class asio_link {
public:
    virtual ~asio_link() = default;
    virtual void cut() noexcept = 0;
};

template <class Executor, class F>
class typed_asio_link final
    : public asio_link,
      public std::enable_shared_from_this<typed_asio_link<Executor, F>> {
public:
    typed_asio_link(Executor executor, F f)
        : parts_(parts{std::move(executor), std::move(f)}) {}

    /// Called in the cancel. The mutex is held while it posts, so that the
    /// guard, and with it the executor, cannot go meanwhile. The locks that
    /// Asio takes in there are leaves.
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

    // They are destroyed by the caller, with no lock held.
    std::optional<parts> take() {
        const std::scoped_lock lock(mutex_);
        return std::exchange(parts_, std::nullopt);
    }

    std::mutex mutex_;
    std::optional<parts> parts_;  // guarded by mutex_
};

}  // namespace detail

/// Ties a function to the end of a context, for as long as it lives. Movable;
/// default constructed, it is a guard of nothing.
///
/// Threads     make, move, reset and destroy it on the executor, one that runs
///             one function at a time (an io_context with one thread, or a
///             strand), or while that does not run. The context may be canceled
///             from anywhere, also while this is being destroyed.
/// Source      beyond Go, whose network calls take a context themselves.
class [[nodiscard]] asio_guard {
public:
    asio_guard() noexcept = default;

    /// Arranges for `f` to run on `executor` once `c` is over, unless the guard
    /// has gone by then; soon if it is over already, but never inside this
    /// call.
    ///
    /// `executor`  may go, with what `f` refers to, once the guard has.
    /// Throws      std::bad_alloc. What `f` throws leaves the executor's run().
    ///             If there is no memory to post `f` when `c` ends, the program
    ///             ends.
    template <class Executor, std::invocable F>
    asio_guard(const context& c, Executor executor, F f,
               location at = location::current()) {
        auto link = std::make_shared<detail::typed_asio_link<Executor, F>>(
            std::move(executor), std::move(f));
        link_ = link;
        stop_ = after_func(
            c, [link] { link->post(); }, inline_executor(), at);
    }

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

    /// Unties it. The function does not run after this, not even if it was
    /// posted before. Waits at most for one call of Asio's post.
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

/// Arranges for `io.cancel()` once `c` is over: what is pending on `io` (a
/// socket, an acceptor, a timer, a resolver) then ends with operation_aborted.
///
/// Threads     see asio_guard; the executor is that of `io`.
template <class IoObject>
[[nodiscard]] asio_guard cancel_on_done(const context& c, IoObject& io,
                                        location at = location::current()) {
    const auto cancel = [&io] {
        try {
            io.cancel();
        } catch (const boost::system::system_error&) {
            // It is closed, so nothing is pending on it.
        }
    };
    return asio_guard(c, io.get_executor(), cancel, at);
}

/// Arranges for the end of a socket or an acceptor once `c` is over: what is
/// pending on it ends, and so does what is started later (but async_connect,
/// which opens it again).
///
/// Threads     see asio_guard; the executor is that of `io`.
template <class IoObject>
[[nodiscard]] asio_guard close_on_done(const context& c, IoObject& io,
                                       location at = location::current()) {
    const auto close = [&io] {
        boost::system::error_code closed_already;
        io.close(closed_already);
    };
    return asio_guard(c, io.get_executor(), close, at);
}

/// Returns why an operation tied to `c` failed: c.err() if `c` is over and the
/// operation was aborted, or found its socket closed; else `e` itself; the
/// empty code if it did not fail. Ask cause(c) for the richer reason.
[[nodiscard]] inline std::error_code operation_error(
    const context& c, const boost::system::error_code& e) {
    const bool aborted = e == boost::asio::error::operation_aborted ||
                         e == boost::asio::error::bad_descriptor;
    return aborted && c.err() ? c.err() : std::error_code(e);
}

}  // namespace ctx
