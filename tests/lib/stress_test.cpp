// Every operation of the core on contexts, from many threads at once.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdlib>
#include <ctx/bubble.hpp>
#include <ctx/wait_group.hpp>
#include <deque>
#include <iostream>
#include <random>
#include <string>

#include "tests/lib/stress/worker.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/sanitizers.hpp"

namespace stress_test {

// With these numbers the test takes about five seconds, and three times as long
// with the thread sanitizer.
constexpr int threads = 4;
constexpr int rounds = ctx_test::sanitized ? 100 : 300;
constexpr int operations = 2'000;  // per thread and round

// Returns the first round's seed, from which the threads' seeds are drawn. Set
// CTX_STRESS_SEED to repeat a run's operations. Their results also depend on
// how the threads interleave.
unsigned a_seed() {
    const char* const given = std::getenv("CTX_STRESS_SEED");
    return given ? unsigned(std::stoul(given)) : std::random_device()();
}

void work(world& w, std::deque<worker>& workers) {
    ctx::wait_group working;
    for (worker& each : workers) {
        working.go([&each] { each.work(operations); });
    }
    working.wait();
    for (auto& root : w.roots) root.get().cancel_because(reason());
}

void check_all_over(world& w) {
    for (auto& each : w.subjects) {
        const auto s = each.get();
        if (s.rooted) {
            await_end(s.self, "a context below a canceled root is canceled",
                      w.all);
        }
        check_ends_with_those_above(s, w.all);
        check(s, w.all);
    }
}

void let_go(world& w) {
    for (auto& each : w.registrations) each.exchange({});
    for (auto& each : w.subjects) each.exchange({});
    for (auto& each : w.roots) each.exchange({});
}

void check_none_left(world& w) {
    let_go(w);
    auto& all = w.all;
    if (!all.holds(functions().await_none(patience), "no function is left")) {
        return;
    }
    // The last function may have put a context back into the world.
    let_go(w);
    (void)(all.holds(marks().await_none(patience), "no context is left") &&
           all.holds(reasons().await_none(patience), "no cause is left"));
}

// Runs one round and returns its first complaint, or "".
std::string stress(std::size_t contexts, unsigned seed) {
    world w(contexts);
    randomness seeds(seed);
    std::deque<worker> workers;
    for (int t = 0; t < threads; ++t) workers.emplace_back(w, seeds());
    ctx_test::check_clean(ctx::run([&] {
        work(w, workers);
        check_all_over(w);
        check_none_left(w);
    }));
    for (const worker& each : workers) {
        for (const auto& f : each.fates()) check_fate(*f, w.all);
    }
    return w.all.first();
}

TEST_CASE("contexts keep their promises while many threads use them") {
    const auto first_seed = a_seed();
    const auto last_seed = first_seed + rounds;
    std::size_t contexts = 0;
    SUBCASE("few contexts") { contexts = 4; }
    SUBCASE("many contexts") { contexts = 64; }

    // The seed is printed first, because a test that hangs is killed and prints
    // nothing more.
    std::cerr << "stress: seeds from " << first_seed << std::endl;
    for (auto seed = first_seed; seed != last_seed; ++seed) {
        CAPTURE(seed);
        REQUIRE(stress(contexts, seed) == "");
    }
}

}  // namespace stress_test
