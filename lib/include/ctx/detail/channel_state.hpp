// A channel's buffer and its two queues, and the select cases on them.
//
// Invariants, under the mutex, for receivers and senders whose select is not
// decided yet:
// 1. Receivers wait only while the buffer is empty and the channel is open.
// 2. Senders wait only while the buffer is full and the channel is open.
// 3. Receivers and senders never wait at the same time, but for those of one
//    select (an unbuffered channel is both empty and full).
// 4. Values are received in the order in which they are sent, because a sender
//    gives its value to a waiting receiver directly.
// 5. A thread that wakes a goroutine owns a share of the channel, because the
//    goroutine may drop the last handle before that thread unlocks the mutex.
//
// An operation that can go on at once, and finds no goroutine waiting, takes
// the short path: send_at_once() or receive_at_once(). Any other operation is a
// select of one case.
//
// Lock order: see select.cpp. Of the values, only moved-from ones are destroyed
// with the mutex held, because a destructor is user code.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "ctx/detail/chosen.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/ring.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/detail/waking_lock.hpp"

namespace ctx::detail {

class scheduler;

/// The parts of a channel that do not depend on the type of its values.
class channel_base : public ref_counted {
public:
    CTX_EXPORT explicit channel_base(std::size_t capacity);

    /// What channel::capacity() returns: the room of the buffer, or 0 for a
    /// timer's channel, whose buffer is hidden.
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    /// The channel's number in the event log of the calling goroutine; 0 if
    /// that log does not have it.
    [[nodiscard]] CTX_EXPORT std::uint32_t id() const noexcept;

    detail::small_mutex mutex;

protected:
    /// Takes the first case whose select is undecided out of `queue`, and
    /// decides for it. Returns null if there is none.
    [[nodiscard]] CTX_EXPORT static select_case* claim_first(
        list& queue) noexcept;

    /// The same for a send or a receive, which would wait without this case.
    [[nodiscard]] CTX_EXPORT static select_case* meet_first(
        list& queue) noexcept;

    /// True if claim_first() would find a case.
    [[nodiscard]] CTX_EXPORT static bool has_undecided(
        const list& queue) noexcept;

    /// Tells an exploration that a value enters the buffer, which has `room`,
    /// or leaves it. `by` is the case that waits and sends or receives it;
    /// null: the calling goroutine does.
    CTX_EXPORT void note_put(std::size_t room,
                             const select_case* by) const noexcept;
    CTX_EXPORT void note_take(const select_case* by) const noexcept;

    /// Tells an exploration that the channel is about to be closed. `quietly`:
    /// no sender waits. `again`: it is closed already.
    void note_close(bool quietly, bool again) const noexcept {
        note_use(this, quietly ? use::close : use::change);
        note_release(this, !again);
    }

    /// Tells an exploration that a timer changes the channel.
    void note_change() const noexcept {
        if (maybe_chosen()) note_use(this, use::change);
    }

    /// Records a close in the event log.
    CTX_EXPORT void record_close(const location& at) const;

private:
    channel_base(std::size_t capacity, scheduler& home);

    const std::uint32_t id_;   // the number in the event log; 0 for none
    const std::uint32_t log_;  // the number of the run's log; 0 in a bubble
    const std::size_t capacity_;
};

template <class T>
class receiver;
template <class T>
class sender;

template <class T>
class channel_state : public channel_base {
public:
    explicit channel_state(std::size_t capacity)
        : channel_base(capacity), buffer_(capacity) {}

    /// The object that a case on this channel waits on.
    [[nodiscard]] shared_object shared() const noexcept {
        return {shared_object::kind::channel,
                static_cast<const channel_base*>(this)};
    }

    /// What channel::size() returns.
    [[nodiscard]] std::size_t size() noexcept {
        if (capacity() == 0) return 0;
        before_use(static_cast<channel_base*>(this), use::look, location());
        std::scoped_lock lock(mutex);
        return buffer_.size();
    }

