// Each command and program that a README shows prints what the README shows.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/readme.hpp"

namespace readme_test {

using namespace ctx_test;
using ctx_test::ctxdemo;

// A command in a README, after "$ ", and the output that is shown below it.
struct shown_command {
    arguments args;          // without apps/run
    std::size_t head = 0;    // only so many lines are shown; 0: all
    std::string line, text;  // the command and the lines below it
};

shown_command parsed(const std::string& line) {
    shown_command c{.args = {}, .line = line, .text = ""};
    std::smatch parts;
    const std::regex form("apps/run (.*?)( \\| head -(\\d+))?");
    CAPTURE(line);
    REQUIRE(std::regex_match(line, parts, form));
    c.args = words_of(parts[1]);
    if (parts[3].matched) c.head = std::stoul(parts[3]);
    return c;
}

std::vector<shown_command> shown_commands() {
    std::vector<shown_command> all;
    for (const char* readme : readmes) {
        for (const auto& text : blocks_of(readme, "console")) {
            for (const auto& line : lines_of(text)) {
                if (line.starts_with("$ ")) {
                    all.push_back(parsed(line.substr(2)));
                } else {
                    all.back().text += line + '\n';
                }
            }
        }
    }
    return all;
}

std::string head_of(const std::string& text, std::size_t count) {
    std::string head;
    for (const auto& line : lines_of(text)) {
        if (count-- == 0) break;
        head += line + '\n';
    }
    return head;
}

const lessons::lesson* find_lesson(const std::string& name) {
    for (const auto& lesson : lessons::all_lessons()) {
        if (lesson.name == name) return &lesson;
    }
    return nullptr;
}

bool is_real_time(const shown_command& command) {
    const auto* lesson = find_lesson(command.args.front());
    return lesson && lesson->real_time;
}

TEST_CASE("every command in a README prints what is shown under it") {
    int seen = 0;
    for (const auto& command : shown_commands()) {
        if (is_real_time(command)) continue;
        CAPTURE(command.line);
        ++seen;
        auto args = command.args;
        if (find_lesson(args.front())) {
            args.insert(args.end(), {"--speed", "max"});
        }
        const auto got = ctxdemo(args);
        const auto all = got.out + got.err;
        CHECK(got.code == 0);
        CHECK((command.head ? head_of(all, command.head) : all) ==
              command.text);
    }
    CHECK(seen >= 6);
}

// The lines in sorted order, without what differs each time. On the network two
// goroutines print, each when its time has come.
std::vector<std::string> masked_lines(std::string text) {
    for (const auto& [varies, mask] : {std::pair("0x[0-9a-f]+", "ADDRESS"),
                                       {"127.0.0.1:\\d+", "SERVER"},
                                       {"Date:\\[[^\\]]*\\]", "DATE"},
                                       {"after \\d+ms", "SOON"}}) {
        text = std::regex_replace(text, std::regex(varies), mask);
    }
    auto lines = lines_of(text);
    std::ranges::sort(lines);
    return lines;
}

TEST_CASE("every command on the network prints what is shown under it") {
    std::unique_ptr<process> server;
    std::string url;
    int seen = 0;
    for (const auto& command : shown_commands()) {
        if (!is_real_time(command)) continue;
        CAPTURE(command.line);
        ++seen;
        auto args = command.args;
        if (args.front() == "server") {
            // Port 8000 may be taken on this machine.
            args.insert(args.end(), {"--addr", "127.0.0.1:0"});
            server = std::make_unique<process>(ctxdemo_line(args));
            const auto line = server->await_error_line();
            CHECK(masked_lines(line) == masked_lines(command.text));
            url = line.substr(line.find("http"));
            continue;
        }
        if (args.front() == "client") {
            args.insert(args.end(), {"--url", url});
        }
        if (command.text.find("api timeout") == std::string::npos) {
            // A loaded machine must not make the client time out.
            args.insert(args.end(), {"--ms", "20000"});
        }
        const auto got = ctxdemo(args);
        CHECK(got.code == 0);
        CHECK(masked_lines(got.out + got.err) == masked_lines(command.text));
    }
    CHECK(seen >= 2);
}

std::string without_blanks_at_ends(const std::string& text) {
    std::string trimmed;
    for (const auto& line : lines_of(text)) {
        trimmed += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return trimmed;
}

TEST_CASE("the picture in the main README is a frame of a walk") {
    const auto pictures = blocks_of("README.md", "text");
    REQUIRE(pictures.size() == 1);
    const auto frame =
        content(std::string(CTXDEMO_GOLDEN) + "/frames/run-middle.txt");
    CHECK(pictures[0] == without_blanks_at_ends(frame));
}

TEST_CASE("every CMake line in the library's README is one of lib.install") {
    const auto tested = content(source_folder / "tests/install/CMakeLists.txt");
    for (const auto& text : blocks_of("lib/README.md", "cmake")) {
        for (const auto& line : lines_of(text)) {
            CAPTURE(line);
            CHECK(tested.find(line + '\n') != std::string::npos);
        }
    }
}

// The lines of a README that Markdown shows as code because they are indented.
std::vector<std::string> indented_lines(const std::string& readme) {
    std::vector<std::string> lines;
    for (const auto& line : lines_of(parts_of(readme).prose)) {
        if (line.starts_with("    ")) lines.push_back(line.substr(4));
    }
    return lines;
}

TEST_CASE("every block in a README is of a kind that is tested") {
    for (const std::string readme : readmes) {
        for (const auto& b : parts_of(readme).blocks) {
            CAPTURE(readme);
            CAPTURE(b.kind);
            const bool in_lib = readme == "lib/README.md";
            const bool tested =
                b.kind == "console" || b.kind == "sh" ||
                (b.kind == "text" && (in_lib || readme == "README.md")) ||
                ((b.kind == "cpp" || b.kind == "cmake") && in_lib);
            CHECK(tested);
        }
    }
}

// The indented lines show marks, which pair the lines of the two programs.
TEST_CASE("every indented line in the lessons' README is one of cancel") {
    const auto programs =
        lines_of(content(source_folder / "lessons/cancel/cancel.cpp") +
                 content(source_folder / "lessons/cancel/main.go"));
    for (const auto& line : indented_lines("lessons/README.md")) {
        CAPTURE(line);
        CHECK(std::ranges::any_of(programs, [&](const std::string& other) {
            return words_of(other) == words_of(line);
        }));
    }
}

TEST_CASE("no other README has indented lines, which no test looks at") {
    for (const std::string readme : readmes) {
        if (readme == "lessons/README.md") continue;
        CAPTURE(readme);
        CHECK(indented_lines(readme).empty());
    }
}

TEST_CASE("the main README has at most 150 lines") {
    CHECK(lines_of(content(source_folder / "README.md")).size() <= 150);
}

TEST_CASE("the main README says how many lessons there are") {
    const auto counts =
        matches(parts_of("README.md").prose, "(\\d+)\\s+lessons");
    REQUIRE(counts.size() == 1);
    CHECK(counts[0] == std::to_string(lessons::all_lessons().size()));
}

}  // namespace readme_test
