// What ctxdemo does if its standard output does not take what it prints.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <string>

#include "tests/apps/program.hpp"

namespace output_test {

using ctx_test::arguments;
using ctx_test::ctxdemo_line;
using ctx_test::outcome;
using ctx_test::process;
using ctx_test::run_program;
using ctx_test::shell_line;

/// One of each kind of command that prints.
const arguments printing[] = {{"cancel", "--speed", "max"},
                              {"explore", "cancel"},
                              {"explore", "cancel", "--json"},
                              {"list"},
                              {"show", "cancel"},
                              {"--help"},
                              {"cancel", "--help"},
                              {"--version"},
                              {}};

TEST_CASE("a full disk is an error") {
    for (const auto& args : printing) {
        const outcome got =
            run_program(shell_line("exec \"$0\" \"$@\" >/dev/full", args));
        CHECK(got.err ==
              "ctxdemo: cannot write to standard output: No space left on "
              "device\n");
        CHECK(got.code == 1);
    }
}

TEST_CASE("a closed standard output is an error") {
    for (const auto& args : printing) {
        const outcome got =
            run_program(shell_line("exec \"$0\" \"$@\" >&-", args));
        CHECK(got.err ==
              "ctxdemo: cannot write to standard output: Bad file "
              "descriptor\n");
        CHECK(got.code == 1);
    }
}

TEST_CASE("an error is an error even if nothing can say so") {
    const outcome got = run_program(
        shell_line("exec \"$0\" \"$@\" >/dev/full 2>/dev/full", {"list"}));
    CHECK(got.code == 1);
}

TEST_CASE("a reader that has enough ends the program quietly") {
    process basic(ctxdemo_line({"basic", "--speed", "1000"}));
    basic.await_output("worker\n");
    basic.close_output();
    const outcome got = basic.wait();
    CHECK(got.signal == SIGPIPE);
    CHECK(got.err == "");
}

TEST_CASE("the same is quiet where SIGPIPE is ignored") {
    process basic(shell_line("trap '' PIPE; exec \"$0\" \"$@\"",
                             {"basic", "--speed", "1000"}));
    basic.await_output("worker\n");
    basic.close_output();
    const outcome got = basic.wait();
    CHECK(got.code == 1);
    CHECK(got.err == "");
}

TEST_CASE("a line is out as soon as it is printed") {
    // Nothing comes after it for an hour.
    process basic(ctxdemo_line({"basic", "--work", "1h"}));
    basic.await_output("worker\n");
    basic.send(SIGINT);
    CHECK(basic.wait().out == "worker\n");
}

}  // namespace output_test
