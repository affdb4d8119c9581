// Timeouts that are pending and not due. They should need neither a thread each
// nor processor time.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/context.hpp>
#include <set>
#include <thread>
#include <vector>

#include "tests/bench/facts/fact.hpp"
#include "tests/support/tasks.hpp"

namespace ctx_bench {
namespace {

using namespace std::chrono_literals;
using ctx_test::all_tasks;
using ctx_test::is_asleep;
using ctx_test::sleeps_of;

long sleeps_of_all(const std::set<ctx_test::task_id>& tasks) {
    long sum = 0;
    for (const auto& task : tasks) sum += sleeps_of(task);
    return sum;
}

}  // namespace

void measure_idle(amount a) {
    // No timer has been started so far, so new threads belong to the timers.
    const auto before = all_tasks();
    std::vector<ctx::cancelable> pending(a == amount::full ? 400'000 : 1'000);
    for (auto& p : pending) p = with_timeout(ctx::background(), 1h);

    auto timers = all_tasks();
    for (const auto& task : before) timers.erase(task);
    for (const auto& task : timers) {
        while (!is_asleep(task)) std::this_thread::yield();
    }
    print_fact("400,000 live timeouts: what drives them",
               static_cast<double>(timers.size()), "threads");

    const auto asleep = sleeps_of_all(timers);
    std::this_thread::sleep_for(a == amount::full ? 1s : 10ms);
    print_fact("- how often that wakes in a second, while none is due",
               static_cast<double>(sleeps_of_all(timers) - asleep), "times");
}

}  // namespace ctx_bench
