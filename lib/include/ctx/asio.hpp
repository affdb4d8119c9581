// Asio operations that a context cancels.
//
//     const auto guard = ctx::cancel_on_done(request, socket);
//     socket.async_read_some(buffer, [&](error_code e, std::size_t n) {
//         if (e) fail(ctx::operation_error(request, e));
//     });
//
// Optional: this is the only header that needs Boost.Asio (1.74 or newer), and
// ctx/ctx.hpp does not include it. The library itself knows nothing of Asio.
//
// A cancellation reaches the operations that are pending when it comes. One
// that is started later does not know of it, so that code with several in a row
// looks at err() before each; or it ties the context to something that lasts,
// such as the end of the socket:
//
//     const ctx::asio_guard guard(c, executor, [&] { socket.close(); });
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>
#include <concepts>
#include <memory>
#include <mutex>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ctx/after_func.hpp"
#include "ctx/context.hpp"
#include "ctx/location.hpp"

namespace ctx {

namespace detail {

/// What a guard shares with the function that is to run: neither may use the
/// executor, nor what the function refers to, once the guard has gone.
class asio_link : public std::enable_shared_from_this<asio_link> {
public:
    virtual ~asio_link() = default;

    /// Posts the function; called in the cancel. mutex_ is held while it does,
    /// so that the guard, and with it the executor, cannot go meanwhile. The
    /// locks that Asio takes in there are leaves.
    void post() {
        const std::scoped_lock lock(mutex_);
        if (live_) post_run();
    }

    void cut() noexcept {
        const std::scoped_lock lock(mutex_);
        live_ = false;
    }

protected:
    /// The guard goes on the executor too, so it is not going at this moment.
    [[nodiscard]] bool is_live() {
        const std::scoped_lock lock(mutex_);
        return live_;
    }

private:
    virtual void post_run() = 0;

    std::mutex mutex_;
    bool live_ = true;  // guarded by mutex_
};

template <class Executor, class F>
class typed_asio_link final : public asio_link {
public:
    typed_asio_link(Executor executor, F f)
        : executor_(std::move(executor)), f_(std::move(f)) {}

private:
    void post_run() override {
        boost::asio::post(executor_,
                          [self = shared_from_this(), this] { run(); });
    }

    void run() {
        if (is_live()) f_();
    }

    Executor executor_;
    F f_;
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
               location at = location::current())
        : link_(std::make_shared<detail::typed_asio_link<Executor, F>>(
              std::move(executor), std::move(f))),
          stop_(after_func(
              c, [link = link_] { link->post(); }, inline_executor(), at)) {}

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
    return asio_guard(
        c, io.get_executor(), [&io] { io.cancel(); }, at);
}

/// Returns why an operation tied to `c` failed: c.err() if it was aborted and
/// `c` is over, else `e` itself; the empty code if it did not fail.
[[nodiscard]] inline std::error_code operation_error(
    const context& c, const boost::system::error_code& e) {
    const bool aborted = e == boost::asio::error::operation_aborted;
    return aborted && c.err() ? c.err() : std::error_code(e);
}

}  // namespace ctx
