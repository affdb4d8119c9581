// Contexts and stop tokens, both ways.
//
// Code that takes a std::stop_token is stopped when a context is done:
//
//     const ctx::stop_on_done stop(request);
//     changed.wait(lock, stop.token(), [&] { return !queue.empty(); });
//
// Code that takes a context is canceled when a std::stop_token is stopped:
//
//     std::jthread worker([](std::stop_token token) {
//         const auto [c, cancel] =
//             ctx::with_stop_token(ctx::background(), std::move(token));
//         serve(c);
//     });
//
// done_token is a stop token in the style of std::execution. It needs no
// std::stop_source, because the context itself is the state that tokens share.
//
// Optional: ctx/ctx.hpp does not include this header. The functions with
// std::stop_token need a standard library that has it (libstdc++ 10,
// libc++ 20); done_token does not.
//
// Rules for the whole header:
// 1. Callbacks. When a context is done, the callbacks of its tokens run inside
//    the cancel call, or on the thread that drives timers or watches signals.
//    They must not block, throw, or take a lock that a caller of cancel may
//    hold. (inline_executor in after_func.hpp says the same.) The library
//    holds no lock meanwhile.
// 2. Order. A cancel call happens before a token is found stopped. A call of
//    request_stop() happens before a context is found done because of it.
// 3. explore does not see a std::stop_source. It runs every order of the
//    cancellations that a stop request causes, and of the goroutines that look
//    at these contexts or at a done_token. It does not run every order of a
//    stop request and what goroutines do with the std::stop_token itself.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <version>

#ifdef __cpp_lib_jthread
#include <stop_token>
#endif

#include "ctx/after_func.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/function.hpp"
#include "ctx/detail/node.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/location.hpp"

namespace ctx {

#ifdef __cpp_lib_jthread

/// Returns a child of `parent` that is canceled when `token` is stopped, when
/// its cancel function is called, or with `parent`, whichever comes first. If
/// `token` is stopped already, the child is done from the start.
///
/// Errors      child.err() is errc::canceled if the token or cancel came first,
///             else the parent's error. The cause is the same.
/// Throws      std::bad_alloc.
/// Threads     request_stop() cancels the child and what is derived from it on
///             the thread that calls it, and starts the functions of after_func
///             before it returns, as a cancel function does.
/// Lifetime    the child leaves the token when it is done or its last handle is
///             dropped. Both wait if request_stop() is just reaching the child
///             on another thread, but not for code of the program. Once no
///             handle is left, a function of after_func waits for `parent`
///             alone: a token cannot tell that its last stop_source has gone,
///             and would keep the function for ever.
/// Complexity  constant, and that of std::stop_callback; one allocation.
/// Source      beyond Go.
[[nodiscard]] cancelable with_stop_token(const context& parent,
                                         std::stop_token token,
                                         location at = location::current());

/// Has a std::stop_token that is stopped once a context is done, for interfaces
/// of the standard library.
///
/// Threads     token() is safe from any thread. The context may be canceled on
///             any thread, also while this is being made or destroyed.
/// Lifetime    tokens may outlive this object. They are not stopped any more
///             then, unless a cancel call has begun to stop them. The
///             destructor does not wait for such a cancel call: a
///             std::stop_callback waits for its own function, as always. This
///             keeps the context alive.
/// Source      beyond Go.
class [[nodiscard]] stop_on_done {
public:
    /// Arranges for the token to be stopped once `c` is done. If `c` is done
    /// already, the token is stopped before this returns.
    ///
    /// `executor`  runs request_stop(), and so the callbacks of the tokens;
    ///             by default where the context is canceled (rule 1).
    /// Throws      std::bad_alloc.
    /// Complexity  constant; two allocations. In libstdc++ 12, request_stop()
    ///             makes a system call for each callback.
    template <task_executor Executor = inline_executor>
    explicit stop_on_done(const context& c, Executor executor = {},
                          location at = location::current()) {
        stop_ = after_func(
            c, [source = source_]() mutable { source.request_stop(); },
            std::move(executor), at);
    }
    stop_on_done(const stop_on_done&) = delete;
    stop_on_done& operator=(const stop_on_done&) = delete;
    ~stop_on_done() { stop_(); }

    /// Returns the token.
    [[nodiscard]] std::stop_token token() const noexcept {
        return source_.get_token();
    }

private:
    std::stop_source source_;
    stop_func stop_;
};

#endif

template <std::invocable F>
class done_callback;

/// The stop token of a context, a model of `stoppable_token`: stopped once the
/// context is done. The token of a default constructed handle is never stopped.
///
/// Threads     as context.
/// Lifetime    a token is a handle, and keeps its context alive.
/// Complexity  as context; no allocation.
/// Source      C++26: std::inplace_stop_token.
class done_token {
public:
    /// The type of a callback that calls an F; see done_callback.
    template <class F>
    using callback_type = done_callback<F>;

    done_token() noexcept = default;
    explicit done_token(context c) noexcept : of_(std::move(c)) {}

    /// Returns true if the context is done.
    [[nodiscard]] bool stop_requested() const noexcept {
        return of_.done().ready();
    }

    /// Returns false if the context can never be done.
    [[nodiscard]] bool stop_possible() const noexcept {
        return static_cast<bool>(of_.done());
    }

    /// Returns the context.
    [[nodiscard]] const context& of() const noexcept { return of_; }

    /// Returns true if both are tokens of the same context.
    friend bool operator==(const done_token&, const done_token&) = default;

private:
    context of_;
};

namespace detail {

/// The function of a done_callback, which lives on where the callback is
/// destroyed by the function itself.
template <class F>
class callback_function final : public function {
public:
    template <class Init>
    explicit callback_function(Init&& f)
        : f_(std::in_place, std::forward<Init>(f)) {}

