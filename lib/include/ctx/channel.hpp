// Go's channels.
//
//     const ctx::channel<int> results(2);
//     ctx::go([=] { results.send(42); results.close(); });
//     for (const int n : results) use(n);
//
// Rules for the whole header:
// 1. Values are received in the order in which they are sent. Goroutines that
//    wait on a channel are served first come, first served.
// 2. Order. A send happens before the end of the receive that gets its value.
//    A close happens before the end of a receive that finds the channel closed.
//    On a channel with room for C values, the k-th receive happens before the
//    end of the send number k + C; on an unbuffered one, C is 0.
// 3. To wait no longer than until a context is done, pass it first:
//    `send(c, value)`, `receive(c)`. To wait for more, see select.hpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ctx/detail/channel_state.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/location.hpp"

namespace ctx {

class context;

namespace detail {
struct channel_access;
}

template <class T>
class recv_case;
template <class T>
class send_case;

/// The exception of a send on a closed channel, and of a close of a closed or a
/// nil channel. Each is a bug in the program.
///
/// Source      Go: the panic in these cases, with its message.
class CTX_EXPORT closed_channel : public std::logic_error {
public:
    using std::logic_error::logic_error;
    closed_channel(const closed_channel&) = default;
    closed_channel& operator=(const closed_channel&) = default;
    ~closed_channel() override;
};

/// What channel::receive(c) returns: a value; or an error, because the context
/// is done; or neither, because the channel is closed.
template <class T>
struct received {
    std::optional<T> value;
    std::error_code err;
};

/// A handle on a queue between goroutines. Copies are handles on the same
/// channel, as in Go.
///
/// On an unbuffered channel a send waits for its receive. On a buffered one a
/// send waits only while the buffer is full. `channel<T>(nullptr)` is Go's nil
/// channel, on which a send and a receive block for ever, and whose case in a
/// select is never ready. A moved-from handle is nil, too. A default
/// constructed channel is not nil but unbuffered.
///
/// `T`         must have a move constructor that does not throw, and needs
///             nothing else: no copy, no assignment, no default. Values are
///             moved, and moved-from ones destroyed, under the channel's lock,
///             so neither may use channels.
/// Threads     all members are safe from any thread. Assigning to a handle
///             while another thread uses that same handle is a data race.
/// Lifetime    the channel, and what is left in it, lives as long as a handle
///             on it. A goroutine that waits on the channel keeps it alive.
/// Source      Go: chan T.
template <class T>
class channel {
    static_assert(std::is_object_v<T> && !std::is_const_v<T> &&
                      !std::is_volatile_v<T>,
                  "a channel's values are objects that are not const");
    static_assert(std::is_nothrow_move_constructible_v<T>,
                  "a channel's values must move without throwing");

public:
    class iterator;

    /// Makes a channel.
    ///
    /// `capacity`  how many values its buffer has room for; 0 is unbuffered.
    /// Throws      std::bad_alloc; std::invalid_argument, with Go's text, if no
    ///             buffer can be so large, as for channel<int>(-1). No send and
    ///             no receive allocates.
    /// Source      Go: make(chan T, capacity).
    explicit channel(std::size_t capacity = 0)
        : state_(new detail::channel_state<T>(capacity)) {}

    /// Makes a handle on the nil channel.
    ///
    /// Source      Go: a nil chan T.
    channel(std::nullptr_t) noexcept {}

    /// Blocks until a receiver takes `value` or the buffer has room for it.
    ///
    /// Throws      closed_channel if the channel is closed, also while this
    ///             waits; goroutine_exit, as any blocking call.
    /// Complexity  constant, but for the wait.
    /// Source      Go: ch <- value.
    void send(T value, location at = location::current()) const;

    /// Blocks until a receiver takes `value`, the buffer has room for it, or
    /// `c` is done.
    ///
    ///     if (const auto err = results.send(request, n)) return err;
    ///
    /// Errors      c.err() if `c` is done first (context.hpp, rule 7): `value`
    ///             is then destroyed, not sent. Empty if it is sent.
    /// Throws      as send(value).
    /// Complexity  constant, but for the wait.
    /// Source      Go: select with the cases <-ctx.Done() and ch <- value.
    [[nodiscard]] std::error_code send(const context& c, T value,
                                       location at = location::current()) const;

    /// Blocks until there is a value, and returns it. Returns std::nullopt once
    /// the channel is closed and its buffer is empty.
    ///
    /// Throws      goroutine_exit, as any blocking call.
    /// Complexity  constant, but for the wait.
    /// Source      Go: v, ok := <-ch.
    [[nodiscard]] std::optional<T> receive(
        location at = location::current()) const;

