// ctxdemo reports a standard output that it cannot write.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>

#include "tests/apps/program.hpp"

namespace output_test {

using ctx_test::arguments;
using ctx_test::ctxdemo_line;
using ctx_test::outcome;
using ctx_test::process;
using ctx_test::run_program;
using ctx_test::shell_line;

/// A command line for each kind of output.
const arguments printing[] = {{"cancel", "--speed", "max"},
                              {"explore", "cancel"},
                              {"explore", "cancel", "--json"},
                              {"list"},
                              {"show", "cancel"},
                              {"--help"},
                              {"cancel", "--help"},
                              {"--version"},
                              {}};

TEST_CASE("a full disk makes ctxdemo fail") {
    for (const auto& args : printing) {
        const outcome got =
            run_program(shell_line("exec \"$0\" \"$@\" >/dev/full", args));
        CHECK(got.err ==
              "ctxdemo: cannot write to standard output: No space left on "
              "device\n");
        CHECK(got.code == 1);
    }
}

TEST_CASE("a closed standard output makes ctxdemo fail") {
    for (const auto& args : printing) {
        const outcome got =
            run_program(shell_line("exec \"$0\" \"$@\" >&-", args));
        CHECK(got.err ==
              "ctxdemo: cannot write to standard output: Bad file "
              "descriptor\n");
        CHECK(got.code == 1);
    }
}

TEST_CASE("ctxdemo fails even if standard error is full as well") {
    const outcome got = run_program(
        shell_line("exec \"$0\" \"$@\" >/dev/full 2>/dev/full", {"list"}));
    CHECK(got.code == 1);
}

TEST_CASE("SIGPIPE ends ctxdemo when the reader of a pipe closes it") {
    process basic(ctxdemo_line({"basic", "--speed", "1000"}));
    basic.await_output("worker\n");
    basic.close_output();
    const outcome got = basic.wait();
    CHECK(got.signal == SIGPIPE);
    CHECK(got.err == "");
}

TEST_CASE(
    "a closed pipe ends ctxdemo without a message if SIGPIPE is ignored") {
    process basic(shell_line("trap '' PIPE; exec \"$0\" \"$@\"",
                             {"basic", "--speed", "1000"}));
    basic.await_output("worker\n");
    basic.close_output();
    const outcome got = basic.wait();
    CHECK(got.code == 1);
    CHECK(got.err == "");
}

TEST_CASE("a pipe gets each line when the lesson prints it") {
    // The next line would come an hour later.
    process basic(ctxdemo_line({"basic", "--work", "1h"}));
    basic.await_output("worker\n");
    basic.send(SIGINT);
    CHECK(basic.wait().out == "worker\n");
}

}  // namespace output_test
