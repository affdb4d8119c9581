// ctxdemo reports a standard output that it cannot write.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>

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

/// Returns a command line that calls ctxdemo with the descriptors in `closed`
/// closed, a bit for each.
arguments without_descriptors(unsigned closed, const arguments& args) {
    std::string script = "exec \"$0\" \"$@\"";
    for (unsigned fd = 0; fd < 3; ++fd) {
        if ((closed >> fd & 1) != 0) script += ' ' + std::to_string(fd) + ">&-";
    }
    return shell_line(script, args);
}

TEST_CASE("of closed standard streams, standard output alone is an error") {
    const std::string lines = "worker\nworker\nworker\nover\n";
    const std::string problem =
        "ctxdemo: cannot write to standard output: Bad file descriptor\n";
    for (unsigned closed = 0; closed < 8; ++closed) {
        CAPTURE(closed);
        const bool no_out = (closed & 2) != 0;
        const bool no_err = (closed & 4) != 0;
        for (const bool os : {false, true}) {
            arguments args{"cancel", "--speed", "max"};
            if (os)
                args = {"cancel", "--os",         "--work",
                        "1ms",    "--stop-after", "2500us"};
            const outcome got = run_program(without_descriptors(closed, args));
            CHECK(got.code == (no_out ? 1 : 0));
            CHECK(got.err == (no_out && !no_err ? problem : ""));
            if (no_out) CHECK(got.out == "");
            if (!no_out && !os) CHECK(got.out == lines);
        }
    }
}

TEST_CASE("a command that prints nothing fails if its output is closed") {
    const outcome got = run_program(without_descriptors(
        3, {"server", "--addr", "127.0.0.1:0", "--for", "1ms"}));
    CHECK(got.code == 1);
}

TEST_CASE("no file of ctxdemo takes the number of a closed standard stream") {
    process server(without_descriptors(
        7, {"server", "--addr", "127.0.0.1:0", "--respond", "quick"}));
    server.await_handled(SIGTERM);
    for (int fd = 0; fd < 3; ++fd) {
        CHECK(std::filesystem::read_symlink(
                  "/proc/" + std::to_string(server.pid()) + "/fd/" +
                  std::to_string(fd)) == "/");
    }
    server.send(SIGTERM);
    (void)server.wait();
}

TEST_CASE("ctxdemo fails even if standard error is full as well") {
    const outcome got = run_program(
        shell_line("exec \"$0\" \"$@\" >/dev/full 2>/dev/full", {"list"}));
    CHECK(got.code == 1);
}

TEST_CASE("ctxdemo waits for room in a pipe that another program set so") {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    // A write of more than fits would be cut, not refused.
    const std::string page(4096, '.');
    while (::write(ends[1], page.data(), page.size()) > 0) continue;
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ctx_test::child version(ctxdemo_line({"--version"}),
                            {.out = ends[1], .err = nowhere, .terminal = ""});
    ::close(ends[1]);
    ::close(nowhere);
    version.await_waiting();
    std::string all;
    const auto give_up = std::chrono::steady_clock::now() + ctx_test::patience;
    do {
        (void)ctx_test::await_readable({ends[0]}, give_up);
    } while (ctx_test::read_into(all, ends[0]));
    ::close(ends[0]);
    outcome got;
    version.await_end(got);
    CHECK(got.code == 0);
    CHECK(all.ends_with(".ctxdemo " CTXDEMO_VERSION "\n"));
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
