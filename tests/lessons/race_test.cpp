// The verdicts of Go's race detector on the lessons' Go programs, as
// lessons/race.txt has them.
// SPDX-License-Identifier: MIT
#include "lessons/support/race.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/support/go.hpp"
#include "tests/support/process.hpp"

namespace race_test {

using ctx_test::process;
using ctx_test::scratch;
using ctx_test::shell;
using lessons::race_verdicts;

/// Returns true, and prints why, if there is no race detector here. The
/// detector needs Go with cgo.
bool skip_without_race_detector() {
    if (ctx_test::skip_without_go()) return true;
    const auto cgo = shell(
        "test \"$(go env CGO_ENABLED)\" = 1 && "
        "command -v \"$(go env CC | cut -d ' ' -f 1)\"");
    if (cgo.code == 0) return false;
    if (std::getenv("CI")) {
        FAIL("CI must have cgo and a C compiler for go build -race");
    } else {
        std::cout << "skipped: go build -race needs cgo and a C compiler\n";
    }
    return true;
}

std::string_view verdict_of(const ctx_test::outcome& got) {
    const bool race = got.err.find("WARNING: DATA RACE") != std::string::npos;
    // The race detector also sets the exit code.
    CHECK(got.code == (race ? 66 : 0));
    return race ? lessons::data_race : lessons::no_race;
}

TEST_CASE("each verdict in race.txt is the one that go build -race gives") {
    if (skip_without_race_detector()) return;
    const scratch folder;
    // The programs run side by side, because each takes three seconds.
    std::vector<std::unique_ptr<process>> running;
    for (const auto& r : race_verdicts()) {
        CAPTURE(r.command);
        const std::string target = folder / std::to_string(running.size());
        const auto built =
            shell("go build -race -o '" + target + "' '" CTXDEMO_LESSONS "/" +
                  std::string(r.program) + "/main.go'");
        CAPTURE(built.err);
        REQUIRE(built.code == 0);
        running.push_back(
            std::make_unique<process>(std::vector<std::string>{target}));
    }
    for (std::size_t i = 0; i < running.size(); ++i) {
        const auto got = running[i]->wait();
        CAPTURE(race_verdicts()[i].command);
        CAPTURE(got.err);
        CHECK(race_verdicts()[i].verdict == verdict_of(got));
    }
}

TEST_CASE(
    "each approach has a verdict, its twin's first, and no other lesson") {
    std::vector<std::string> twins;
    for (const auto& r : race_verdicts()) {
        const std::string lesson(r.program.substr(0, r.program.find('/')));
        if (lesson == r.program) twins.push_back(lesson);
        CAPTURE(r.program);
        REQUIRE(!twins.empty());
        CHECK(lesson == twins.back());
    }
    std::vector<std::string> approaches;
    for (const auto& lesson : lessons::all_lessons()) {
        if (!lessons::text_of(lesson.name).en.approach.empty()) {
            approaches.push_back(lesson.name);
        }
    }
    CHECK(!approaches.empty());
    CHECK(twins == approaches);
}

}  // namespace race_test
