// The parts of select: cases, and the selection that decides between them. See
// select.cpp for the protocol, its invariants and its lock order.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>

#include "ctx/detail/export.hpp"
#include "ctx/detail/node.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/event.hpp"
#include "ctx/location.hpp"

namespace ctx {
class context;
}

namespace ctx::detail {

class select_case;
struct goroutine;

/// The object that a case waits on, for an exploration.
struct shared_object {
    enum class kind : std::uint8_t {
        other,  ///< the operation begins, and tells what it uses, itself
        context,
        channel,
    };
    kind is = kind::other;
    const void* address = nullptr;  ///< null: none that a select should know
    // Of a receive that was done:
    bool found_closed = false;
    bool had_sender = false;  // a sender was waiting
};

/// A select that waits, and the case that ends the wait: of a goroutine that is
/// blocked, or an async_select.
class CTX_EXPORT selection {
public:
    /// `self` is the goroutine; null: an async_select. The cases outlive this.
    selection(goroutine* self, std::span<select_case* const> cases) noexcept
        : self_(self), cases_(cases) {}
    virtual ~selection() = default;

    /// Decides for `winner`. Returns false if another case was first. Called by
    /// the thread that makes `winner` ready, with its mutex held. If true is
    /// returned, that thread then calls wake().
    [[nodiscard]] bool claim(select_case& winner) noexcept;

    /// Lets the goroutine go on. Called with the mutex of the claimed case
    /// held, so that this object outlives the call (invariant 3 of select.cpp).
    virtual void wake() noexcept;

    /// The case that claim() decided for; null if there is none yet.
    [[nodiscard]] select_case* winner() const noexcept;

    /// The goroutine that is blocked; null if this is an async_select.
    [[nodiscard]] goroutine* self() const noexcept { return self_; }

    [[nodiscard]] std::span<select_case* const> cases() const noexcept {
        return cases_;
    }

protected:
    /// Decides for `winner` before any case is queued.
    void decide(select_case& winner) noexcept;

private:
    goroutine* const self_;
    const std::span<select_case* const> cases_;
    atomic<select_case*> winner_{nullptr};
};

/// A case of a select. Lives on the stack of the selecting goroutine, or with
/// an async_select.
class select_case : public subscriber {
public:
    explicit select_case(const location& made_at) noexcept
        : subscriber(subscriber_role::waiter), at(made_at) {}
    virtual ~select_case() = default;

    /// Guards the object that this case waits on. Null if the case is never
    /// ready, as with Go's nil channel.
    [[nodiscard]] virtual detail::small_mutex* mutex() const noexcept = 0;

    /// False if try_now() would certainly return false. Called with no lock
    /// held.
    [[nodiscard]] virtual bool may_be_ready() const noexcept { return true; }

    /// Takes the case if it is ready now. Called with the mutex held, as are
    /// is_ready() and enqueue().
    [[nodiscard]] virtual bool try_now() noexcept = 0;

    /// Returns what try_now() would return.
    [[nodiscard]] virtual bool is_ready() const noexcept = 0;

    /// Puts this case into the queue of the object.
    virtual void enqueue() noexcept = 0;

    /// Completes the operation of the case that was taken, and throws its
    /// errors. Called after the select, with no lock held.
    virtual void taken() {}

    /// The step that this case is in the event log.
    [[nodiscard]] virtual step kind() const noexcept = 0;

    /// The text for reports and the event log, such as "chan receive".
    [[nodiscard]] virtual std::string describe() const = 0;

    /// The text for a report if that says more, such as who holds a lock. Any
    /// thread may call this while the goroutine is blocked.
    [[nodiscard]] virtual std::string report() const { return describe(); }

    /// The object's number in the event log of the calling goroutine; 0 if that
    /// log does not have it, or there is no log.
    [[nodiscard]] virtual std::uint32_t object() const noexcept = 0;

    /// The object for an exploration.
    [[nodiscard]] virtual shared_object shared() const noexcept { return {}; }

    selection* waiting = nullptr;  ///< set while queued
    const location at;             ///< the source line of this case
};

/// A place in the room in which a select sorts its cases.
using case_place = plain<select_case*>;

/// Takes a ready case and returns its index. If no case is ready, blocks until
/// one is, or, if `may_block` is false, returns `cases.size()`. `scratch` has
/// `2 * cases.size()` places.
[[nodiscard]] CTX_EXPORT std::size_t select_among(std::span<select_case*> cases,
                                                  bool may_block,
                                                  case_place* scratch);

/// The same for N cases, with the scratch room on the stack.
template <std::size_t N>
[[nodiscard]] std::size_t select_among(select_case** cases, bool may_block) {
    std::array<case_place, 2 * N + 1> scratch;
    return select_among(std::span<select_case*>(cases, N), may_block,
                        scratch.data());
}

/// Does the operation of `op`, and returns an empty code, or ends with `c`:
/// rule 7 of context.hpp. `what` is the text for reports; null: `op` has it.
[[nodiscard]] CTX_EXPORT std::error_code do_unless_done(
    select_case& op, const context& c, const char* what = nullptr);

/// Begins an operation on `object`. Returns c.err(): if `c` is done, the
/// operation is not to be done. `object` is for an exploration.
[[nodiscard]] std::error_code begin_unless_done(const context& c,
                                                const void* object,
                                                const location& at);

}  // namespace ctx::detail
