// Ctrl-C and SIGTERM end ctxdemo, which dies by the signal: a shell's script
// goes on after a program that exits with 130.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/apps/program.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/terminal.hpp"

namespace interrupt_test {

using namespace std::chrono_literals;
using ctx_test::arguments;
using ctx_test::ctxdemo_line;
using ctx_test::outcome;
using ctx_test::process;
using ctx_test::shell_line;
using ctx_test::slack;
using ctx_test::terminal;
using std::chrono::steady_clock;

TEST_CASE("Ctrl-C ends a lesson that waits for a timer") {
    const arguments lines[] = {
        {"basic", "--work", "1h"},
        {"basic", "--work", "1h", "--os"},
        {"basic", "--speed", "1e-300"},
        {"cancel", "--stop-after", "1h", "--work", "1h"}};
    for (const auto& args : lines) {
        process lesson(ctxdemo_line(args));
        lesson.await_output("worker\n");
        const auto sent = steady_clock::now();
        lesson.send(SIGINT);
        const outcome got = lesson.wait();
        CHECK(steady_clock::now() - sent < 1s + slack);
        CHECK(got.signal == SIGINT);
        CHECK(got.out == "worker\n");
        CHECK(got.err == "");
    }
}

/// A lesson whose first line does not fit into a pipe.
arguments long_winded() {
    return ctxdemo_line({"value", "--trace-code", std::string(100'000, 'x')});
}

TEST_CASE("Ctrl-C ends a lesson that is stuck in a pipe within a second") {
    process lesson(long_winded());
    lesson.await_full_output();
    const auto sent = steady_clock::now();
    lesson.send(SIGINT);
    lesson.await_end();
    CHECK(steady_clock::now() - sent < 1s + slack);
    CHECK(lesson.wait().signal == SIGINT);
}

TEST_CASE("a second Ctrl-C ends a stuck lesson at once") {
    process lesson(long_winded());
    lesson.await_full_output();
    const auto sent = steady_clock::now();
    lesson.send(SIGINT);
    lesson.await_unhandled(SIGINT);
    lesson.send(SIGINT);
    lesson.await_end();
    CHECK(steady_clock::now() - sent < 400ms + slack);
    CHECK(lesson.wait().signal == SIGINT);
}

/// Ends a search by Ctrl-C, and returns its outcome.
outcome interrupted_search(arguments flags) {
    flags.insert(flags.begin(), {"explore", "nested", "--stop-after", "1m",
                                 "--max", "1000000000"});
    process search(ctxdemo_line(flags));
    search.await_handled(SIGINT);
    const auto sent = steady_clock::now();
    search.send(SIGINT);
    outcome got = search.wait();
    CHECK(steady_clock::now() - sent < 1s + slack);
    CHECK(got.signal == SIGINT);
    CHECK(got.err == "");
    return got;
}

TEST_CASE("after Ctrl-C explore prints the transcripts found so far") {
    const outcome text = interrupted_search({});
    CHECK(text.out.find("; not complete: interrupted\n") != std::string::npos);

    const outcome data = interrupted_search({"--json"});
    const auto found = nlohmann::json::parse(data.out);
    CHECK(found["complete"] == false);
    CHECK(found["transcripts"].is_array());
}

TEST_CASE("a signal that ends a command is what it dies by") {
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) {
        process lesson(ctxdemo_line({"basic", "--work", "1h"}));
        lesson.await_output("worker\n");
        lesson.send(signal);
        const outcome got = lesson.wait();
        CHECK(got.signal == signal);
        CHECK(got.out == "worker\n");
        CHECK(got.err == "");
    }
}

TEST_CASE("every command that a signal interrupts dies by it") {
    // Each takes longer than the test.
    const arguments lines[] = {
        {"http", "--respond", "slow", "--slow", "1h", "--ms", "3600000"},
        {"timeline", "basic", "--work", "1ns", "--for", "1h"},
        {"tree", "basic", "--work", "1ns", "--for", "1h"},
        {"explore", "nested", "--stop-after", "1m", "--max", "1000000000"}};
    for (const auto& args : lines) {
        CAPTURE(ctx_test::text_of(args));
        process command(ctxdemo_line(args));
        command.await_handled(SIGTERM);
        command.send(SIGTERM);
        CHECK(command.wait().signal == SIGTERM);
    }
}

TEST_CASE("one Ctrl-C ends a loop of bash that runs lessons") {
    const std::string bash = "/bin/bash";
    if (::access(bash.c_str(), X_OK) != 0) {
        std::puts("skipped: there is no bash");
        return;
    }
    terminal shell({bash, "-c",
                    "for i in 1 2 3; do \"$0\" basic --work 1h; done; echo no",
                    CTXDEMO_BINARY});
    shell.await("worker\r\n");
    shell.type("\x03");
    const outcome got = shell.wait();
    CHECK(got.signal == SIGINT);
    CHECK(got.out == "worker\r\n^C");
}

TEST_CASE("SIGINT stays ignored if it was ignored at the start") {
    process lesson(shell_line("trap '' INT; exec \"$0\" \"$@\"",
                              {"basic", "--speed", "100", "--for", "20s"}));
    lesson.await_output("worker\n");
    lesson.send(SIGINT);
    const outcome got = lesson.wait();
    CHECK(got.code == 0);
    CHECK(std::count(got.out.begin(), got.out.end(), '\n') == 20);
}

}  // namespace interrupt_test
