// Walks at a terminal: the real program, with real keys.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/full_screen.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/scratch.hpp"

namespace walk_terminal_test {

using namespace ctx_test;

constexpr const char* enter = "\r";
constexpr const char* right = "\x1b[C";
constexpr const char* left = "\x1b[D";
constexpr const char* home = "\x1b[H";
constexpr const char* end = "\x1b[F";

/// ctxdemo at its own terminal, with a folder for its progress file.
class at_terminal {
public:
    explicit at_terminal(const std::string& args)
        : screen({"/bin/sh", "-c",
                  "XDG_STATE_HOME='" + state / "" + "' exec \"$0\" " + args,
                  CTXDEMO_BINARY}) {}

    /// Runs it as a job of a shell, so that Ctrl-Z can stop it.
    at_terminal(const std::string& args, bool /*job*/)
        : screen({"/bin/sh", "-c",
                  "set -m; export XDG_STATE_HOME='" + state / "" +
                      "'; \"$0\" " + args +
                      "; echo \"stopped: $?\"; read line; fg; "
                      "echo \"ended: $?\"",
                  CTXDEMO_BINARY}) {}

    void type_and_await(const char* keys, const std::string& text) {
        screen.type(keys);
        screen.await_text(text);
    }

    /// Goes from the first screen to the run, with an answer on the way.
    void answer(const char* letter) {
        screen.await_text("Idea 1/4");
        type_and_await(enter, "Predict 2/4");
        type_and_await(letter, std::string("> ") + letter);
        type_and_await(enter, "Run 3/4");
        // The row of keys is drawn last.
        screen.await_text("Enter Explain  ? keys  q quit");
    }

    [[nodiscard]] bool is_restored() const {
        return is_same_mode(screen.mode(), screen.mode_before()) &&
               !screen.shown().is_alternate() && screen.shown().shows_cursor();
    }

