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

/// How long to wait for an event that must come, before it is taken for lost.
inline constexpr std::chrono::seconds patience(20);

/// Marks a node: the key of a value above the node, which is destroyed with the
/// node.
struct mark_key {
    bool operator==(const mark_key&) const = default;
};
class mark {
public:
    mark();
    mark(const mark&) = default;
    mark& operator=(const mark&) = default;
    ~mark() { whole_ = 0; }

    /// False if the mark has been destroyed.
    [[nodiscard]] bool is_whole() const noexcept { return whole_ == pattern; }

private:
    static constexpr unsigned pattern = 0x5eed5eed;
    ctx_test::census::token token_;
    unsigned whole_ = pattern;
};

/// A cause that no other cancellation has.
class reason : public std::runtime_error {
public:
    reason();

private:
    ctx_test::census::token token_;
};

/// Count the marks and the reasons that are alive.
ctx_test::census& marks();
ctx_test::census& reasons();

/// The first error and cause that any thread has seen of a context. Later ones
/// must be the same. All accesses are relaxed, so that they do not order what
/// is tested.
struct facts {
    std::atomic<int> err{0};
    std::atomic<std::size_t> cause{0};
};

struct subject {
    ctx::context self{};
    ctx::cancel_func cancel{};
    ctx::cancel_cause_func cancel_because{};
    /// True if `cancel` or `cancel_because` does something.
    bool by_hand = false;
    /// The parents that cancel `self` when they are done; a root has none.
    std::vector<ctx::context> above{};
    std::shared_ptr<facts> seen = std::make_shared<facts>();
    /// True for a root, and for a context below one. All roots are canceled in
    /// the end.
    bool rooted = false;
    /// The number of derivations in the printed form.
    int size = 1;
};

/// Checks what must be true of `s` at any moment, whatever other threads do to
/// it.
void check(const subject& s, complaints& all);

/// Blocks until `c` is done; complains with `what` after `patience`.
void await_end(const ctx::context& c, const char* what, complaints& all);

/// Checks that `s` is done, or will be in a moment, if a parent of `s` is done.
void check_ends_with_those_above(const subject& s, complaints& all);

/// Returns a number for a cause, to compare causes by; 0 if there is none.
std::size_t fingerprint(const ctx::error& cause);

}  // namespace stress_test
