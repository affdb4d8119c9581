// A context under stress, and what must be true of it at any moment.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <ctx/context.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/lib/stress/complaints.hpp"
#include "tests/support/census.hpp"

namespace stress_test {

/// How long to wait for what must come, before it is taken for lost.
inline constexpr std::chrono::seconds patience(20);

/// Marks a node: a value above it, that goes when the node does.
struct mark_key {
    bool operator==(const mark_key&) const = default;
};
class mark {
public:
    mark();
    mark(const mark&) = default;
    mark& operator=(const mark&) = default;
    ~mark() { whole_ = 0; }

    /// False if it has been destroyed.
    [[nodiscard]] bool is_whole() const noexcept { return whole_ == pattern; }

private:
    static constexpr unsigned pattern = 0x5eed5eed;
    ctx_test::census::token token_;
    unsigned whole_ = pattern;
};

/// A reason to cancel, that no other cancellation has.
class reason : public std::runtime_error {
public:
    reason();

private:
    ctx_test::census::token token_;
};

/// Those alive.
ctx_test::census& marks();
ctx_test::census& reasons();

/// What was seen of a context by anybody; what is seen later must be the same.
/// Relaxed throughout: it must not order what is tested.
struct facts {
    std::atomic<int> err{0};
    std::atomic<std::size_t> cause{0};
};

struct subject {
    ctx::context self{};
    ctx::cancel_func cancel{};
    ctx::cancel_cause_func cancel_because{};
    /// True if one of those two does something.
    bool by_hand = false;
    /// Those that end it when they are over; a root has none.
    std::vector<ctx::context> above{};
    std::shared_ptr<facts> seen = std::make_shared<facts>();
    /// True if it is below one of the roots, which are canceled in the end.
    bool rooted = false;
    /// How many derivations it takes to print it.
    int size = 1;
};

/// Holds it to what is true at any moment, whatever others are doing to it.
void check(const subject& s, complaints& all);

/// Blocks until `c` is over; complains if that takes far too long.
void await_end(const ctx::context& c, const char* what, complaints& all);

/// If one above it is over, it is as well, or will be in a moment.
void check_ends_with_those_above(const subject& s, complaints& all);

/// A cause, or no cause, as a number to compare.
std::size_t fingerprint(const ctx::error& cause);

}  // namespace stress_test
