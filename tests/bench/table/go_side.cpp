// SPDX-License-Identifier: MIT
#include "tests/bench/table/go_side.hpp"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

#include "tests/bench/table/output_of.hpp"

namespace ctx_bench {
namespace {

constexpr std::string_view prefix = "Benchmark";

// "BenchmarkErrOK-2" is the row ErrOK on two processors. On one processor Go
// prints no "-1".
std::string row_name(std::string name) {
    name.erase(0, prefix.size());
    const auto dash = name.rfind('-');
    if (dash != std::string::npos &&
        name.find_first_not_of("0123456789", dash + 1) == std::string::npos) {
        name.erase(dash);
    }
    return name;
}

}  // namespace

measurements parse_go(std::string_view output) {
    measurements all;
    std::istringstream lines{std::string(output)};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(prefix)) continue;
        std::istringstream words(line);
        std::string name;
        double iterations = 0;
        if (!(words >> name >> iterations)) continue;
        measurement& m = all[row_name(name)];
        double value = 0;
        for (std::string unit; words >> value >> unit;) {
            if (unit == "ns/op") m.ns = value;
            if (unit == "B/op") m.bytes = value;
            if (unit == "allocs/op") m.allocations = value;
        }
    }
    return all;
}

std::string go_pattern(std::string_view name) {
    // Go matches each level of a name against a pattern of its own.
    std::string pattern = fmt::format("^{}", prefix);
    for (const char c : name) {
        if (c == '/') {
            pattern += "$/^";
        } else {
            pattern += c;
        }
    }
    return pattern + '$';
}

measurements go_side::run_pattern(const std::string& pattern,
                                  const std::string& time) const {
    measurements all;
    for (const auto& binary : binaries_) {
        all.merge(parse_go(
            output_of({binary, "-test.run=^$", "-test.bench=" + pattern,
                       "-test.benchmem", "-test.benchtime=" + time})));
    }
    return all;
}

measurements go_side::all() const { return run_pattern(".", "1x"); }

measurement go_side::run(const std::string& name, double seconds) const {
    const auto got = run_pattern(go_pattern(name), fmt::format("{}s", seconds));
    const auto found = got.find(name);
    if (found == got.end()) throw std::runtime_error("Go has no row " + name);
    return found->second;
}

}  // namespace ctx_bench
