// A function registered with after_func, and a record of what happened to it.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <ctx/after_func.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "tests/lib/stress/complaints.hpp"
#include "tests/support/census.hpp"

namespace stress_test {

/// A record of what happened to a function. A fate lives from before the
/// registration to the end of the test. All accesses are relaxed, so that they
/// do not order the accesses under test.
struct fate {
    /// True if the function's context is canceled in the end.
    bool rooted = false;
    std::atomic<int> runs{0};
    std::atomic<int> asked_to_stop{0};
    std::atomic<int> stops{0};  // how often stop returned true

    /// Only the function writes it, and it is read only after a wait for the
    /// function. It is not atomic, so the thread sanitizer reports a wait that
    /// does not order the two.
    int result = 0;
};

/// Counts the functions that are alive.
ctx_test::census& functions();

/// The registered function. When it runs it records that in its fate, and then
/// calls `act`.
class function {
public:
    function(std::shared_ptr<fate> f, std::function<void()> act,
             complaints& all)
        : token_(functions()),
          fate_(std::move(f)),
          act_(std::move(act)),
          all_(&all) {}

    void operator()() const;

private:
    ctx_test::census::token token_;
    std::shared_ptr<fate> fate_;
    std::function<void()> act_;
    complaints* all_;
};

struct registration {
    ctx::stop_func stop;
    std::shared_ptr<fate> known;  // null: no function is registered
};

/// Stops the function of `r`, and checks the answer of the stop function.
void stop(const registration& r, complaints& all);

/// Waits for the function of `r`, if it has begun.
void wait_for(const registration& r, complaints& all);

/// Checks what must be true of `f` once all contexts are canceled and freed.
void check_fate(const fate& f, complaints& all);

}  // namespace stress_test