    /// True if the calling goroutine, or thread, is the one that runs, or has
    /// run, the function. Relaxed: the caller then has set both itself.
    [[nodiscard]] bool is_run_here() const noexcept {
        return thread_.load(std::memory_order_relaxed) ==
                   std::this_thread::get_id() &&
               goroutine_.load(std::memory_order_relaxed) == this_goroutine();
    }

    /// Destroys the user's function, which does not run any more.
    void clear() noexcept { f_.reset(); }

private:
    void dispatch(task t) override { t(); }

    void invoke() noexcept override {
        goroutine_.store(this_goroutine(), std::memory_order_relaxed);
        thread_.store(std::this_thread::get_id(), std::memory_order_relaxed);
        std::invoke(std::move(*f_));
    }

    std::optional<F> f_;
    std::atomic<std::thread::id> thread_;
    std::atomic<std::uint32_t> goroutine_{0};
};

}  // namespace detail

/// Calls a function once when a context is done, unless it is destroyed before.
/// If the context is done already, the constructor calls the function.
///
/// `F`         rule 1 holds for it. If it throws, the program ends.
/// Threads     the function runs on the thread that makes the context done. The
///             context may be canceled while this is being made or destroyed.
/// Lifetime    the destructor waits while the function runs on another thread
///             or in another goroutine; so the function may refer to what is
///             older than the callback. It does not wait if the function itself
///             destroys the callback. If the goroutine that waits is being
///             ended (goroutine.hpp, rule 2), the destructor returns early, and
///             the function goes on with captures of its own.
/// Source      C++26: std::inplace_stop_callback.
template <std::invocable F>
class [[nodiscard]] done_callback {
public:
    using callback_type = F;

    /// Arranges for the function to be called.
    ///
    /// `f`         what the function is made of.
    /// Throws      std::bad_alloc; what making the function throws.
    /// Complexity  constant; one allocation.
    template <class Init>
    requires std::constructible_from<F, Init>
    explicit done_callback(const done_token& token, Init&& f,
                           location at = location::current())
        : function_(new detail::callback_function<F>(std::forward<Init>(f))),
          stop_(detail::register_function(
              token.of(), detail::function_ref::share(function_.get()), at)) {}
    done_callback(const done_callback&) = delete;
    done_callback& operator=(const done_callback&) = delete;
    ~done_callback() {
        if (!stop_()) {
            if (function_->is_run_here()) return;
            try {
                stop_.wait();
            } catch (const goroutine_exit&) {
                return;
            }
        }
        function_->clear();
    }

private:
    const detail::ref<detail::callback_function<F>> function_;
    const stop_func stop_;
};

template <class F>
done_callback(const done_token&, F) -> done_callback<F>;

// -- implementation ---------------------------------------------------------

#ifdef __cpp_lib_jthread

namespace detail {

/// A node that a std::stop_token cancels.
///
/// The callback is destroyed once: by the thread that marks the node done, if
/// the callback is there; by the thread that makes the node, if the node was
/// done meanwhile; or with the node. That may be inside the callback itself,
/// which std::stop_callback allows. On another thread it waits for the callback
/// to return. The callback then finds the node without an owner, or done, and
/// so runs no code of the program meanwhile.
class stop_token_node final : public cancel_node {
public:
    stop_token_node(node* parent, const location& at) noexcept
        : cancel_node(parent, {maker::with_stop_token, at}) {
        set_findable();
    }

    /// Lets the token cancel this node, which is in its parent's list already.
    /// The caller owns a share.
    void listen(std::stop_token token) noexcept {
        callback_.emplace(std::move(token), on_stop{this});
        // Acquire, release, here and in detach(): the thread that destroys the
        // callback has seen it made.
        auto before = silent;
        if (!phase_.compare_exchange_strong(before, listening,
                                            std::memory_order_acq_rel)) {
            callback_.reset();
        }
    }

    void detach() noexcept override {
        if (phase_.exchange(left, std::memory_order_acq_rel) == listening) {
            callback_.reset();
        }
    }

    // The token adopts no node (O3 in node.cpp), because it cannot tell that
    // its last source has gone. The node leaves the token instead, and waits
    // only for a callback that does nothing.
    adoption ask_source() noexcept override {
        {
            const std::scoped_lock lock(mutex);
            if (is_stopping_) return adoption::adopted;
            is_ownerless_ = true;
        }
        detach();
        return adoption::no_source;
    }

    void print(std::string& out) const override { out += ".WithStopToken"; }

private:
    struct on_stop {
        stop_token_node* to;
        void operator()() const noexcept { to->stopped(); }
    };

    // May destroy the callback, and this node.
    void stopped() noexcept {
        {
            const std::scoped_lock lock(mutex);
            if (is_ownerless_ || !try_retain()) return;
            is_stopping_ = true;
        }
        access::cancel_of(this)(made().at);
    }

    enum phase : std::uint8_t { silent, listening, left };

    atomic<phase> phase_{silent};
    // Guarded by mutex:
    bool is_stopping_ = false;   // the callback has a share
    bool is_ownerless_ = false;  // the callback is to do nothing
    std::optional<std::stop_callback<on_stop>> callback_;
};

}  // namespace detail

inline cancelable with_stop_token(const context& parent, std::stop_token token,
                                  location at) {
    auto* const n =
        new detail::stop_token_node(detail::access::get(parent), at);
    auto made = detail::derive_as(n);
    if (n->state() == 0) n->listen(std::move(token));
    return made;
}

#endif

}  // namespace ctx
