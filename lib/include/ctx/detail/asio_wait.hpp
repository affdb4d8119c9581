// A wait on objects of this library as an asynchronous operation of Asio.
//
// A wait is owned by shares: its own share of itself, from start() until it is
// taken, canceled or abandoned; the call that is posted to the executor; and
// the thread that is using it at the moment.
//
// Invariants:
// W1. Exactly one thread posts: the thread that takes a case, in completed(),
//     or the thread that cancels the wait when no case is taken.
// W2. A wait is in the list of its execution context as long as it exists. A
//     context that is destroyed abandons the waits in its list: their handlers
//     are destroyed without a call, as Asio does with its own operations.
//
// Lock order: the mutex of a list is a leaf. Under the mutex of a wait
// (asio_post.hpp) a thread takes the locks that Asio takes in post().
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/asio_library.hpp"
#include "ctx/detail/asio_post.hpp"
#include "ctx/detail/async_select.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/location.hpp"
#include "ctx/select.hpp"

#ifdef CTX_ASIO_STANDALONE
#include <asio/associated_allocator.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/execution/context.hpp>
#include <asio/execution_context.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/query.hpp>
#ifdef CTX_ASIO_HAS_SLOTS
#include <asio/associated_cancellation_slot.hpp>
#endif
#else
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/query.hpp>
#ifdef CTX_ASIO_HAS_SLOTS
#include <boost/asio/associated_cancellation_slot.hpp>
#endif
#endif

