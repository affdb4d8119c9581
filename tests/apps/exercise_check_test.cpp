// The files of one exercise, which the environment names, are judged by the
// program: CTXDEMO_EXERCISE=channel/stop-two. CMakeLists.txt has a test for
// each exercise, so that they run side by side.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/apps/program.hpp"

namespace exercise_check_test {

using namespace ctx_test;
using nlohmann::json;
using std::filesystem::path;

path folder() {
    const char* const named = std::getenv("CTXDEMO_EXERCISE");
    REQUIRE_MESSAGE(named, "CTXDEMO_EXERCISE names no exercise");
    const path exercise = named;
    return path(CTXDEMO_LESSONS) / exercise.parent_path() / "exercise" /
           exercise.filename();
}

json verdict_of(const path& file) {
    const auto got = ctxdemo({"exercise", "check", file, "--json"});
    CAPTURE(got.out);
    CAPTURE(got.err);
    REQUIRE(got.err == "");
    json verdict = json::parse(got.out);
    CHECK(got.code == (verdict["verdict"] == "solved" ? 0 : 1));
    return verdict;
}

// Returns the verdict that the second line of a wrong file names.
std::string named_in(const path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    std::getline(in, line);
    const std::string mark = "// verdict: ";
    REQUIRE_MESSAGE(line.starts_with(mark), file.string(), ": ", line);
    return line.substr(mark.size());
}

TEST_CASE("the solution passes in every schedule") {
    const auto verdict = verdict_of(folder() / "solution.cpp");
    CHECK_MESSAGE(verdict["verdict"] == "solved", verdict.dump());
    CHECK(verdict["complete"] == true);
}

TEST_CASE("the start does not pass") {
    const auto verdict = verdict_of(folder() / "start.cpp");
    CHECK_MESSAGE(verdict["verdict"] != "solved", verdict.dump());
    CHECK(verdict["verdict"] != "unfinished");
}

// What a printed run says of a fault that it shows; null if no run shows it.
const char* shown_fault(const std::string& verdict) {
    struct row {
        const char* verdict;
        const char* text;
    };
    static constexpr row rows[] = {
        {"data-race", "Data race"},
        {"deadlock", "\nDeadlock. All goroutines wait for ever: main ["},
        {"leak", "\nThe program ends; left behind: "},
        {"exception", "\nThe run ends with: "},
        {"wrong-output", " of the output should be: "},
        {"too-late", "\nThe program ends at "},
    };
    const auto it = std::ranges::find(rows, verdict, &row::verdict);
    return it == std::end(rows) ? nullptr : it->text;
}

TEST_CASE("the run of each wrong file's verdict is replayed to its fault") {
    for (const auto& entry :
         std::filesystem::directory_iterator(folder() / "wrong")) {
        const path file = entry.path();
        const auto got = ctxdemo({"exercise", "walk", file, "--plain"});
        CAPTURE(file.string());
        CAPTURE(got.out);
        CAPTURE(got.err);
        const char* const fault = shown_fault(named_in(file));
        const auto has = [&](const std::string& text) {
            return got.out.find(text) != std::string::npos;
        };
        CHECK(got.code == (fault ? 0 : 1));
        CHECK(has("\noutput:\n") == (fault != nullptr));
        if (!fault) continue;
        // A line too many has no other text beside it.
        const bool is_shown =
            has(fault) || has("The output should end before line ");
        CHECK(is_shown);
        CHECK_FALSE(has("[]"));
        // Steps have lines, in the learner's file or in the judge's.
        const bool has_lines =
            has('(' + file.filename().string() + ':') || has("(judge.cpp:");
        CHECK(has_lines);
    }
}

TEST_CASE("each wrong file gets its verdict, with a schedule or a line") {
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(folder() / "wrong")) {
        CAPTURE(entry.path().string());
        ++count;
        const auto verdict = verdict_of(entry.path());
        CAPTURE(verdict.dump());
        CHECK(verdict["verdict"] == named_in(entry.path()));
        if (verdict["verdict"] == "does-not-compile") {
            CHECK(verdict["what"] != "");
        } else {
            CHECK(verdict["schedule"] != "");
            CHECK(verdict["failing"] > 0);
        }
    }
    CHECK(count > 0);
}

}  // namespace exercise_check_test