    /// Sends `value` if the buffer has room and no receiver is in its queue.
    /// Otherwise returns false. The caller need own no share of the channel:
    /// this wakes no goroutine (invariant 5), and touches nothing once the
    /// mutex is free and a receiver may destroy the channel.
    [[nodiscard]] bool send_at_once(T& value) noexcept {
        const std::scoped_lock lock(mutex);
        if (closed_ || buffer_.full() || !receivers_.empty()) return false;
        buffer_.push_back(std::move(value));
        return true;
    }

    /// Receives a value into `out`, which is empty, if the buffer has a value
    /// and no sender is in its queue. Otherwise returns false.
    [[nodiscard]] bool receive_at_once(std::optional<T>& out) noexcept {
        const std::scoped_lock lock(mutex);
        if (buffer_.empty() || !senders_.empty()) return false;
        out.emplace(std::move(buffer_.front()));
        buffer_.pop_front();
        return true;
    }

    /// Closes the channel. False if it was closed already.
    [[nodiscard]] bool close(const location& at) {
        if (maybe_chosen()) begin_operation(at);
        record_close(at);
        const waking_lock lock(mutex);
        if (maybe_chosen()) {
            note_close(!has_undecided(senders_), closed_);
        }
        if (std::exchange(closed_, true)) return false;
        // At most the cases of one select are in both queues (invariant 3).
        while (auto* r = claim_first(receivers_)) r->waiting->wake();
        while (auto* s = claim_first(senders_)) {
            static_cast<sender<T>*>(s)->found_closed_ = true;
            s->waiting->wake();
        }
        return true;
    }

    /// Sends `value` if a receiver waits or the buffer has room. Otherwise
    /// drops it. The caller then calls complete_if_taken().
    void offer(T value) noexcept {
        note_change();
        std::scoped_lock lock(mutex);
        if (auto* r = claim_first(receivers_)) {
            hand(*r, std::move(value));
        } else if (!buffer_.full()) {
            push(std::move(value), nullptr);
        }
    }

    /// Drops the values in the buffer. False if there were none.
    bool drain() noexcept {
        note_change();
        static_assert(std::is_trivially_destructible_v<T>,
                      "the values are destroyed with the mutex held");
        std::scoped_lock lock(mutex);
        if (buffer_.empty()) return false;
        while (!buffer_.empty()) pop();
        return true;
    }

protected:
    /// Makes a channel with a buffer that size() and capacity() do not show.
    struct hidden_room {
        std::size_t of;
    };
    explicit channel_state(hidden_room room)
        : channel_base(0), buffer_(room.of) {}

private:
    friend class receiver<T>;
    friend class sender<T>;

    // Not so if it has a hidden buffer.
    [[nodiscard]] bool is_unbuffered() const noexcept {
        return buffer_.room() == 0;
    }

    // Puts a value into the buffer: that of `by`, who waits, or, if that is
    // null, of the calling goroutine.
    void push(T&& value, const select_case* by) noexcept {
        buffer_.push_back(std::move(value));
        if (is_chosen_here()) note_put(buffer_.room(), by);
    }
    void pop() noexcept {
        buffer_.pop_front();
        if (is_chosen_here()) note_take(nullptr);
    }

    // Gives a value to a receiver that waits.
    void hand(select_case& to, T&& value) noexcept {
        if (is_chosen_here() && !is_unbuffered()) {
            note_put(buffer_.room(), nullptr);
            note_take(&to);
        }
        static_cast<receiver<T>&>(to).put(std::move(value));
        to.waiting->wake();
    }

    bool closed_ = false;
    ring<T> buffer_;
    list receivers_;  // of receiver<T>
    list senders_;    // of sender<T>
};

/// A select case that receives.
template <class T>
class receiver : public select_case {
public:
    receiver(ref<channel_state<T>> ch, std::optional<T>* out,
             const location& made_at) noexcept
        : select_case(made_at), ch_(std::move(ch)), out_(out) {}

    [[nodiscard]] detail::small_mutex* mutex() const noexcept final {
        return ch_ ? &ch_->mutex : nullptr;
    }