namespace ctx::detail {
inline namespace CTX_ASIO_NAMESPACE {

// -- the waits of an execution context ----------------------------------------

/// A wait, as its execution context knows it.
class listed_wait : public hook {
public:
    /// Returns a share, or null if the last owner has gone.
    [[nodiscard]] virtual std::shared_ptr<listed_wait> share() noexcept = 0;

    /// Destroys the handler without a call, and ends the wait.
    virtual void abandon() noexcept = 0;

protected:
    ~listed_wait() = default;
};

class wait_list {
public:
    void add(listed_wait& w) noexcept {
        const std::scoped_lock lock(mutex_);
        waits_.push_back(w);
    }

    void remove(listed_wait& w) noexcept {
        const std::scoped_lock lock(mutex_);
        if (w.linked()) w.unlink();
    }

    void abandon_all() noexcept {
        while (const auto w = take_first()) w->abandon();
    }

private:
    // Returns a wait that has an owner; null if there is none.
    std::shared_ptr<listed_wait> take_first() noexcept {
        const std::scoped_lock lock(mutex_);
        std::shared_ptr<listed_wait> w;
        while (!w && !waits_.empty()) {
            w = static_cast<listed_wait&>(waits_.pop_front()).share();
        }
        return w;
    }

    small_mutex mutex_;
    list waits_;  // guarded by mutex_
};

/// The list, as a service of its execution context. A wait that another thread
/// has just taken may outlive the context, and shares the list.
class wait_service final : public net::execution_context::service {
public:
    using key_type = wait_service;
    static inline net::execution_context::id id;

    explicit wait_service(net::execution_context& owner) : service(owner) {}

    [[nodiscard]] const std::shared_ptr<wait_list>& waits() const noexcept {
        return waits_;
    }

private:
    void shutdown() override { waits_->abandon_all(); }

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

// -- operations ---------------------------------------------------------------

// An operation has the cases of its select, and makes the result.

class done_operation {
public:
    using signature = void(std::exception_ptr, std::error_code);

    done_operation(context c, const location& at)
        : context_(std::move(c)), done_(context_.done(), at) {}

    std::array<select_case*, 1> cases() noexcept { return {&done_}; }
    std::error_code result(std::size_t) noexcept { return context_.err(); }

private:
    const context context_;
    done_case done_;
};

template <class T>
class receive_operation {
public:
    using signature = void(std::exception_ptr, std::optional<T>);

    receive_operation(const channel<T>& ch, const location& at)
        : receive_(ch, &value_, at) {}

    std::array<select_case*, 1> cases() noexcept { return {&receive_}; }
    std::optional<T> result(std::size_t) { return std::move(value_); }

private:
    std::optional<T> value_;
    recv_case<T> receive_;
};

template <class T>
class send_operation {
public:
    using signature = void(std::exception_ptr);

    send_operation(const channel<T>& ch, T&& value, const location& at)
        : send_(ch, std::move(value), at) {}

    std::array<select_case*, 1> cases() noexcept { return {&send_}; }
    void result(std::size_t) noexcept {}

private:
    send_case<T> send_;
};

/// An operation that a context ends: rule 7 of context.hpp.
template <class Operation>
class until_done {
public:
    template <class... Args>
    explicit until_done(context c, const location& at, Args&&... args)
        : context_(std::move(c)),
          done_(context_.done(), at),
          operation_(std::forward<Args>(args)..., at) {}

    std::array<select_case*, 2> cases() noexcept {
        return {&done_, operation_.cases()[0]};
    }

protected:
    [[nodiscard]] std::error_code reason(std::size_t taken) const noexcept {
        return taken == 0 ? context_.err() : std::error_code();
    }
    [[nodiscard]] Operation& operation() noexcept { return operation_; }

private:
    const context context_;
    done_case done_;
    Operation operation_;
};

template <class T>
class receive_until_done : public until_done<receive_operation<T>> {
public:
    using signature = void(std::exception_ptr, received<T>);
    using until_done<receive_operation<T>>::until_done;

    received<T> result(std::size_t taken) {
        return {this->operation().result(taken), this->reason(taken)};
    }
};

template <class T>
class send_until_done : public until_done<send_operation<T>> {
public:
    using signature = void(std::exception_ptr, std::error_code);
    using until_done<send_operation<T>>::until_done;

    std::error_code result(std::size_t taken) noexcept {
        return this->reason(taken);
    }
};

// -- the wait -----------------------------------------------------------------

/// A handler, and the work that keeps its executor running.
template <class Handler>
struct handler_parts {
    using executor_type = typename net::associated_executor<Handler>::type;
    using allocator_type = typename net::associated_allocator<Handler>::type;

    explicit handler_parts(Handler&& h)
        : handler(std::move(h)), work(net::get_associated_executor(handler)) {}

    [[nodiscard]] executor_type get_executor() const noexcept {
        return work.get_executor();
    }
    [[nodiscard]] allocator_type get_allocator() const noexcept {
        return net::get_associated_allocator(handler);
    }

    Handler handler;
    net::executor_work_guard<executor_type> work;
};

/// An operation, and what its select needs. A base class, so that it exists
/// before the select.
template <class Operation>
struct operation_parts {
    template <class... Args>
    explicit operation_parts(Args&&... args)
        : operation(std::forward<Args>(args)...) {
        room.cases = operation.cases();
    }

    static constexpr std::size_t count =
        std::tuple_size_v<decltype(std::declval<Operation>().cases())>;

    Operation operation;
    async_select_room<count> room;
};

/// A pending operation.
///
/// Threads     the handler's executor, as far as it does not say otherwise.
template <class Operation, class Handler>
class asio_wait final : public asio_post<handler_parts<Handler>>,
                        private operation_parts<Operation>,
                        private async_select,
                        private listed_wait {
public:
    template <class... Args>
    explicit asio_wait(Handler&& handler, Args&&... args)
        : base(handler_parts<Handler>(std::move(handler))),
          storage(std::forward<Args>(args)...),
          async_select(this->room.cases, this->room.scratch.data(),
                       storage::count == 1 ? prefer::any : prefer::done) {}
    ~asio_wait() override {
        if (list_) list_->remove(*this);
    }

    /// Starts a wait, and returns at once.
    template <class... Args>
    static void start_for(Handler handler, Args&&... args) {
        auto& context = context_of(net::get_associated_executor(handler));
        const auto allocator = net::get_associated_allocator(handler);
        const cancellation slot(handler);
        // A share, because the wait may end, on another thread, before this
        // returns.
        const auto wait = std::allocate_shared<asio_wait>(
            allocator, std::move(handler), std::forward<Args>(args)...);
        wait->list_ = net::use_service<wait_service>(context).waits();
        wait->list_->add(*wait);
        wait->begin(slot);
    }

private:
    using base = asio_post<handler_parts<Handler>>;
    using storage = operation_parts<Operation>;

    // The cancellation slot of the handler, if it has one.
    class cancellation {
    public:
#ifdef CTX_ASIO_HAS_SLOTS
        cancellation() noexcept = default;
        explicit cancellation(const Handler& h) noexcept
            : slot_(net::get_associated_cancellation_slot(h)) {}

        void assign(const std::shared_ptr<base>& to) {
            if (!slot_.is_connected()) return;
            slot_.assign(
                [weak = std::weak_ptr<base>(to)](net::cancellation_type type) {
                    if (type == net::cancellation_type::none) return;
                    if (const auto w = weak.lock()) {
                        static_cast<asio_wait&>(*w).cancel_by_slot();
                    }
                });
        }
        void clear() {
            if (slot_.is_connected()) slot_.clear();
        }

    private:
        typename net::associated_cancellation_slot<Handler>::type slot_;
#else
        cancellation() noexcept = default;
        explicit cancellation(const Handler&) noexcept {}
        void assign(const std::shared_ptr<base>&) noexcept {}
        void clear() noexcept {}
#endif
    };

    void begin(const cancellation& slot) {
        self_ = this->shared_from_this();
        slot_ = slot;
        slot_.assign(self_);
        try {
            if (!start()) return;
        } catch (...) {
            slot_.clear();
            self_.reset();
            throw;
        }
        completed();
    }

    // Called by any thread.
    void completed() noexcept override {
        const auto keep = std::move(self_);
        this->post();
    }

    void cancel_by_slot() noexcept {
        if (is_canceled_ || !cancel()) return;
        is_canceled_ = true;
        completed();  // W1
    }

    void run(std::shared_ptr<base> self) override {
        auto parts = this->take();
        if (!parts) return;
        slot_.clear();
        std::exception_ptr e;
        if constexpr (std::is_void_v<decltype(result(e))>) {
            result(e);
            self.reset();  // frees the memory, as Asio does before it calls
            std::move(parts->handler)(std::move(e));
        } else {
            auto r = result(e);
            self.reset();
            std::move(parts->handler)(std::move(e), std::move(r));
        }
    }

    // Completes the operation.
    auto result(std::exception_ptr& e)
        -> decltype(std::declval<Operation&>().result(0)) {
        try {
            if (is_canceled_) {
                throw net_system_error(net::error::operation_aborted);
            }
            return this->operation.result(finish());
        } catch (...) {
            e = std::current_exception();
            return decltype(this->operation.result(0))();
        }
    }

    [[nodiscard]] std::shared_ptr<listed_wait> share() noexcept override {
        const auto self = this->weak_from_this().lock();
        return self ? std::shared_ptr<listed_wait>(self, this) : nullptr;
    }

    // A thread that has just taken a case still calls completed(), which finds
    // no parts.
    void abandon() noexcept override {
        const auto handler = this->take();
        if (!is_canceled_ && cancel()) self_.reset();
    }

    std::shared_ptr<wait_list> list_;
    std::shared_ptr<base> self_;  // handed over as W1 says
    bool is_canceled_ = false;    // by the slot
    cancellation slot_;
};

/// Starts an operation with a completion token.
template <class Operation, class Token, class... Args>
auto initiate_wait(Token& token, Args... args) {
    return net::async_initiate<Token, typename Operation::signature>(
        [... args = std::move(args)]<class Handler>(Handler&& handler) mutable {
            asio_wait<Operation, std::decay_t<Handler>>::start_for(
                std::forward<Handler>(handler), std::move(args)...);
        },
        token);
}

}  // namespace CTX_ASIO_NAMESPACE
}  // namespace ctx::detail
