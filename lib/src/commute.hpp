// Which operations commute: `explore` runs one schedule of all those that
// differ only in the order of operations that do.
//
// Operations commute if a program cannot tell in which order they were done:
// both orders lead to the same state, and neither makes the other impossible.
// Operations on different objects commute. So do operations that use nothing:
// a sleep, now(), value(), deadline(), the start of a goroutine and its end.
// The clock goes on only when all goroutines wait, so that time separates all
// operations before from all operations after.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "ctx/detail/chosen.hpp"

namespace ctx::detail {

/// A pair of uses of one object that commute, and the reason.
struct commuting {
    use first, second;
    const char* because;
};

inline constexpr std::array commuting_uses{
    commuting{use::look, use::look, "neither changes anything"},
    commuting{use::poll, use::poll, "neither changes anything"},
    commuting{use::load, use::load, "neither changes anything"},

    // Sends among themselves do not commute, and receives neither: the values
    // are received in the order in which they are sent.
    commuting{use::send, use::receive,
              "the first of the two waits for the second, whichever it is; "
              "the same value goes to the same receiver"},
    commuting{use::send, use::await,
              "the first of the two waits for the second, whichever it is; "
              "the same value goes to the same receiver"},
    commuting{use::send, use::take,
              "the receive takes the oldest value, and makes room for the "
              "newest, now or later"},
    commuting{use::close, use::take,
              "what is in the buffer is received anyway"},
    commuting{use::close, use::await,
              "the receiver learns that the channel is closed, now or later"},
    commuting{use::close, use::find_closed,
              "the receiver learns that the channel is closed, now or later"},
    commuting{use::find_closed, use::find_closed, "neither changes anything"},

    // A change of a context does not commute with anything: it decides what
    // the poll sees, and whether the child is born done.
    commuting{use::join, use::join, "a context's list has no order"},
    commuting{use::join, use::poll, "the list is not what err() returns"},

    // Where a goroutine waits, it may go on at zero, so that an add() does not
    // commute with the end of a go(). A done() fails before the add() that it
    // is for, and also after too many others, so that it commutes with neither
    // an add(), nor a done() that makes the counter zero, nor the end of a
    // go(). What fails is a `change`.
    commuting{use::add, use::add, "sums have no order"},
    commuting{use::add, use::add_watched, "sums have no order"},
    commuting{use::add_watched, use::add_watched, "sums have no order"},
    commuting{use::add, use::undo, "no goroutine waits for zero"},
    commuting{use::undo, use::undo, "only the last one matters"},
    commuting{use::undo, use::undo_watched, "only the last one matters"},
    commuting{use::undo_watched, use::undo_watched,
              "only the last one matters"},
    commuting{use::done, use::done, "sums have no order"},
    commuting{use::wait, use::wait, "both go on at zero"},
    commuting{use::wait, use::undo,
              "the wait ends when the counter is zero, before or after"},
    commuting{use::wait, use::undo_watched,
              "the wait ends when the counter is zero, before or after"},
    commuting{use::wait, use::done,
              "the wait ends when the counter is zero, before or after"},
    commuting{use::wait, use::done_last,
              "the wait ends when the counter is zero, before or after"},

    // A release that gives back more than is taken is a `change`.
    commuting{use::give_back, use::give_back, "sums have no order"},

    // Two goroutines that lock do not commute, and a reader does not with a
    // writer. A goroutine that unlocks what another has locked lets a later
    // unlock fail. So from then on each operation on that lock is a `change`.
    commuting{use::lock, use::unlock,
              "the lock goes to the goroutine that waits, or is free for it"},
    commuting{use::lock, use::unlock_shared,
              "the lock goes to the goroutine that waits, or is free for it"},
    commuting{use::lock_shared, use::lock_shared, "readers have no order"},
    commuting{use::lock_shared, use::unlock_shared,
              "a reader that leaves lets no reader in"},
    commuting{use::unlock_shared, use::unlock_shared,
              "only the last one matters"},
};

namespace commute_detail {

inline constexpr std::size_t uses = std::size_t(use::unlock_other) + 1;

constexpr auto table() {
    std::array<std::array<bool, uses>, uses> all{};
    for (const auto& c : commuting_uses) {
        const auto a = static_cast<std::size_t>(c.first);
        const auto b = static_cast<std::size_t>(c.second);
        all[a][b] = all[b][a] = true;
    }
    return all;
}

inline constexpr auto lookup = table();

}  // namespace commute_detail

/// True if the two uses of one object commute.
[[nodiscard]] constexpr bool commute(use a, use b) noexcept {
    return commute_detail::lookup[static_cast<std::size_t>(a)]
                                 [static_cast<std::size_t>(b)];
}

}  // namespace ctx::detail
