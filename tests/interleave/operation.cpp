// SPDX-License-Identifier: MIT
#include "tests/interleave/operation.hpp"

#include <array>
#include <vector>

#include "tests/interleave/clocks.hpp"

namespace ctx_interleave {
namespace {

const char* name_of(kind what) noexcept {
    switch (what) {
        case kind::load:
            return "load atomic ";
        case kind::store:
            return "store atomic ";
        case kind::change:
            return "change atomic ";
        case kind::add:
            return "add to atomic ";
        case kind::sub:
        case kind::sub_last_but_one:
            return "subtract from atomic ";
        case kind::sub_last:
            return "subtract the last from atomic ";
        case kind::lock:
            return "lock mutex ";
        case kind::unlock:
            return "unlock mutex ";
        case kind::enqueue:
            return "wait on condition ";
        case kind::notify:
            return "notify condition ";
    }
    return "";
}

// A subtraction is the last but one in some orders of its class only.
kind without_rank(kind what) noexcept {
    return what == kind::sub_last_but_one ? kind::sub : what;
}

bool dependent(const operation& earlier, const operation& later) noexcept {
    return earlier.object == later.object &&
           !commute(without_rank(earlier.what), later.what);
}

std::uint64_t hash(std::uint64_t n) noexcept {
    for (int i = 0; i < 2; ++i) n = (n ^ (n >> 31U)) * 0x9e3779b97f4a7c15;
    return n ^ (n >> 31U);
}

}  // namespace

bool commute(kind earlier, kind later) noexcept {
    if (earlier != without_rank(later)) return false;
    return earlier == kind::load || earlier == kind::add ||
           earlier == kind::sub || earlier == kind::unlock;
}

// Combines all pairs of steps that do not commute.
std::uint64_t fingerprint(std::span<const operation> steps) {
    std::array<std::uint32_t, max_threads> taken{};
    std::vector<std::uint64_t> numbers;  // of the steps: equal in all orders
    std::uint64_t all = 0;
    for (const operation& later : steps) {
        const auto number = ++taken[later.thread] * max_threads + later.thread;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (dependent(steps[i], later)) {
                all += hash(numbers[i] << 32U | number);
            }
        }
        numbers.push_back(number);
    }
    return all;
}

std::string to_string(const operation& op) {
    std::string text = "thread " + std::to_string(op.thread) + ": " +
                       name_of(op.what) + std::to_string(op.object);
    if (op.has_value) text += ", " + std::to_string(op.value);
    return text;
}

}  // namespace ctx_interleave
