// The function of a guard of ctx/asio.hpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "ctx/detail/asio_library.hpp"
#include "ctx/detail/sync.hpp"

#ifdef CTX_ASIO_STANDALONE
#include <asio/execution_context.hpp>
#include <asio/post.hpp>
#else
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#endif

namespace ctx::detail {
inline namespace CTX_ASIO_NAMESPACE {

/// A function that is posted to an executor, unless it is cut before.
class guarded_function {
public:
    virtual ~guarded_function() = default;

    /// Posts the function, with no lock held. The caller has a share.
    void post() {
        {
            const std::scoped_lock lock(mutex_);
            if (is_cut_) return;
            poster_ = std::this_thread::get_id();
        }
        post_unlocked();
        poster_ = std::thread::id();
        poster_.notify_all();
    }

    /// Destroys the function, and the copy of the executor. Waits first for the
    /// post() of another thread, which uses the executor.
    void cut() noexcept {
        {
            const std::scoped_lock lock(mutex_);
            is_cut_ = true;
        }
        const std::thread::id poster = poster_;
        if (poster != std::thread::id() &&
            poster != std::this_thread::get_id()) {
            poster_.wait(poster);
        }
        destroy();
    }

private:
    virtual void post_unlocked() = 0;
    virtual void destroy() noexcept = 0;

    small_mutex mutex_;
    bool is_cut_ = false;  // guarded by mutex_
    // The thread in post(). No thread begins one once is_cut_ is true.
    atomic<std::thread::id> poster_{std::thread::id()};
};

template <class Executor, class F>
class typed_guarded_function final
    : public guarded_function,
      public std::enable_shared_from_this<typed_guarded_function<Executor, F>> {
public:
    typed_guarded_function(Executor executor, F f)
        : executor_(std::move(executor)), f_(std::move(f)) {}

private:
    void post_unlocked() override {
        // A copy, because the code of the executor may cut the guard.
        const Executor executor = *executor_;
        net::post(executor, [self = this->shared_from_this()] { self->run(); });
    }

    void run() {
        if (auto f = std::exchange(f_, std::nullopt)) std::move (*f)();
    }

    void destroy() noexcept override {
        f_.reset();
        executor_.reset();
    }

    // Used on the executor; executor_ also in post_unlocked().
    std::optional<Executor> executor_;
    std::optional<F> f_;
};

/// Returns the executor of an execution context; an executor as it is.
template <class On>
[[nodiscard]] auto executor_of(On&& on) {
    if constexpr (std::derived_from<std::remove_cvref_t<On>,
                                    net::execution_context>) {
        return on.get_executor();
    } else {
        return std::remove_cvref_t<On>(std::forward<On>(on));
    }
}

}  // namespace CTX_ASIO_NAMESPACE
}  // namespace ctx::detail
