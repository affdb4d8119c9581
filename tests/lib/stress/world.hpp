// The state that the threads of a stress test share.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/context.hpp>
#include <vector>

#include "tests/lib/stress/complaints.hpp"
#include "tests/lib/stress/registration.hpp"
#include "tests/lib/stress/slot.hpp"
#include "tests/lib/stress/subject.hpp"

namespace stress_test {

/// Roots, which are canceled in the end at the latest; contexts derived from
/// the roots; and functions registered on those contexts.
struct world {
    explicit world(std::size_t size)
        : roots(2), subjects(size), registrations(size) {
        for (auto& root : roots) root.exchange(new_root());
        for (auto& s : subjects) s.exchange(roots.front().get());
    }

    [[nodiscard]] static subject new_root() {
        auto [self, cancel] = ctx::with_cancel_cause(
            ctx::with_value(ctx::background(), mark_key(), mark()));
        return {.self = self,
                .cancel_because = cancel,
                .by_hand = true,
                .rooted = true};
    }

    complaints all;
    std::vector<slot<subject>> roots;
    std::vector<slot<subject>> subjects;
    std::vector<slot<registration>> registrations;
};

}  // namespace stress_test
