// Random programs, which the library runs here and Go runs in its own process.
//
// A program is data, so that both sides can run it and a program that shows a
// difference can be made smaller. Each step names the object that it makes by a
// number of its own. A step whose object was not made by an earlier step does
// nothing, so any step can be left out of a program.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ctx_test {

/// One step: "with_value 5 2 1 3".
struct operation {
    std::string name;
    std::vector<std::int64_t> numbers;
};

using program = std::vector<operation>;

/// Returns one line, without its end, in the form that Go reads.
[[nodiscard]] inline std::string to_string(const operation& op) {
    std::string line = op.name;
    for (const auto n : op.numbers) line += ' ' + std::to_string(n);
    return line;
}

[[nodiscard]] inline std::string to_string(const program& p) {
    std::string text;
    for (const auto& op : p) text += to_string(op) + '\n';
    return text;
}

/// Returns a number below `n`, which is positive. The number is the next choice
/// in making a program, and comes from a random engine or from a fuzzer's
/// bytes.
using choice_source = std::function<std::size_t(std::size_t n)>;

/// Makes a program with the given number of steps.
template <class Generator>
[[nodiscard]] program program_of(const choice_source& below,
                                 std::size_t steps) {
    Generator generator(below);
    program p(steps);
    for (auto& op : p) op = generator.next();
    return p;
}

/// The state that a program shows after each of its steps.
using trace = std::vector<std::string>;

/// Returns how many steps two traces have in common, from the first on.
[[nodiscard]] inline std::size_t common_steps(const trace& a, const trace& b) {
    const auto [in_a, in_b] = std::ranges::mismatch(a, b);
    return static_cast<std::size_t>(in_a - a.begin());
}

/// Returns `p` without the steps that it does not need to be `interesting`. No
/// single step of the result can be left out as well.
[[nodiscard]] inline program shrunk(
    program p, const std::function<bool(const program&)>& interesting) {
    const auto size_of = [](const program& of) {
        return static_cast<std::ptrdiff_t>(of.size());
    };
    std::ptrdiff_t part = std::max<std::ptrdiff_t>(size_of(p) / 2, 1);
    while (true) {
        bool found = false;
        // From the end, because later steps depend on earlier ones.
        for (auto end = size_of(p); end > 0; end -= part) {
            program less = p;
            const auto begin = std::max<std::ptrdiff_t>(end - part, 0);
            less.erase(less.begin() + begin, less.begin() + end);
            if (!interesting(less)) continue;
            p = std::move(less);
            found = true;
        }
        if (!found && part == 1) return p;
        if (!found) part = std::max<std::ptrdiff_t>(part / 2, 1);
    }
}

}  // namespace ctx_test
