// The pending waits of an execution context of Asio.
//
// Invariants:
// L1. A wait has one owner at a time: itself, from its start to its end; then
//     the thread that has ended it, because the thread takes a case, or cancels
//     the wait for a signal; then the call that this thread posts.
// L2. A wait is in the list of its execution context until its owner removes
//     it. A context that is destroyed ends the waits in its list, and becomes
//     their owner: their handlers are destroyed without a call, as Asio does
//     with its own operations.
// L3. The context is destroyed once no thread uses the executor of a handler to
//     post it.
//
// Lock order: the list, then the objects of the cases of a wait. A wait that is
// found in the list is ended with the list locked, so that no owner destroys it
// meanwhile. No code of an executor, a handler or its allocator runs under the
// lock.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "ctx/detail/asio_library.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/sync.hpp"

#ifdef CTX_ASIO_STANDALONE
#include <asio/execution/context.hpp>
#include <asio/execution_context.hpp>
#include <asio/query.hpp>
#ifdef CTX_ASIO_HAS_SLOTS
#include <asio/cancellation_type.hpp>
#endif
#else
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>
#ifdef CTX_ASIO_HAS_SLOTS
#include <boost/asio/cancellation_type.hpp>
#endif
#endif

namespace ctx::detail {
inline namespace CTX_ASIO_NAMESPACE {

class wait_canceler;

/// A wait, as its execution context and its cancellation slot know it.
class listed_wait : public hook {
public:
    /// Ends the wait. Returns false if a case has been taken. After true, the
    /// caller owns the wait.
    virtual bool end() noexcept = 0;

    /// Posts the handler, which gets operation_aborted. Called by the owner.
    virtual void abort() noexcept = 0;

    /// Destroys the wait, and then the handler, without a call. Called by the
    /// owner.
    virtual void drop() noexcept = 0;

protected:
    ~listed_wait() = default;

private:
    friend class wait_list;

    wait_canceler* canceler_ = nullptr;  // guarded by the mutex of the list
};

class wait_list {
public:
    /// Returns false if the execution context is being destroyed: no wait
    /// begins any more.
    [[nodiscard]] bool add(listed_wait& w) noexcept {
        const std::scoped_lock lock(mutex_);
        if (is_closed_) return false;
        waits_.push_back(w);
        return true;
    }

    /// Leaves the wait to its owner.
    void remove(listed_wait& w) noexcept {
        const std::scoped_lock lock(mutex_);
        forget(w);
    }

    void connect(listed_wait& w, wait_canceler& c) noexcept;
    void disconnect(wait_canceler& c) noexcept;

    /// Ends the wait of `c`, if `c` has one that waits. The handler is posted.
    void cancel(wait_canceler& c) noexcept;

    /// Drops all waits, and returns once no thread posts a handler. No wait can
    /// be added from then on.
    void drop_all() noexcept {
        while (listed_wait* const w = take_first()) w->drop();
        // Acquire: pairs with the release in end_post(), for L3.
        while (const int n = posting_.load(std::memory_order_acquire)) {
            posting_.wait(n, std::memory_order_acquire);
        }
    }

    /// Between these two a thread owns a wait, to post its handler. A thread
    /// that takes a case calls begin_post() with the object of the case locked.
    void begin_post() noexcept {
        // Relaxed: the lock of that object, or of this list in cancel(),
        // orders this and an end() that returns false, and so the load in
        // drop_all(). In start_for() the caller keeps the context alive.
        posting_.fetch_add(1, std::memory_order_relaxed);
    }
    void end_post() noexcept {
        // Release: pairs with the acquire in drop_all().
        if (posting_.fetch_sub(1, std::memory_order_release) == 1) {
            posting_.notify_all();
        }
    }

private:
    void forget(listed_wait& w) noexcept;

    // Returns a wait that this call has ended; null if there is none. Waits
    // whose case has been taken leave the list, too.
    listed_wait* take_first() noexcept {
        const std::scoped_lock lock(mutex_);
        while (!waits_.empty()) {
            auto& w = static_cast<listed_wait&>(waits_.front());
            const bool ended = w.end();
            forget(w);
            if (ended) return &w;
        }
        is_closed_ = true;
        return nullptr;
    }

    small_mutex mutex_;
    // Guarded by mutex_:
    list waits_;
    bool is_closed_ = false;
    atomic<int> posting_{0};
};

/// The function in the cancellation slot of a handler. The function and its
/// wait know whether the other still exists. So the wait never touches the
/// slot, whose signal may be gone.
class wait_canceler {
public:
    wait_canceler(std::shared_ptr<wait_list> waits, listed_wait& w) noexcept
        : waits_(std::move(waits)) {
        waits_->connect(w, *this);
    }
    wait_canceler(const wait_canceler&) = delete;
    wait_canceler& operator=(const wait_canceler&) = delete;
    ~wait_canceler() { waits_->disconnect(*this); }

#ifdef CTX_ASIO_HAS_SLOTS
    void operator()(net::cancellation_type type) {
        if (type == net::cancellation_type::none) return;
        // A share, because the executor may destroy this function.
        const auto waits = waits_;
        waits->cancel(*this);
    }
#endif

private:
    friend class wait_list;

    const std::shared_ptr<wait_list> waits_;
    listed_wait* wait_ = nullptr;  // guarded by the mutex of the list
};

inline void wait_list::connect(listed_wait& w, wait_canceler& c) noexcept {
    const std::scoped_lock lock(mutex_);
    w.canceler_ = &c;
    c.wait_ = &w;
}

inline void wait_list::disconnect(wait_canceler& c) noexcept {
    const std::scoped_lock lock(mutex_);
    if (c.wait_) c.wait_->canceler_ = nullptr;
}

inline void wait_list::cancel(wait_canceler& c) noexcept {
    listed_wait* w = nullptr;
    {
        const std::scoped_lock lock(mutex_);
        w = c.wait_;
        if (!w || !w->end()) return;
        forget(*w);
        begin_post();
    }
    w->abort();
}

inline void wait_list::forget(listed_wait& w) noexcept {
    if (w.linked()) w.unlink();
    if (w.canceler_) std::exchange(w.canceler_, nullptr)->wait_ = nullptr;
}

/// A thread that posts a handler, after begin_post().
class posting_thread {
public:
    explicit posting_thread(std::shared_ptr<wait_list> waits) noexcept
        : waits_(std::move(waits)) {}
    posting_thread(const posting_thread&) = delete;
    posting_thread& operator=(const posting_thread&) = delete;
    ~posting_thread() { waits_->end_post(); }

private:
    const std::shared_ptr<wait_list> waits_;
};

/// The list, as a service of its execution context. A thread that has posted,
/// and a function in a cancellation slot, may outlive the context, and share
/// the list.
class wait_service final : public net::execution_context::service {
public:
    using key_type = wait_service;
    static inline net::execution_context::id id;

    explicit wait_service(net::execution_context& owner) : service(owner) {}
    wait_service(const wait_service&) = delete;
    wait_service& operator=(const wait_service&) = delete;

    /// Asio does not shut a service down that is first used while its context
    /// is being destroyed.
    ~wait_service() override { waits_->drop_all(); }

    [[nodiscard]] const std::shared_ptr<wait_list>& waits() const noexcept {
        return waits_;
    }

private:
    void shutdown() override { waits_->drop_all(); }

    const std::shared_ptr<wait_list> waits_ = std::make_shared<wait_list>();
};

template <class Executor>
[[nodiscard]] net::execution_context& context_of(const Executor& e) {
    if constexpr (net::can_query<Executor, net::execution::context_t>::value) {
        return net::query(e, net::execution::context);
    } else {
        return e.context();
    }
}

}  // namespace CTX_ASIO_NAMESPACE
}  // namespace ctx::detail
