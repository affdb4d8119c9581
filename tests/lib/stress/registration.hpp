// A function registered with after_func, and what became of it.
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

/// Known from before the registration to the end of the test. Relaxed
/// throughout: it must not order what is tested.
struct fate {
    /// True if its context is canceled in the end.
    bool rooted = false;
    std::atomic<int> runs{0};
    std::atomic<int> asked_to_stop{0};
    std::atomic<int> stops{0};  // those that said that it will not run

    /// Only the function writes it, only who waited for that reads it: the
    /// thread sanitizer sees if it may.
    int result = 0;
};

/// Those alive.
ctx_test::census& functions();

/// The function. `act` is what else it does when it runs.
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
    std::shared_ptr<fate> known;  // null: there is none
};

/// Stops it, and holds stop to its answer.
void stop(const registration& r, complaints& all);

/// Waits for it, if it has begun.
void wait_for(const registration& r, complaints& all);

/// Holds it to what must be true when all contexts are over and gone.
void check_fate(const fate& f, complaints& all);

}  // namespace stress_test
