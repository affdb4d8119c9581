// SPDX-License-Identifier: MIT
#include "tests/bench/locks/hold.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace ctx_bench {
namespace {

using std::chrono::nanoseconds;

thread_local nanoseconds longest{0};

}  // namespace

nanoseconds thread_time() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

void note_hold(nanoseconds time) { longest = std::max(longest, time); }

nanoseconds longest_hold() { return std::exchange(longest, nanoseconds(0)); }

}  // namespace ctx_bench