    /// Blocks until there is a value, the channel is closed and its buffer is
    /// empty, or `c` is done.
    ///
    ///     for (;;) {
    ///         auto [job, err] = jobs.receive(request);
    ///         if (!job) return err;  // empty if the channel is closed
    ///         run(*job);
    ///     }
    ///
    /// If it does not matter why the values end, the loop is
    /// `while (auto job = jobs.receive(request).value) run(*job);`.
    ///
    /// Errors      err is c.err(), and nothing is received, if `c` is done
    ///             first (context.hpp, rule 7).
    /// Throws      as receive().
    /// Complexity  constant, but for the wait.
    /// Source      Go: select with the cases <-ctx.Done() and v, ok := <-ch.
    [[nodiscard]] received<T> receive(const context& c,
                                      location at = location::current()) const;

    /// Closes the channel: no value can be sent from now on. Receivers still
    /// get the values in the buffer, and then std::nullopt. Senders that wait
    /// throw closed_channel.
    ///
    /// Throws      closed_channel if the channel is closed already, or nil.
    /// Complexity  linear in the number of goroutines that wait.
    /// Source      Go: close(ch).
    void close(location at = location::current()) const;

    /// Returns how many values are in the buffer at this moment.
    ///
    /// Complexity  at most one lock.
    /// Source      Go: len(ch).
    [[nodiscard]] std::size_t size() const noexcept {
        return state_ ? state_->size() : 0;
    }

    /// Returns how many values the buffer has room for.
    ///
    /// Source      Go: cap(ch).
    [[nodiscard]] std::size_t capacity() const noexcept {
        return state_ ? state_->capacity() : 0;
    }

    /// Makes `for (const int n : ch)` receive until the channel is closed.
    /// Leaving the loop early leaves the other values in the channel.
    ///
    /// Throws      as receive, in each step of the loop.
    /// Source      Go: for n := range ch.
    [[nodiscard]] iterator begin(location at = location::current()) const {
        return iterator(*this, at);
    }
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

    /// Returns true if both are handles on the same channel.
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

/// The iterator of range-for over a channel. The constructor and each step
/// receive a value. Single pass.
template <class T>
class channel<T>::iterator {
public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;

    iterator(channel ch, const location& at) : ch_(std::move(ch)), at_(at) {
        ++*this;
    }
    iterator(const iterator&) = default;
    iterator(iterator&&) = default;
    iterator& operator=(iterator other) noexcept {
        ch_ = std::move(other.ch_);
        at_ = other.at_;
        put(std::move(other.value_));
        return *this;
    }
    ~iterator() = default;
    T& operator*() const noexcept { return *value_; }
    iterator& operator++() {
        put(ch_.receive(at_));
        return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it,
                           std::default_sentinel_t) noexcept {
        return !it.value_;
    }

private:
    // T need not be assignable.
    void put(std::optional<T> value) noexcept {
        value_.reset();
        if (value) value_.emplace(std::move(*value));
    }

    channel ch_;
    location at_;
    mutable std::optional<T> value_;
};

/// The select case that receives from a channel; made by `recv` (select.hpp).
template <class T>
class recv_case final : public detail::receiver<T> {
public:
    recv_case(const channel<T>& ch, std::optional<T>* out,
              const location& made_at)
        : detail::receiver<T>(ch.state_, out, made_at) {}
};

/// The select case that sends on a channel; made by `send` (select.hpp).
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
    if (state_ && state_->capacity() > 0 &&
        detail::is_done_at_once([&] { return state_->send_at_once(value); })) {
        return;
    }
    send_case<T> only(*this, std::move(value), at);
    detail::select_case* cases[] = {&only};
    (void)detail::select_among<1>(cases, true);
}

template <class T>
std::optional<T> channel<T>::receive(location at) const {
    std::optional<T> value;
    if (state_ && state_->capacity() > 0 && detail::is_done_at_once([&] {
            return state_->receive_at_once(value);
        })) {
        return value;
    }
    recv_case<T> only(*this, &value, at);
    detail::select_case* cases[] = {&only};
    (void)detail::select_among<1>(cases, true);
    return value;
}

template <class T>
std::error_code channel<T>::send(const context& c, T value, location at) const {
    send_case<T> only(*this, std::move(value), at);
    return detail::do_unless_done(only, c);
}

template <class T>
received<T> channel<T>::receive(const context& c, location at) const {
    received<T> got;
    recv_case<T> only(*this, &got.value, at);
    got.err = detail::do_unless_done(only, c);
    return got;
}

template <class T>
void channel<T>::close(location at) const {
    if (!state_) throw closed_channel("close of nil channel");
    // A share of our own, because a goroutine that this wakes may destroy this
    // handle.
    const auto state = state_;
    if (!state->close(at)) throw closed_channel("close of closed channel");
}

}  // namespace ctx
