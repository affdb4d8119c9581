// The lessons' Go twins, on a machine that has Go.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/support/go.hpp"
#include "tests/support/process.hpp"

namespace go_twins_test {

using ctx_test::build_go;
using ctx_test::process;
using ctx_test::scratch;
using ctx_test::shell;
using ctx_test::skip_without_go;

std::string source_of(const std::string& program) {
    return std::string(CTXDEMO_LESSONS) + '/' + program + "/main.go";
}

TEST_CASE("gofmt and go vet have no complaint about any Go twin") {
    if (skip_without_go()) return;
    std::vector<std::string> programs{"global-flag/plain-bool"};
    for (const auto& lesson : lessons::all_lessons()) {
        programs.push_back(lesson.name);
    }
    for (const auto& program : programs) {
        CAPTURE(program);
        const std::string file = "'" + source_of(program) + "'";
        const auto format = shell("gofmt -l " + file);
        CHECK(format.code == 0);
        CHECK(format.out == "");
        const auto vet = shell("go vet " + file);
        CHECK(vet.code == 0);
        CHECK(vet.err == "");
    }
}

TEST_CASE("basic's Go twin runs until it is interrupted") {
    if (skip_without_go()) return;
    const scratch folder;
    build_go(source_of("basic"), folder / "basic");
    process basic({folder / "basic"});
    basic.await_output("worker\nworker\n");
    basic.send(SIGINT);
    const auto got = basic.wait();
    CHECK(got.signal == SIGINT);
    CHECK(got.out.starts_with("worker\nworker\n"));
    CHECK(got.out.find("over") == std::string::npos);
}

}  // namespace go_twins_test
