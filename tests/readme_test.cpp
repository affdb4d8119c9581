// What the README shows is what one gets.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/scratch.hpp"

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

const lessons::lesson* find_lesson(const std::string& name) {
    for (const auto& lesson : lessons::all_lessons()) {
        if (lesson.name == name) return &lesson;
    }
    return nullptr;
}

bool is_real_time(const std::string& name) {
    const auto* lesson = find_lesson(name);
    return lesson && lesson->real_time;
}

arguments arguments_of(const shown_command& command) {
    REQUIRE(command.line.starts_with("apps/run "));
    std::istringstream words(command.line.substr(9));
    arguments args;
    for (std::string word; words >> word;) args.push_back(word);
    return args;
}

// The lines in an order of their own, without what differs each time. On the
// network two goroutines print, each when its time has come.
std::vector<std::string> masked_lines(std::string text) {
    for (const auto& [varies, mask] : {std::pair("0x[0-9a-f]+", "ADDRESS"),
                                       {"127.0.0.1:\\d+", "SERVER"},
                                       {"Date:\\[[^\\]]*\\]", "DATE"},
                                       {"after \\d+ms", "SOON"}}) {
        text = std::regex_replace(text, std::regex(varies), mask);
    }
    std::istringstream all(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(all, line);) lines.push_back(line);
    std::ranges::sort(lines);
    return lines;
}

TEST_CASE("every command in the README prints what is shown under it") {
    const auto commands = shown_commands();
    REQUIRE(commands.size() > 8);
    for (const auto& command : commands) {
        auto args = arguments_of(command);
        if (is_real_time(args.front())) continue;
        CAPTURE(command.line);
        if (find_lesson(args.front())) {
            args.insert(args.end(), {"--speed", "max"});
        }
        const auto got = ctx_test::ctxdemo(args);
        CHECK(got.code == 0);
        CHECK(got.out == command.output);
        CHECK(got.err == "");
    }
}

TEST_CASE("so does every command on the network, in two terminals or one") {
    std::unique_ptr<ctx_test::process> server;
    std::string url;
    int seen = 0;
    for (const auto& command : shown_commands()) {
        auto args = arguments_of(command);
        if (!is_real_time(args.front())) continue;
        CAPTURE(command.line);
        ++seen;
        if (args.front() == "server") {
            // Instead of port 8000, which may be taken here.
            args.insert(args.end(), {"--addr", "127.0.0.1:0"});
            server = std::make_unique<ctx_test::process>(
                ctx_test::ctxdemo_line(args));
            const auto line = server->await_error_line();
            CHECK(masked_lines(line) == masked_lines(command.output));
            url = line.substr(line.find("http"));
            continue;
        }
        if (args.front() == "client") {
            args.insert(args.end(), {"--url", url});
        }
        if (command.output.find("api timeout") == std::string::npos) {
            // So that a loaded machine does not matter.
            args.insert(args.end(), {"--ms", "20000"});
        }
        const auto got = ctx_test::ctxdemo(args);
        CHECK(got.code == 0);
        CHECK(masked_lines(got.out + got.err) == masked_lines(command.output));
    }
    CHECK(seen >= 5);
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

TEST_CASE("the progress in the README is what is printed of one like it") {
    const ctx_test::scratch folder;
    const auto file = folder.path() / "ctxdemo" / "progress.json";
    std::filesystem::create_directory(file.parent_path());
    std::ofstream(file) << R"({"version": 1, "lessons": {)"
                        << R"("why": {"answer": 2, "right": true,)"
                        << R"( "finished": true, "date": "2026-11-23"},)"
                        << R"("basic": {"answer": 3, "right": false,)"
                        << R"( "finished": true, "date": "2026-11-24"},)"
                        << R"("global-flag": {"finished": true,)"
                        << R"( "date": "2026-11-24"}}})";
    const auto got = ctx_test::ctxdemo(
        {"progress"}, {{"XDG_STATE_HOME", folder.path().string()}});
    std::string indented;
    std::istringstream table(got.out);
    std::string line;
    for (int i = 0; i < 4 && std::getline(table, line); ++i) {
        indented += "    " + line + '\n';
    }
    CHECK(!indented.empty());
    CHECK(joined(readme_lines()).find("\n\n" + indented + '\n') !=
          std::string::npos);
}

TEST_CASE("the library's example in the README prints what is shown") {
    const auto got = run_program({README_EXAMPLE});
    CHECK(got.code == 0);
    CHECK(got.out == joined(fenced("text")));
}

TEST_CASE("the README says which lesson a section of the document is in") {
    const std::string text = joined(readme_lines());
    for (const auto& lesson : lessons::all_lessons()) {
        const std::string row =
            "\n| " + std::string(lessons::text_of(lesson.name).section) +
            " | [`" + lesson.name + "`](lessons/" + lesson.name + "/en.md) |\n";
        CAPTURE(row);
        CHECK(text.find(row) != std::string::npos);
    }
}

TEST_CASE("the README lists every lesson with a transcript") {
    const std::string text = joined(fenced("console"));
    for (const char* name :
         {"why", "basic", "global-flag", "channel", "cancel", "nested",
          "prompt", "interface", "root", "family", "gen", "deadline", "timeout",
          "value", "rules", "server", "client", "http"}) {
        CHECK(text.find("$ apps/run " + std::string(name)) !=
              std::string::npos);
    }
}

}  // namespace readme_test
