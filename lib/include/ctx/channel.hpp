// Go's channels.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "ctx/detail/channel_state.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/location.hpp"

namespace ctx {

namespace detail {
struct channel_access;
}

template <class T>
class recv_case;
template <class T>
class send_case;

/// What is thrown by a send on a closed channel, by closing one twice, and by
/// closing a nil one: bugs in the program, where Go panics.
class closed_channel : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// A handle on a queue between goroutines. Copies are handles on the same
/// channel, as in Go; it is freed with the last of them.
///
/// Unbuffered, a send waits for its receive; with a buffer, only for room.
/// `channel<T>(nullptr)` is Go's nil channel, on which everything blocks for
/// ever: a select case that is never ready.
///
/// T           movable without throwing: values are moved under the channel's
///             lock, so a move must not use channels either.
/// Threads     all members are safe from any thread. Those who wait are served
///             first come, first served.
/// Source      Go: chan T.
template <class T>
class channel {
    static_assert(std::is_nothrow_move_constructible_v<T>,
                  "a channel's values must move without throwing");

public:
    class iterator;

    /// Makes a channel with room for `capacity` values; 0 is unbuffered.
    ///
    /// Throws      std::bad_alloc.
    /// Source      Go: make(chan T, capacity).
    explicit channel(std::size_t capacity = 0)
        : state_(new detail::channel_state<T>(capacity)) {}

    /// The nil channel.
    channel(std::nullptr_t) noexcept {}

    /// Sends `value`: blocks until a receiver takes it, or there is room.
    ///
    /// Throws      closed_channel, also if the channel is closed meanwhile.
    /// Source      Go: ch <- value.
    void send(T value, location at = location::current()) const;

    /// Receives: blocks until there is a value, and returns it; empty once the
    /// channel is closed and drained.
    ///
    /// Source      Go: v, ok := <-ch.
    [[nodiscard]] std::optional<T> receive(
        location at = location::current()) const;

    /// Says that no more will be sent. Who waits to receive gets what is left,
    /// then nothing; who waits to send gets closed_channel.
    ///
    /// Throws      closed_channel if it is closed already, or nil.
    /// Source      Go: close(ch).
    void close(location at = location::current()) const;

    /// How many values wait in the buffer, at this moment. Go: len(ch).
    [[nodiscard]] std::size_t size() const noexcept {
        return state_ ? state_->size() : 0;
    }

    /// How many values the buffer has room for. Go: cap(ch).
    [[nodiscard]] std::size_t capacity() const noexcept {
        return state_ ? state_->capacity() : 0;
    }

    /// Receives until the channel is closed: `for (int n : ch)`. Single pass.
    ///
    /// Source      Go: for n := range ch.
    [[nodiscard]] iterator begin(location at = location::current()) const {
        return iterator(*this, at);
    }
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

    /// True if both are handles on the same channel.
    friend bool operator==(const channel& a, const channel& b) noexcept {
        return a.state_.get() == b.state_.get();
    }

private:
    friend class recv_case<T>;
    friend class send_case<T>;
    friend struct detail::channel_access;
    explicit channel(detail::ref<detail::channel_state<T>> state) noexcept
        : state_(std::move(state)) {}

    detail::ref<detail::channel_state<T>> state_;
};

/// The iterator of range-for over a channel; each step receives.
template <class T>
class channel<T>::iterator {
public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;

    iterator(channel ch, const location& at) : ch_(std::move(ch)), at_(at) {
        ++*this;
    }
    T& operator*() const noexcept { return *value_; }
    iterator& operator++() {
        value_ = ch_.receive(at_);
        return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it,
                           std::default_sentinel_t) noexcept {
        return !it.value_;
    }

private:
    channel ch_;
    location at_;
    mutable std::optional<T> value_;
};

/// A case of select: receive from a channel. Made by `recv`.
template <class T>
class recv_case final : public detail::receiver<T> {
public:
    recv_case(const channel<T>& ch, std::optional<T>* out,
              const location& made_at)
        : detail::receiver<T>(ch.state_, out, made_at) {}
};

/// A case of select: send on a channel. Made by `send`.
template <class T>
class send_case final : public detail::sender<T> {
public:
    send_case(const channel<T>& ch, T value, const location& made_at)
        : detail::sender<T>(ch.state_, std::move(value), made_at) {}

private:
    void taken() override {
        if (this->found_closed()) {
            throw closed_channel("send on closed channel");
        }
    }
};

// -- implementation ---------------------------------------------------------

template <class T>
void channel<T>::send(T value, location at) const {
    send_case<T> only(*this, std::move(value), at);
    detail::select_case* cases[] = {&only};
    (void)detail::select_among<1>(cases, true);
}

template <class T>
std::optional<T> channel<T>::receive(location at) const {
    std::optional<T> value;
    recv_case<T> only(*this, &value, at);
    detail::select_case* cases[] = {&only};
    (void)detail::select_among<1>(cases, true);
    return value;
}

template <class T>
void channel<T>::close(location at) const {
    if (!state_) throw closed_channel("close of nil channel");
    // A share of our own: whoever this wakes may destroy this handle.
    const auto state = state_;
    if (!state->close(at)) throw closed_channel("close of closed channel");
}

}  // namespace ctx
