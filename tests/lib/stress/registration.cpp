// SPDX-License-Identifier: MIT
#include "tests/lib/stress/registration.hpp"

namespace stress_test {

namespace {

int count(const std::atomic<int>& of) {
    return of.load(std::memory_order_relaxed);
}

int increment(std::atomic<int>& of) {
    return of.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

ctx_test::census& functions() {
    static ctx_test::census all;
    return all;
}

void function::operator()() const {
    all_->holds(increment(fate_->runs) == 1, "a function runs once");
    all_->holds(count(fate_->stops) == 0, "a stopped function does not run");
    ++fate_->result;
    act_();
}

void stop(const registration& r, complaints& all) {
    if (!r.known) return;
    fate& f = *r.known;
    increment(f.asked_to_stop);
    if (r.stop()) {
        all.holds(increment(f.stops) == 1, "a function is stopped once");
        all.holds(count(f.runs) == 0, "a function that has run is not stopped");
        return;
    }
    r.stop.wait();
    const bool ran = count(f.runs) == 1;
    all.holds(ran || count(f.asked_to_stop) > 1,
              "a function that was not stopped has run after a wait for it");
    all.holds(!ran || f.result == 1, "a waiter sees what the function did");
}

void wait_for(const registration& r, complaints& all) {
    if (!r.known) return;
    // If the function has begun, wait() waits for it. Else the function may
    // begin just after wait() returns.
    const bool begun = count(r.known->runs) > 0;
    r.stop.wait();
    all.holds(!begun || r.known->result == 1,
              "a waiter sees what the function did");
}

void check_fate(const fate& f, complaints& all) {
    const int runs = count(f.runs);
    const int stops = count(f.stops);
    all.holds(runs + stops <= 1, "a function runs or is stopped, never both");
    // A function that is not rooted may be dropped instead, when nothing is
    // left that could cancel its context.
    all.holds(!f.rooted || runs + stops == 1,
              "a function that was not stopped has run in the end");
}

}  // namespace stress_test
