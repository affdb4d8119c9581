// How a select, and a select that does not block, take a case that is ready, or
// queue all cases. select.cpp has the protocol and its invariants.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
#include <span>

#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/detail/waking_lock.hpp"
#include "scheduler.hpp"

namespace ctx::detail {

// Holds the mutexes of all `cases`.
class lock_all {
public:
    // Sorts `cases` by their mutexes, which must not be null.
    explicit lock_all(std::span<select_case*> cases) : cases_(cases) {
        if (cases_.size() > 1) {
            std::ranges::sort(cases_, std::ranges::less(), &select_case::mutex);
        }
        each([](small_mutex& m) { m.lock(); });
    }
    lock_all(const lock_all&) = delete;
    lock_all& operator=(const lock_all&) = delete;
    ~lock_all() {
        each([](small_mutex& m) { m.unlock(); });
        complete_if_taken();
    }

private:
    // Calls `f` once for each mutex. Two cases may share an object.
    template <class F>
    void each(F f) {
        small_mutex* last = nullptr;
        for (const select_case* c : cases_) {
            small_mutex* const m = c->mutex();
            if (m != last) f(*(last = m));
        }
    }

    const std::span<select_case*> cases_;
};

/// Returns the cases that can be ready, in the order in which to try them: in a
/// random one if `shuffled`. They are in `room`, which has as many places as
/// there are cases.
[[nodiscard]] std::span<select_case*> order_to_try(
    std::span<select_case* const> cases, bool may_block, select_case** room,
    bool shuffled);

/// In a bubble whose schedule is chosen, moves the chosen case to the front: a
/// case that is ready, or, if none is ready, a case that will be.
void put_chosen_first(std::span<select_case*> to_try,
                      std::span<select_case*> sorted,
                      std::span<select_case* const> cases, bool may_block,
                      scheduler& home);

/// Takes a case that is ready now, or else queues all cases as `queue_as`,
/// unless that is null. `sorted` has the same cases, in any order.
select_case* take_or_queue(std::span<select_case*> to_try,
                           std::span<select_case*> sorted, selection* queue_as);

/// Does the operation of `op` if that is ready, with the lock of `op` alone. So
/// goroutines that share a context do not contend for its lock unless they
/// wait.
bool take_alone(select_case& op);

}  // namespace ctx::detail
