// How a select and an async_select take a case that is ready, or queue all
// cases. select.cpp has the protocol and its invariants.
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

// Tells lock_all that the cases are in its order already.
struct already_sorted {};

// Holds the mutexes of all `cases`.
//
// The cases of an async_select may be gone once the last mutex is unlocked. Two
// threads may hold a lock_all of the same places one after the other, and the
// first thread still reads places while it unlocks. The second thread therefore
// must not sort them again.
class lock_all {
public:
    // Sorts `cases` by their mutexes, which must not be null.
    explicit lock_all(std::span<case_place> cases)
        : lock_all(sorted(cases), already_sorted()) {}

    // `cases` have been in a lock_all before.
    lock_all(std::span<const case_place> cases, already_sorted)
        : cases_(cases) {
        each([](small_mutex& m) { m.lock(); });
    }
    lock_all(const lock_all&) = delete;
    lock_all& operator=(const lock_all&) = delete;
    ~lock_all() {
        each([](small_mutex& m) { m.unlock(); });
        complete_if_taken();
    }

private:
    static std::span<case_place> sorted(std::span<case_place> cases) {
        if (cases.size() > 1) {
            std::ranges::sort(cases, std::ranges::less(),
                              [](select_case* c) { return c->mutex(); });
        }
        return cases;
    }

    // Calls `f` once for each mutex. Two cases may share an object. Finds the
    // next mutex before it calls `f`, so that it reads no case and no place
    // after the last unlock.
    template <class F>
    void each(F f) {
        auto next = cases_.begin();
        while (next != cases_.end()) {
            small_mutex* const m = (*next)->mutex();
            do ++next;
            while (next != cases_.end() && (*next)->mutex() == m);
            f(*m);
        }
    }

    const std::span<const case_place> cases_;
};

/// Returns the cases that can be ready, in the order in which to try them: in a
/// random one if `shuffled`. They are in `room`, which has as many places as
/// there are cases.
[[nodiscard]] std::span<case_place> order_to_try(
    std::span<select_case* const> cases, bool may_block, case_place* room,
    bool shuffled);

/// In a bubble whose schedule is chosen, moves the chosen case to the front: a
/// case that is ready, or, if none is ready, a case that will be.
void put_chosen_first(std::span<case_place> to_try,
                      std::span<case_place> sorted,
                      std::span<select_case* const> cases, bool may_block,
                      scheduler& home);

/// Takes a case that is ready now, or else queues all cases as `queue_as`,
/// unless that is null. `sorted` has the same cases, in any order.
select_case* take_or_queue(std::span<case_place> to_try,
                           std::span<case_place> sorted, selection* queue_as);

/// Does the operation of `op` if that is ready, with the lock of `op` alone. So
/// goroutines that share a context do not contend for its lock unless they
/// wait.
bool take_alone(select_case& op);

}  // namespace ctx::detail
