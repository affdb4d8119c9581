// What select is made of: cases that can be tried, waited on and let go. See
// select.cpp for the protocol and its lock order.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "ctx/detail/node.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/event.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

class select_case;
struct goroutine;

/// One goroutine blocked in one select: who, and which case woke it.
class selection {
public:
    explicit selection(goroutine& self) noexcept : self_(self) {}

    /// Decides for `winner` unless another case was first. Called by the one
    /// who makes `winner` ready, with its mutex held; followed by wake().
    [[nodiscard]] bool claim(select_case& winner) noexcept;

    /// Lets the goroutine go on. With the mutex of the claimed case held, so
    /// that this object outlives the call.
    void wake() noexcept;

    [[nodiscard]] select_case* winner() const noexcept;

private:
    goroutine& self_;
    atomic<select_case*> winner_{nullptr};
};

/// One case of a select. Lives on the stack of the selecting goroutine.
class select_case : public subscriber {
public:
    explicit select_case(const location& made_at) noexcept
        : subscriber(subscriber_role::waiter), at(made_at) {}

    /// Guards the object waited on. Null: never ready, as Go's nil channel.
    [[nodiscard]] virtual detail::small_mutex* mutex() const noexcept = 0;

    /// With no lock held: false if try_now() would surely say no.
    [[nodiscard]] virtual bool may_be_ready() const noexcept { return true; }

    /// With the mutex held: takes the case if it is ready now.
    [[nodiscard]] virtual bool try_now() noexcept = 0;

    /// With the mutex held: what try_now() would say.
    [[nodiscard]] virtual bool is_ready() const noexcept = 0;

    /// With the mutex held: queues this on the object.
    virtual void enqueue() noexcept = 0;

    /// After the select, with no lock held, if this case was taken: throws
    /// what the operation has to say about it.
    virtual void taken() {}

    /// Which step this is in the event log.
    [[nodiscard]] virtual step kind() const noexcept = 0;

    /// "chan receive", for reports.
    [[nodiscard]] virtual std::string describe() const = 0;

    /// The number of the object in the event log; 0 outside a bubble.
    [[nodiscard]] virtual std::uint32_t object() const noexcept = 0;

    selection* waiting = nullptr;  ///< set while queued
    const location at;             ///< the line of this case
};

/// Takes one ready case and returns its index; blocks until there is one, or
/// returns `cases.size()` if there is none and `may_block` is false. `scratch`
/// has room for twice as many pointers.
[[nodiscard]] std::size_t select_among(std::span<select_case*> cases,
                                       bool may_block, select_case** scratch);

template <std::size_t N>
[[nodiscard]] std::size_t select_among(select_case** cases, bool may_block) {
    std::array<select_case*, 2 * N + 1> scratch;
    return select_among(std::span<select_case*>(cases, N), may_block,
                        scratch.data());
}

}  // namespace ctx::detail
