// What the README shows is what one gets.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"

namespace readme_test {

using ctx_test::arguments;
using ctx_test::run_program;

std::vector<std::string> readme_lines() {
    std::istringstream text(ctx_test::content(README));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

// The lines of all fenced blocks of a kind.
std::vector<std::string> fenced(const std::string& kind) {
    std::vector<std::string> lines;
    bool inside = false;
    for (const auto& line : readme_lines()) {
        if (line.starts_with("```")) {
            inside = !inside && line == "```" + kind;
        } else if (inside) {
            lines.push_back(line);
        }
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    return text;
}

struct shown_command {
    std::string line;
    std::string output;
};

std::vector<shown_command> shown_commands() {
    std::vector<shown_command> all;
    for (const auto& line : fenced("console")) {
        if (line.starts_with("$ ")) {
            all.push_back({line.substr(2), ""});
        } else {
            all.back().output += line + '\n';
        }
    }
    return all;
}

TEST_CASE("every command in the README prints what is shown under it") {
    const auto commands = shown_commands();
    REQUIRE(commands.size() > 8);
    for (const auto& command : commands) {
        CAPTURE(command.line);
        REQUIRE(command.line.starts_with("apps/run "));
        std::istringstream words(command.line.substr(9));
        arguments args;
        for (std::string word; words >> word;) args.push_back(word);
        args.insert(args.end(), {"--speed", "max"});
        const auto got = ctx_test::ctxdemo(args);
        CHECK(got.code == 0);
        CHECK(got.out == command.output);
        CHECK(got.err == "");
    }
}

TEST_CASE("the leak report in the README is the one that is printed") {
    const auto got = ctx_test::ctxdemo({"gen", "--no-cancel"});
    std::string indented;
    std::istringstream report(got.err);
    for (std::string line; std::getline(report, line);) {
        indented += "    " + line + '\n';
    }
    CHECK(!indented.empty());
    CHECK(joined(readme_lines()).find('\n' + indented) != std::string::npos);
}

TEST_CASE("the library's example in the README prints what is shown") {
    const auto got = run_program({README_EXAMPLE});
    CHECK(got.code == 0);
    CHECK(got.out == joined(fenced("text")));
}

TEST_CASE("the README lists every lesson with a transcript") {
    const std::string text = joined(fenced("console"));
    for (const char* name : {"basic", "global-flag", "channel", "cancel",
                             "nested", "gen", "deadline", "timeout", "value"}) {
        CHECK(text.find("$ apps/run " + std::string(name)) !=
              std::string::npos);
    }
}

}  // namespace readme_test
