// Each command, flag, test, file and section that a README names exists.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/readme.hpp"

namespace readme_names_test {

namespace fs = std::filesystem;
using namespace ctx_test;
using ctx_test::ctxdemo;

// True if the help on a lesson or a command lists `flag`.
bool has_flag(const std::string& command, const std::string& flag) {
    const auto got = ctxdemo({command, "--help"});
    return got.code == 0 &&
           got.out.find("  " + flag + ' ') != std::string::npos;
}

// `args` are a lesson or a command and its flags. A command may name a lesson
// before the flags, which may then be the lesson's.
void check_app_command(const arguments& args) {
    if (args.empty()) return;
    CHECK(ctxdemo({args[0], "--help"}).code == 0);
    for (const auto& arg : args) {
        if (!arg.starts_with("--")) continue;
        CAPTURE(arg);
        const bool known = has_flag(args[0], arg) ||
                           (args.size() > 1 && has_flag(args[1], arg));
        CHECK(known);
    }
}

// The names of all tests. Most are named for their files, and the others in a
// CMakeLists.txt.
const std::vector<std::string>& test_names() {
    static const auto all = [] {
        std::vector<std::string> names;
        const auto folder = source_folder / "tests";
        for (const auto& file : fs::recursive_directory_iterator(folder)) {
            auto name = file.path().lexically_relative(folder).string();
            std::ranges::replace(name, '/', '.');
            for (const char* end : {"_test.cpp", "_fuzz.cpp"}) {
                if (!name.ends_with(end)) continue;
                names.push_back(name.substr(0, name.rfind('_')));
            }
            if (!name.ends_with("CMakeLists.txt")) continue;
            for (const char* call : {"\\bNAME ([a-z_.]+)",
                                     "ctx_(?:shared|deb)_test\\(([a-z_.]+) "}) {
                const auto given = matches(content(file.path()), call);
                names.insert(names.end(), given.begin(), given.end());
            }
        }
        return names;
    }();
    return all;
}

void check_test_command(const arguments& args) {
    const auto at = std::ranges::find(args, "-R");
    if (at == args.end()) return;
    REQUIRE(std::next(at) != args.end());
    const std::regex wanted(*std::next(at));
    CHECK(std::ranges::any_of(test_names(), [&](const std::string& name) {
        return std::regex_search(name, wanted);
    }));
}

void check_bench_command(const arguments& args) {
    const auto program = content(source_folder / "tests/bench/table/main.cpp");
    for (const auto& arg : args) {
        if (!arg.starts_with("--") || arg == "--help") continue;
        CAPTURE(arg);
        CHECK(program.find("(\"" + arg + "\"") != std::string::npos);
    }
}

// An option such as -DCTX_NAME=ON is declared in a CMakeLists.txt.
void check_cmake_command(const arguments& args) {
    const auto known = content(source_folder / "CMakeLists.txt") +
                       content(source_folder / "tests/fuzz/CMakeLists.txt");
    for (const auto& arg : args) {
        if (!arg.starts_with("-DCTX_")) continue;
        CAPTURE(arg);
        const auto name = arg.substr(2, arg.find('=') - 2);
        CHECK(known.find('(' + name + ' ') != std::string::npos);
    }
}

bool is_assignment(const std::string& word) {
    return std::regex_match(word, std::regex("[A-Z_]+=.*"));
}

// A command line for a shell. Of a program that is not the project's, only the
// names of files are checked.
void check_shell_line(const std::string& line) {
    CAPTURE(line);
    auto words = words_of(line.substr(0, line.find(" #")));
    while (!words.empty() && is_assignment(words.front())) {
        words.erase(words.begin());
    }
    if (words.empty()) return;
    const auto program = words.front();
    words.erase(words.begin());
    if (program == "apps/run" || program == "ctxdemo") {
        check_app_command(words);
    } else if (program == "tests/run") {
        check_test_command(words);
    } else if (program == "tests/bench/run") {
        check_bench_command(words);
    } else if (program == "cmake") {
        check_cmake_command(words);
    } else if (program.find('/') != std::string::npos) {
        CHECK(fs::exists(source_folder / program));
    }
    for (const auto& word : words) {
        const bool is_ours =
            std::regex_match(word, std::regex("(lib|lessons|apps|tests)/.+"));
        if (is_ours) CHECK(fs::exists(source_folder / word));
    }
}

TEST_CASE("every command in a block of a README exists") {
    int seen = 0;
    for (const char* readme : readmes) {
        for (const auto& text : blocks_of(readme, "sh")) {
            for (const auto& line : lines_of(text)) {
                check_shell_line(line);
                ++seen;
            }
        }
    }
    CHECK(seen > 10);
}

TEST_CASE("every command in a sentence of a README exists") {
    int seen = 0;
    for (const char* readme : readmes) {
        for (const auto& code : matches(parts_of(readme).prose, "`([^`]+)`")) {
            const bool is_command = std::regex_match(
                code, std::regex("(apps/run|tests/run|tests/bench/run|"
                                 "\\.ci/run|cmake|ctxdemo|go run)( .*)?"));
            if (!is_command) continue;
            check_shell_line(code);
            ++seen;
        }
    }
    CHECK(seen > 10);
}

TEST_CASE("every link from a README leads to a file") {
    for (const std::string readme : readmes) {
        for (const auto& link :
             matches(parts_of(readme).prose, "\\]\\(([^)#]+)[^)]*\\)")) {
            if (link.starts_with("https://")) continue;
            CAPTURE(readme);
            CAPTURE(link);
            CHECK(fs::exists((source_folder / readme).parent_path() / link));
        }
    }
}

TEST_CASE("the library's README has every public header in its table") {
    const auto prose = parts_of("lib/README.md").prose;
    for (const auto& file :
         fs::directory_iterator(source_folder / "lib/include/ctx")) {
        if (!file.is_regular_file()) continue;
        const auto name = file.path().filename().string();
        CAPTURE(name);
        CHECK(prose.find("(include/ctx/" + name + ')') != std::string::npos);
    }
}

TEST_CASE("the lessons' README says which section a lesson is about") {
    const auto rows = lines_of(parts_of("lessons/README.md").prose);
    for (const auto& lesson : lessons::all_lessons()) {
        const auto link = '(' + lesson.name + "/en.md)";
        const std::string section(lessons::text_of(lesson.name).section);
        CAPTURE(link);
        CAPTURE(section);
        CHECK(std::ranges::any_of(rows, [&](const std::string& row) {
            return row.find(link) != std::string::npos &&
                   row.find(section) != std::string::npos;
        }));
    }
}

}  // namespace readme_names_test