    [[nodiscard]] bool try_now() noexcept final {
        auto& ch = *ch_;
        if (!ch.buffer_.empty()) {
            put(std::move(ch.buffer_.front()));
            ch.pop();
            if (auto* s = ch.claim_first(ch.senders_)) {
                had_sender_ = true;
                ch.push(take_from(*s), s);
            }
            return true;
        }
        if (auto* s = ch.meet_first(ch.senders_)) {
            had_sender_ = true;
            put(take_from(*s));
            return true;
        }
        return ch.closed_;
    }

    [[nodiscard]] bool is_ready() const noexcept final {
        return !ch_->buffer_.empty() || ch_->closed_ ||
               ch_->has_undecided(ch_->senders_);
    }

    void enqueue() noexcept final { ch_->receivers_.push_back(*this); }

    /// Called by a sender to hand over its value. The value is kept here until
    /// taken() moves it to its target, because the value that it replaces there
    /// must not be destroyed with the channel locked.
    void put(T&& value) noexcept { received_.emplace(std::move(value)); }

    void taken() final {
        if (!out_) return;
        out_->reset();
        if (received_) out_->emplace(std::move(*received_));
    }

    [[nodiscard]] step kind() const noexcept final { return step::receive; }
    [[nodiscard]] shared_object shared() const noexcept final {
        if (!ch_) return {};
        shared_object s = ch_->shared();
        s.found_closed = ch_->closed_ && !received_;
        s.had_sender = had_sender_;
        return s;
    }
    [[nodiscard]] std::string describe() const final {
        return ch_ ? "chan receive" : "chan receive (nil chan)";
    }
    [[nodiscard]] std::uint32_t object() const noexcept final {
        return ch_ ? ch_->id() : 0;
    }

private:
    static T take_from(select_case& s) noexcept {
        T value = std::move(static_cast<sender<T>&>(s).value_);
        s.waiting->wake();
        return value;
    }

    ref<channel_state<T>> ch_;
    std::optional<T>* out_;
    std::optional<T> received_;
    bool had_sender_ = false;
};

/// A select case that sends.
template <class T>
class sender : public select_case {
public:
    sender(ref<channel_state<T>> ch, T value, const location& made_at) noexcept
        : select_case(made_at), ch_(std::move(ch)), value_(std::move(value)) {}

    [[nodiscard]] detail::small_mutex* mutex() const noexcept final {
        return ch_ ? &ch_->mutex : nullptr;
    }

    [[nodiscard]] bool try_now() noexcept final {
        auto& ch = *ch_;
        if (ch.closed_) {
            found_closed_ = true;
            return true;
        }
        auto* const r = ch.is_unbuffered() ? ch.meet_first(ch.receivers_)
                                           : ch.claim_first(ch.receivers_);
        if (r) {
            ch.hand(*r, std::move(value_));
            return true;
        }
        if (ch.buffer_.full()) return false;
        ch.push(std::move(value_), nullptr);
        return true;
    }

    [[nodiscard]] bool is_ready() const noexcept final {
        return ch_->closed_ || !ch_->buffer_.full() ||
               ch_->has_undecided(ch_->receivers_);
    }

    void enqueue() noexcept final { ch_->senders_.push_back(*this); }

    [[nodiscard]] step kind() const noexcept final { return step::send; }
    [[nodiscard]] shared_object shared() const noexcept final {
        return ch_ ? ch_->shared() : shared_object();
    }
    [[nodiscard]] std::string describe() const final {
        return ch_ ? "chan send" : "chan send (nil chan)";
    }
    [[nodiscard]] std::uint32_t object() const noexcept final {
        return ch_ ? ch_->id() : 0;
    }

protected:
    [[nodiscard]] bool found_closed() const noexcept { return found_closed_; }

private:
    friend class channel_state<T>;
    friend class receiver<T>;

    ref<channel_state<T>> ch_;
    T value_;
    bool found_closed_ = false;
};

}  // namespace ctx::detail
