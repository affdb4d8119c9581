// The operations of ctx/asio.hpp. An operation has the cases of its select, and
// makes the result.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/counter_case.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/error.hpp"
#include "ctx/group.hpp"
#include "ctx/location.hpp"
#include "ctx/select.hpp"
#include "ctx/wait_group.hpp"

namespace ctx::detail {

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

/// A wait for a wait_group, which may go meanwhile.
class counter_operation {
public:
    using signature = void(std::exception_ptr);

    counter_operation(const wait_group& g, const location& at)
        : state_(g.state_), zero_(state_->counter, at) {}

    std::array<select_case*, 1> cases() noexcept { return {&zero_}; }
    void result(std::size_t) noexcept {}

private:
    const ref<group_state> state_;
    counter_case zero_;
};

class group_operation : public counter_operation {
public:
    using signature = void(std::exception_ptr, error);

    group_operation(const group& g, const location& at)
        : counter_operation(g.goroutines(), at), group_(g), at_(at) {}

    error result(std::size_t) { return group_.finish(at_); }

private:
    const group& group_;
    const location at_;
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

/// A send, or a wait for a wait_group, that a context ends.
template <class Operation>
class code_until_done : public until_done<Operation> {
public:
    using signature = void(std::exception_ptr, std::error_code);
    using until_done<Operation>::until_done;

    std::error_code result(std::size_t taken) noexcept {
        return this->reason(taken);
    }
};

class group_until_done : public until_done<group_operation> {
public:
    using signature = void(std::exception_ptr, error);
    using until_done<group_operation>::until_done;

    error result(std::size_t taken) {
        if (const auto err = reason(taken)) return err;
        return operation().result(taken);
    }
};

}  // namespace ctx::detail
