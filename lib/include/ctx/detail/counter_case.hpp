// The select case that waits until a counter is zero.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "ctx/detail/export.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/detail/wait_counter.hpp"
#include "ctx/event.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

/// The case that is ready while `counter` is zero.
class CTX_EXPORT counter_case final : public select_case {
public:
    counter_case(wait_counter& counter, const location& made_at) noexcept
        : select_case(made_at), counter_(counter) {}

    [[nodiscard]] small_mutex* mutex() const noexcept override {
        return &counter_.mutex_;
    }
    [[nodiscard]] bool try_now() noexcept override { return is_ready(); }
    [[nodiscard]] bool is_ready() const noexcept override {
        return counter_.count_ == 0;
    }
    void enqueue() noexcept override { counter_.waiters_.push_back(*this); }
    void taken() override;

    [[nodiscard]] step kind() const noexcept override { return step::wait; }
    [[nodiscard]] std::string describe() const override {
        return "wait_group wait";
    }
    [[nodiscard]] std::uint32_t object() const noexcept override { return 0; }
    [[nodiscard]] shared_object shared() const noexcept override {
        return {shared_object::kind::other, &counter_};
    }

private:
    wait_counter& counter_;
};

}  // namespace ctx::detail
