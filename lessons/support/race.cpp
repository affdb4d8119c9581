// SPDX-License-Identifier: MIT
#include "lessons/support/race.hpp"

#include <stdexcept>
#include <string>

#include "lessons/support/embedded.hpp"
#include "lessons/support/lines.hpp"

namespace lessons {

namespace {

constexpr std::string_view before_program = "go run -race lessons/";
constexpr std::string_view after_program = "/main.go";

race_verdict parse(std::string_view line) {
    const auto colon = line.find(": ");
    const auto command = line.substr(0, colon);
    if (colon == line.npos || !command.starts_with(before_program) ||
        !command.ends_with(after_program)) {
        throw std::logic_error("lessons/race.txt: not a command and verdict: " +
                               std::string(line));
    }
    auto program = command.substr(before_program.size());
    program.remove_suffix(after_program.size());
    return {command, program, line.substr(colon + 2)};
}

std::vector<race_verdict> parse_all() {
    std::vector<race_verdict> all;
    for (const auto line : lines_of(embedded_races())) {
        if (!line.empty() && !line.starts_with('#')) all.push_back(parse(line));
    }
    return all;
}

}  // namespace

const std::vector<race_verdict>& race_verdicts() {
    static const std::vector<race_verdict> all = parse_all();
    return all;
}

}  // namespace lessons
