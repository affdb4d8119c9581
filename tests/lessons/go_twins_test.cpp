// The lessons' Go programs, where there is a Go to build them.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/lessons/canonical.hpp"
#include "tests/lessons/legal.hpp"
#include "tests/support/process.hpp"

namespace go_twins_test {

namespace fs = std::filesystem;
using ctx_test::outcome;
using ctx_test::process;
using ctx_test::run_program;

// Runs a command by way of the shell, which looks it up.
outcome shell(const std::string& command) {
    return run_program({"/bin/sh", "-c", command});
}

bool have_go() { return shell("command -v go").code == 0; }

// True if the tests are to be skipped; says so. A CI without Go is at fault.
bool skip() {
    if (have_go()) return false;
    if (std::getenv("CI")) {
        FAIL("CI must have Go");
    } else {
        std::cout << "skipped: go is not installed\n";
    }
    return true;
}

std::string source_of(const std::string& lesson) {
    return std::string(CTXDEMO_LESSONS) + '/' + lesson + "/main.go";
}

// A folder that goes with the test.
class scratch {
public:
    scratch() {
        std::string path =
            (fs::temp_directory_path() / "ctxdemo-XXXXXX").string();
        REQUIRE(mkdtemp(path.data()));
        path_ = path;
    }
    ~scratch() { fs::remove_all(path_); }

    [[nodiscard]] std::string operator/(const std::string& name) const {
        return (path_ / name).string();
    }

private:
    fs::path path_;
};

TEST_CASE("each Go twin is what gofmt and go vet want") {
    if (skip()) return;
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
    if (skip()) return;
    const scratch folder;
    for (const auto& lesson : ctxdemo::all_lessons()) {
        CAPTURE(lesson.name);
        const auto built = shell("go build -o '" + folder / lesson.name +
                                 "' '" + source_of(lesson.name) + "'");
        CAPTURE(built.err);
        REQUIRE(built.code == 0);
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
