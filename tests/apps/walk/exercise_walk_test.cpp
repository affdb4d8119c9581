// `ctxdemo exercise walk` and `ctxdemo exercise break`, with the compiler and
// at a terminal.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "lessons/support/catalog.hpp"
#include "lessons/support/lines.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/full_screen.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/scratch.hpp"

namespace exercise_walk_test {

namespace fs = std::filesystem;
using namespace ctx_test;
using lessons::all_exercises;
using lessons::exercise;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

fs::path folder_of(const exercise& e) {
    return fs::path(CTXDEMO_LESSONS) / e.lesson / "exercise" / e.name;
}

outcome walk(const fs::path& file) {
    return ctx_test::ctxdemo({"exercise", "walk", file.string(), "--plain"});
}

TEST_CASE("the run of a solution is the canonical one, without a fault" *
          doctest::skip(sanitized)) {
    const auto& e = all_exercises().front();
    const auto got = walk(folder_of(e) / "solution.cpp");
    CAPTURE(got.out);
    CHECK(got.code == 0);
    CHECK(got.err == "");
    const auto run = got.out.substr(got.out.find("\noutput:\n"));
    for (const auto line : lessons::lines_of(run)) {
        if (line.empty() || line == "output:") continue;
        CHECK(line.starts_with("    "));  // nothing but output
    }
}

TEST_CASE("without a terminal an exercise is walked with --plain only") {
    const auto& e = all_exercises().front();
    const auto got = ctx_test::ctxdemo(
        {"exercise", "walk", (folder_of(e) / "start.cpp").string()});
    CHECK(got.code == 2);
    CHECK(has(got.err, "--plain"));
}

/// ctxdemo at its own terminal, with a folder for its progress file.
class at_terminal {
public:
    explicit at_terminal(const std::string& args)
        : screen({"/bin/sh", "-c",
                  "XDG_STATE_HOME='" + state / "" + "' exec \"$0\" " + args,
                  CTXDEMO_BINARY}) {}

    scratch state;
    full_screen screen;
};

constexpr const char* home = "\x1b[H";
constexpr const char* end = "\x1b[F";

TEST_CASE("at a terminal an exercise's walk shows the verdict and its run" *
          doctest::skip(sanitized)) {
    const auto it =
        std::ranges::find(all_exercises(), "stop-two", &exercise::name);
    REQUIRE(it != all_exercises().end());
    const auto file = folder_of(*it) / "start.cpp";
    CHECK(walk(file).code == 0);  // the first time is slow
    at_terminal t("exercise walk '" + (folder_of(*it) / "start.cpp").string() +
                  "'");
    t.screen.await_text("Deadlock on ");
    t.screen.await_text("q quit");
    t.screen.type(end);
    t.screen.await_text("Deadlock. All goroutines wait for ever: main [");
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
}

// -- puzzles -----------------------------------------------------------------

TEST_CASE("each puzzle is right by default, and its task says what breaks it") {
    for (const auto& p : lessons::all_puzzles()) {
        CAPTURE(p.name);
        const auto got = ctx_test::ctxdemo(
            {"exercise", "break", std::string(p.name), "--plain"});
        CHECK(got.code == 1);
        CHECK(got.err == "");
        CHECK(has(got.out, "This run is right."));
    }
}

TEST_CASE("a puzzle's run that goes wrong is told by the exit code") {
    const auto broken =
        ctx_test::ctxdemo({"exercise", "break", "shipped-anyway", "--plain",
                           "--schedule", "00001"});
    CAPTURE(broken.out);
    CHECK(broken.code == 0);
    CHECK(has(broken.out, " breaks the program."));
    const auto misfit = ctx_test::ctxdemo(
        {"exercise", "break", "shipped-anyway", "--plain", "--schedule", "y"});
    CHECK(misfit.code == 2);
    CHECK(has(misfit.err, "--schedule y: "));
}

TEST_CASE("at a terminal a puzzle is recorded as solved once it is broken") {
    at_terminal t("exercise break missed-knock");
    t.screen.await_text("Enter Run");
    t.screen.type("\r");
    t.screen.await_text("Nothing has run yet.");
    t.screen.type(end);
    t.screen.await_text("Main returns, and the program ends.");
    const auto kept = t.state / "ctxdemo/progress.json";
    CHECK_FALSE(fs::exists(kept));

    t.screen.type(home);
    t.screen.await_text("step 0/");
    // There are ties before the steps 9 and 10. The second one matters.
    for (int step = 1; step <= 9; ++step) {
        t.screen.type("\x1b[C");
        t.screen.await_text("step " + std::to_string(step) + '/');
    }
    t.screen.await_text("c: choose");
    t.screen.type("c");
    t.screen.await_text("Esc back");
    t.screen.type("2");
    t.screen.await_text("q quit");
    t.screen.type(end);
    t.screen.await_text("Enter: why");
    t.screen.type("\r");
    t.screen.await_text(" breaks the program.");
    t.screen.type("\r");
    CHECK(t.screen.wait().code == 0);
    CHECK(has(content(kept), "\"missed-knock\""));
}

}  // namespace exercise_walk_test