    scratch state;
    full_screen screen;
};

std::string step(std::size_t i) { return "step " + std::to_string(i) + "/25"; }

TEST_CASE("a walk with the right answer can be taken to its end") {
    at_terminal t("walk cancel");
    t.answer("c");
    t.type_and_await(end, step(25));
    t.screen.await_text("Main returns, and the program ends.");
    t.type_and_await(enter, "Explain 4/4");
    t.screen.await_text("Right: c.");
    t.screen.type(enter);
    CHECK(t.screen.wait().code == 0);
    CHECK(t.is_restored());
    const auto kept = content(t.state / "ctxdemo/progress.json");
    CHECK(kept.find("\"cancel\"") != std::string::npos);
    CHECK(kept.find("\"right\": true") != std::string::npos);
    CHECK(kept.find("\"finished\": true") != std::string::npos);
}

TEST_CASE("a wrong answer is told and stored although the walk is left") {
    at_terminal t("walk cancel");
    t.answer("a");
    t.type_and_await(enter, "Not quite. You answered a.");
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
    const auto kept = content(t.state / "ctxdemo/progress.json");
    CHECK(kept.find("\"right\": false") != std::string::npos);
    CHECK(kept.find("\"finished\": false") != std::string::npos);
}

TEST_CASE("without an answer the walk asks for one, and s skips the question") {
    at_terminal t("walk cancel");
    t.screen.await_text("Idea 1/4");
    t.type_and_await(enter, "Predict 2/4");
    t.type_and_await(enter, "Answer first: a-d.");
    t.type_and_await("s", "Run 3/4");
    t.type_and_await(enter, "You have not answered.");
    t.screen.type(enter);
    CHECK(t.screen.wait().code == 0);
    const auto kept = content(t.state / "ctxdemo/progress.json");
    CHECK(kept.find("\"answer\"") == std::string::npos);
    CHECK(kept.find("\"finished\": true") != std::string::npos);
}

TEST_CASE("an answer is stored once the run has been shown") {
    at_terminal t("walk cancel");
    t.answer("a");
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
    const auto kept = content(t.state / "ctxdemo/progress.json");
    CHECK(kept.find("\"right\": false") != std::string::npos);
}

TEST_CASE("right steps to the end of a run, and left back to its start") {
    at_terminal t("walk cancel");
    t.answer("c");
    const auto first = t.screen.shown().text();
    for (std::size_t i = 1; i <= 25; ++i) t.type_and_await(right, step(i));
    for (std::size_t i = 24; i > 0; --i) t.type_and_await(left, step(i));
    t.screen.type(left);
    t.screen.await([&](const screen& s) { return s.text() == first; });
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
}

TEST_CASE("a chosen way is the run from then on") {
    at_terminal t("walk nested");
    t.answer("a");
    t.screen.await_text("step 0/");
    for (const char* at : {"step 1/", "step 2/", "step 3/", "step 4/"}) {
        t.type_and_await(right, at);
    }
    t.screen.await_text("c: choose");
    t.type_and_await("c", "(as in this run)");
    t.type_and_await("2", "Here you let worker2");
    t.screen.await_text("step 4/");
    t.type_and_await(end, "Main returns, and the program ends.");
    t.type_and_await("r", "step 0/");
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
}

TEST_CASE("the screen follows the size of the terminal") {
    at_terminal t("walk cancel");
    t.screen.await_text("q quit");
    const auto first = t.screen.shown().text();
    t.screen.resize(40, 20);
    t.screen.await([](const screen& s) {
        return s.row(0).size() <= 40 && s.row(0).ends_with("Idea 1/4");
    });
    t.screen.resize(30, 20);
    t.screen.await_text("40 columns and 16 rows.");
    t.screen.resize(80, 24);
    t.screen.await([&](const screen& s) { return s.text() == first; });
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
}

TEST_CASE("Ctrl-C ends a walk and restores the terminal") {
    at_terminal t("walk cancel");
    t.answer("c");
    t.screen.type("\x03");
    CHECK(t.screen.wait().signal == SIGINT);
    CHECK(t.is_restored());
}

TEST_CASE("Ctrl-Z stops a walk, and fg shows it again") {
    at_terminal t("walk cancel", true);
    t.answer("c");
    const auto picture = t.screen.shown().text();
    t.screen.type("\x1a");
    t.screen.await_text("stopped: ");
    CHECK(t.is_restored());
    t.screen.type("\n");
    t.screen.await([&](const screen& s) { return s.text() == picture; });
    t.screen.type("q");
    t.screen.await_text("ended: 0");
    t.screen.wait();
    CHECK(t.is_restored());
}

TEST_CASE("keys typed while a run plays are dropped") {
    at_terminal t("walk cancel");
    t.answer("c");
    t.type_and_await(" ", step(1));
    // A key without a meaning, and the End key typed ahead.
    t.screen.type(std::string("x") + end);
    t.screen.await_text(step(3));
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
}

TEST_CASE("--lang zh shows Chinese in any locale") {
    for (const char* locale : {"C", "POSIX", "C.UTF-8"}) {
        CAPTURE(locale);
        full_screen screen({"/usr/bin/env", std::string("LC_ALL=") + locale,
                            CTXDEMO_BINARY, "walk", "cancel", "--lang", "zh"});
        screen.await_text("用取消 context 通知 worker 停下");
        screen.type("q");
        CHECK(screen.wait().code == 0);
    }
}

TEST_CASE("arrows move through the list, and a number picks a lesson") {
    at_terminal t("");
    t.screen.await_text(">   1  why");
    t.type_and_await("\x1b[B", ">   2  basic");
    t.type_and_await("12", ">  12  deadline");
    t.type_and_await(enter, "deadline - Idea 1/4");
    t.type_and_await("q", ">  12  deadline");
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
    CHECK(t.is_restored());
}

TEST_CASE("a broken progress file is reported after the terminal is restored") {
    at_terminal t("walk cancel; : once it has been read");
    t.screen.await_text("Idea 1/4");
    std::filesystem::create_directories(t.state / "ctxdemo");
    std::ofstream(t.state / "ctxdemo/progress.json") << "no JSON";
    t.type_and_await(enter, "Predict 2/4");
    t.type_and_await("c", "> c");
    t.type_and_await(enter, "Run 3/4");
    t.type_and_await(enter, "Right: c.");
    t.screen.type("q");
    CHECK(t.screen.wait().code == 0);
    CHECK(t.is_restored());
    CHECK(t.screen.shown().text().find("progress.json") != std::string::npos);
    CHECK(content(t.state / "ctxdemo/progress.json") == "no JSON");
}

/// Returns the most memory that a program has had, in megabytes.
std::size_t peak_megabytes(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string word; status >> word;) {
        std::size_t kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
    }
    return 0;
}

// The largest picture is drawn on 153,600 cells, and there are a few at a time.
TEST_CASE("a walk at the largest terminal takes less than 64 megabytes") {
    if (ctx_test::sanitized) {
        std::cout << "skipped: a sanitizer takes memory of its own\n";
        return;
    }
    terminal t({CTXDEMO_BINARY, "walk", "cancel"},
               {.columns = 65'535, .rows = 65'535});
    // Each text is among the keys of the next screen only.
    t.await("Predict");
    t.type(enter);
    t.await("answer");
    t.type("s");
    t.await("play");
    t.type("t");
    t.await("any key");
    const auto peak = peak_megabytes(t.pid());
    CHECK(peak > 0);
    CHECK(peak < 64);
}

}  // namespace walk_terminal_test
