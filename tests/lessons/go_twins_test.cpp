// The lessons' Go programs, where there is a Go to build them.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/lessons/canonical.hpp"
#include "tests/lessons/legal.hpp"
#include "tests/support/go.hpp"
#include "tests/support/process.hpp"

namespace go_twins_test {

using ctx_test::build_go;
using ctx_test::process;
using ctx_test::scratch;
using ctx_test::shell;
using ctx_test::skip_without_go;

std::string source_of(const std::string& lesson) {
    return std::string(CTXDEMO_LESSONS) + '/' + lesson + "/main.go";
}

TEST_CASE("each Go twin is what gofmt and go vet want") {
    if (skip_without_go()) return;
    for (const auto& lesson : ctxdemo::all_lessons()) {
        CAPTURE(lesson.name);
        const std::string file = "'" + source_of(lesson.name) + "'";
        const auto format = shell("gofmt -l " + file);
        CHECK(format.code == 0);
        CHECK(format.out == "");
        const auto vet = shell("go vet " + file);
        CHECK(vet.code == 0);
        CHECK(vet.err == "");
    }
}

TEST_CASE("each Go twin prints a legal transcript") {
    if (skip_without_go()) return;
    const scratch folder;
    for (const auto& lesson : ctxdemo::all_lessons()) {
        CAPTURE(lesson.name);
        build_go(source_of(lesson.name), folder / lesson.name);
    }
    // All at once, as each takes seconds.
    process basic({folder / "basic"});
    std::vector<std::unique_ptr<process>> running;
    for (const auto& lesson : ctx_test::canonical_transcripts()) {
        running.push_back(std::make_unique<process>(
            std::vector<std::string>{folder / lesson.lesson}));
    }
    std::size_t i = 0;
    for (const auto& lesson : ctx_test::canonical_transcripts()) {
        const auto got = running[i++]->wait();
        CAPTURE(lesson.lesson);
        CAPTURE(got.out);
        CHECK(got.code == 0);
        CHECK(ctx_test::is_legal(lesson.lesson, got.out, 1));
    }
    // This one goes on for ever.
    basic.await_output("worker\nworker\n");
    basic.send(SIGINT);
    const auto got = basic.wait();
    CHECK(got.signal == SIGINT);
    CHECK(ctx_test::line_counts(got.out).size() == 1);
}

}  // namespace go_twins_test
