// Waiting for the first of several operations, as Go's select does.
//
//     switch (select(recv(request.done()), send(results, n))) {
//     case 0:  // the request is done
//         return;
//     case 1:  // n was sent
//         ++n;
//     }
//
// Rules for the whole header:
// 1. A select does exactly one of its operations. The others have no effect:
//    nothing is received, and a value that was not sent is destroyed.
// 2. Order. The operation of the case taken orders what threads did as the same
//    operation does outside of a select (channel.hpp). A cancel call happens
//    before the end of a select that finds the context done.
// 3. Make a case in the call of select, and do not keep it: a case refers to
//    the context and to the variables that it is made with.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// The select case that is ready once a context is done; made by `recv`.
class CTX_EXPORT done_case final : public detail::select_case {
public:
    done_case(done_channel done, const location& made_at) noexcept
        : select_case(made_at), node_(done.node_) {}
    ~done_case() {
        if (queued_) detail::node::release(node_);
    }

    /// Returns true if the context is done.
    [[nodiscard]] bool is_over() const noexcept { return node_->state() != 0; }

    /// Tells an exploration that the calling goroutine looks at the context.
    /// Counts as a call.
    void look() const;

private:
    [[nodiscard]] detail::small_mutex* mutex() const noexcept override;
    [[nodiscard]] bool try_now() noexcept override;
    [[nodiscard]] bool is_ready() const noexcept override;
    [[nodiscard]] bool may_be_ready() const noexcept override {
        return node_->state() != 0;
    }
    void enqueue() noexcept override;
    [[nodiscard]] step kind() const noexcept override { return step::done; }
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::uint32_t object() const noexcept override;
    [[nodiscard]] detail::shared_object shared() const noexcept override;

    detail::node* node_;   // shared if queued_
    bool queued_ = false;  // the goroutine blocks
};

/// Makes the case that is ready once the context of `done` is done.
///
/// Source      Go: case <-ctx.Done():
[[nodiscard]] inline done_case recv(
    done_channel done, location at = location::current()) noexcept {
    return {done, at};
}

/// Makes the case that receives from `ch` and drops the value. The case is also
/// ready if `ch` is closed.
///
/// Source      Go: case <-ch:
template <class T>
[[nodiscard]] recv_case<T> recv(const channel<T>& ch,
                                location at = location::current()) {
    return {ch, nullptr, at};
}

/// Makes the case that receives from `ch` into `out`.
///
/// `out`       is set only if this case is taken: to the value, or to
///             std::nullopt if `ch` is closed and its buffer is empty.
/// Lifetime    `out` must outlive the select.
/// Source      Go: case v, ok := <-ch:
template <class T>
[[nodiscard]] recv_case<T> recv(const channel<T>& ch, std::optional<T>& out,
                                location at = location::current()) {
    return {ch, &out, at};
}

/// Makes the case that sends `value` on `ch`. The case is also ready if `ch` is
/// closed: select then throws closed_channel.
///
/// Source      Go: case ch <- value:
template <class T>
[[nodiscard]] send_case<T> send(const channel<T>& ch,
                                std::type_identity_t<T> value,
                                location at = location::current()) {
    return {ch, std::move(value), at};
}

/// The type of default_case.
struct default_case_t {};

/// The last argument of a select that must not block. Select returns its index
/// if no other case is ready.
///
/// Source      Go: default:
inline constexpr default_case_t default_case{};

namespace detail {

template <class Arg>
inline constexpr bool is_default =
    std::same_as<std::remove_cvref_t<Arg>, default_case_t>;

/// The return type of a deleted function, which shows in the error message.
struct make_each_case_with_recv_or_send {};

template <class Arg>
concept select_argument =
    std::derived_from<std::remove_cvref_t<Arg>, select_case> || is_default<Arg>;

template <class Arg>
[[nodiscard]] select_case* as_case(Arg& arg) noexcept {
    if constexpr (is_default<Arg>) {
        return nullptr;
    } else {
        return &arg;
    }
}

/// True for a poll of one context: select(recv(c.done()), default_case).
template <class... Args>
inline constexpr bool is_poll_of_done = false;
template <class Case, class Default>
inline constexpr bool is_poll_of_done<Case, Default> =
    std::same_as<std::remove_cvref_t<Case>, done_case>&& is_default<Default>;

[[nodiscard]] inline std::size_t poll_done(const done_case& c, default_case_t) {
    if (maybe_chosen()) c.look();
    return c.is_over() ? 0 : 1;
}

}  // namespace detail

/// Blocks until one of the cases is ready, does the operation of that case, and
/// returns its index, counted from 0. With `default_case` as the last argument
/// select does not block: if no case is ready, it returns the index of
/// default_case.
///
/// If several cases are ready, a random one is taken. In a bubble it is the
/// first one listed, unless bubble_options::choose decides.
///
/// `args`      what `recv` and `send` return. At least one; default_case only
///             as the last.
/// Throws      closed_channel if the case taken sends on a closed channel;
///             goroutine_exit, as any blocking call (goroutine.hpp);
///             std::bad_alloc, before anything is done, if steps are recorded
///             or chosen.
/// Complexity  O(n log n) in the number of cases; no allocation, unless steps
///             are recorded or chosen.
/// Source      Go: the select statement.
template <detail::select_argument... Args>
[[nodiscard]] std::size_t select(Args&&... args);

/// Does not compile: a case is made by recv or send, as in
/// `select(recv(c.done()), send(results, n))`.
template <class... Args>
detail::make_each_case_with_recv_or_send select(Args&&... args) = delete;

// -- implementation ---------------------------------------------------------

template <detail::select_argument... Args>
std::size_t select(Args&&... args) {
    constexpr std::size_t count = sizeof...(Args);
    static_assert(count > 0, "a select without cases would block for ever");
    constexpr std::array<bool, count> defaults{detail::is_default<Args>...};
    constexpr bool may_block = !defaults[count - 1];
    static_assert((std::size_t{detail::is_default<Args>} + ... + 0) ==
                      (may_block ? 0 : 1),
                  "default_case goes last, and once");
    if constexpr (detail::is_poll_of_done<Args...>) {
        // No lock: a context that is done stays done.
        if (!detail::is_recorded) return detail::poll_done(args...);
    }
    std::array<detail::select_case*, count> cases{detail::as_case(args)...};
    constexpr std::size_t real = may_block ? count : count - 1;
    return detail::select_among<real>(cases.data(), may_block);
}

}  // namespace ctx
