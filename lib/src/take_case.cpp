// SPDX-License-Identifier: MIT
#include "take_case.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <vector>

namespace ctx::detail {
namespace {

// Returns a number below `n`, random enough for a fair choice: the upper half
// of a number of xorshift64*, scaled.
std::size_t random_below(std::size_t n) {
    thread_local std::uint64_t state = 0;
    while (state == 0) {
        std::random_device seed;
        state = std::uint64_t{seed()} << 32U | seed();
    }
    state ^= state >> 12U;
    state ^= state << 25U;
    state ^= state >> 27U;
    const std::uint64_t upper = state * 0x2545F4914F6CDD1DU >> 32U;
    return static_cast<std::size_t>(upper * n >> 32U);
}

// Returns the one of `candidates`, a part of `cases`, that `home` chooses.
select_case* chosen_of(std::span<const case_place> candidates,
                       std::span<select_case* const> cases, scheduler& home) {
    std::vector<std::size_t> places;
    for (const select_case* c : candidates) {
        places.push_back(static_cast<std::size_t>(std::ranges::find(cases, c) -
                                                  cases.begin()));
    }
    return candidates[home.choose_case(places)];
}

// Cases that one event makes ready together, such as two that receive from one
// channel, are twins. The first twin in the queue is taken. So this moves the
// chosen twin before the others.
void put_chosen_twins_first(std::span<case_place> to_try,
                            std::span<select_case* const> cases,
                            scheduler& home) {
    while (to_try.size() > 1) {
        const select_case* const first = to_try.front();
        const auto others =
            std::ranges::partition(to_try, [&](const select_case* c) {
                return c->mutex() == first->mutex() &&
                       c->kind() == first->kind();
            });
        const auto twins = to_try.first(to_try.size() - others.size());
        if (twins.size() > 1) {
            select_case* const chosen = chosen_of(twins, cases, home);
            std::iter_swap(twins.begin(),
                           std::find(twins.begin(), twins.end(), chosen));
        }
        to_try = others;
    }
}

}  // namespace

std::span<case_place> order_to_try(std::span<select_case* const> cases,
                                   bool may_block, case_place* room,
                                   bool shuffled) {
    std::size_t n = 0;
    for (select_case* c : cases) {
        if (c->mutex() && (may_block || c->may_be_ready())) room[n++] = c;
    }
    if (n > 1 && shuffled) {
        for (std::size_t i = n - 1; i > 0; --i) {
            std::swap(room[i], room[random_below(i + 1)]);
        }
    }
    return {room, n};
}

void put_chosen_first(std::span<case_place> to_try,
                      std::span<case_place> sorted,
                      std::span<select_case* const> cases, bool may_block,
                      scheduler& home) {
    if (to_try.size() < 2 || !home.is_chosen()) return;
    std::vector<case_place> ready;
    {
        const lock_all locked(sorted);
        std::ranges::copy_if(to_try, std::back_inserter(ready),
                             [](select_case* c) { return c->is_ready(); });
    }
    if (ready.empty()) {
        if (may_block) put_chosen_twins_first(to_try, cases, home);
        return;
    }
    select_case* const chosen = chosen_of(ready, cases, home);
    std::iter_swap(to_try.begin(),
                   std::find(to_try.begin(), to_try.end(), chosen));
}

select_case* take_or_queue(std::span<case_place> to_try,
                           std::span<case_place> sorted, selection* queue_as) {
    const lock_all locked(sorted);
    for (select_case* c : to_try) {
        if (c->try_now()) return c;
    }
    if (queue_as) {
        for (select_case* c : to_try) {
            c->waiting = queue_as;
            c->enqueue();
        }
    }
    return nullptr;
}

bool take_alone(select_case& op) {
    small_mutex* const m = op.mutex();
    if (!m) return false;
    const waking_lock lock(*m);
    return op.is_ready() && op.try_now();
}

}  // namespace ctx::detail
