// A wait on objects of this library as an asynchronous operation of Asio.
//
// Invariants, beside those of asio_wait_list.hpp:
// W1. The memory of a wait is freed before its handler is called or destroyed,
//     because the handler may own its allocator.
// W2. A thread that posts a wait does not touch it afterwards.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ctx/detail/asio_library.hpp"
#include "ctx/detail/asio_wait_list.hpp"
#include "ctx/detail/async_operations.hpp"
#include "ctx/detail/async_select.hpp"

#ifdef CTX_ASIO_STANDALONE
#include <asio/associated_allocator.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#ifdef CTX_ASIO_HAS_SLOTS
#include <asio/associated_cancellation_slot.hpp>
#endif
#else
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#ifdef CTX_ASIO_HAS_SLOTS
#include <boost/asio/associated_cancellation_slot.hpp>
#endif
#endif

namespace ctx::detail {
inline namespace CTX_ASIO_NAMESPACE {

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
template <class Operation, class Handler>
class asio_wait final : private operation_parts<Operation>,
                        private async_select,
                        private listed_wait {
public:
    /// Starts a wait, and returns at once.
    template <class... Args>
    static void start_for(Handler handler, Args&&... args) {
        handler_parts<Handler> parts(std::move(handler));
        auto& context = context_of(parts.get_executor());
        asio_wait* const wait =
            make(parts, net::use_service<wait_service>(context).waits(),
                 std::forward<Args>(args)...);
        try {
            wait->connect_slot();
            if (!wait->waits_->add(*wait)) return wait->drop();
            if (!wait->start()) return;
        } catch (...) {
            wait->drop();
            throw;
        }
        wait->waits_->begin_post();
        wait->completed();
    }

private:
    using storage = operation_parts<Operation>;
    using allocator_type = typename handler_parts<Handler>::allocator_type;
    using memory = typename std::allocator_traits<
        allocator_type>::template rebind_traits<asio_wait>;

    // The call that is posted. An executor may also destroy it.
    class call {
    public:
        using allocator_type = typename asio_wait::allocator_type;

        explicit call(asio_wait& w)
            : wait_(&w), allocator_(w.parts_.get_allocator()) {}

        [[nodiscard]] allocator_type get_allocator() const noexcept {
            return allocator_;
        }
        void operator()() { wait_.release()->run(); }

    private:
        struct dropper {
            void operator()(asio_wait* w) const noexcept { w->drop(); }
        };

        std::unique_ptr<asio_wait, dropper> wait_;
        allocator_type allocator_;
    };

    template <class... Args>
    asio_wait(handler_parts<Handler>& parts, std::shared_ptr<wait_list> waits,
              Args&&... args)
        : storage(std::forward<Args>(args)...),
          async_select(this->room.cases, this->room.scratch.data(),
                       storage::count == 1 ? prefer::any : prefer::done),
          waits_(std::move(waits)),
          parts_(std::move(parts)) {}
    ~asio_wait() override {
        waits_->remove(*this);
        // Leaves the queues, if an executor destroyed the call unfinished.
        (void)cancel();
    }

    // W1: if the constructor throws, `parts` still has the handler.
    template <class... Args>
    [[nodiscard]] static asio_wait* make(handler_parts<Handler>& parts,
                                         Args&&... args) {
        typename memory::allocator_type allocator(parts.get_allocator());
        asio_wait* const place = memory::allocate(allocator, 1);
        try {
            return ::new (static_cast<void*>(place))
                asio_wait(parts, std::forward<Args>(args)...);
        } catch (...) {
            memory::deallocate(allocator, place, 1);
            throw;
        }
    }

    // Destroys this wait, frees its memory, and returns the handler (W1).
    [[nodiscard]] handler_parts<Handler> release() noexcept {
        handler_parts<Handler> parts(std::move(parts_));
        typename memory::allocator_type allocator(parts.get_allocator());
        this->~asio_wait();
        memory::deallocate(allocator, this, 1);
        return parts;
    }

    void connect_slot() {
#ifdef CTX_ASIO_HAS_SLOTS
        auto slot = net::get_associated_cancellation_slot(parts_.handler);
        if (!slot.is_connected()) return;
        listed_wait& self = *this;
        slot.template emplace<wait_canceler>(waits_, self);
#endif
    }

    void wake() noexcept override {
        waits_->begin_post();
        async_select::wake();
    }

    void completed() noexcept override {
        const posting_thread here(waits_);
        const auto executor = parts_.get_executor();
        net::post(executor, call(*this));  // W2
    }

    void run() {
        waits_->remove(*this);
        std::exception_ptr e;
        if constexpr (std::is_void_v<decltype(result(e))>) {
            result(e);
            auto parts = release();
            std::move(parts.handler)(std::move(e));
        } else {
            auto r = result(e);
            auto parts = release();
            std::move(parts.handler)(std::move(e), std::move(r));
        }
    }

    // Completes the operation.
    auto result(std::exception_ptr& e)
        -> decltype(std::declval<Operation&>().result(0)) {
        try {
            if (is_aborted_) {
                throw net_system_error(net::error::operation_aborted);
            }
            return this->operation.result(finish());
        } catch (...) {
            e = std::current_exception();
            return decltype(this->operation.result(0))();
        }
    }

    bool end() noexcept override { return cancel(); }
    void abort() noexcept override {
        is_aborted_ = true;
        completed();
    }
    void drop() noexcept override { (void)release(); }

    const std::shared_ptr<wait_list> waits_;
    bool is_aborted_ = false;
    handler_parts<Handler> parts_;
};

/// Starts an operation with a completion token. An lvalue is copied.
template <class Operation, class Token, class... Args>
auto initiate_wait(Token&& token, Args... args) {
    return net::async_initiate<Token, typename Operation::signature>(
        [... args = std::move(args)]<class Handler>(Handler&& handler) mutable {
            asio_wait<Operation, std::decay_t<Handler>>::start_for(
                std::forward<Handler>(handler), std::move(args)...);
        },
        token);
}

}  // namespace CTX_ASIO_NAMESPACE
}  // namespace ctx::detail
