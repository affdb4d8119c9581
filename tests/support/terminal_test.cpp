// SPDX-License-Identifier: MIT
#include "tests/support/terminal.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

namespace terminal_test {

using namespace std::chrono_literals;
using ctx_test::terminal;

std::vector<std::string> shell(const std::string& script) {
    return {"/bin/sh", "-c", script};
}

TEST_CASE("a program's input, output and errors are its terminal") {
    terminal t(shell("test -t 0 && test -t 1 && test -t 2 && tty; exit 7"));
    const auto got = t.wait();
    CHECK(got.out.starts_with("/dev/"));
    CHECK(got.out.ends_with("\r\n"));
    CHECK(got.code == 7);
}

TEST_CASE("a program reads what is typed, and the terminal echoes it") {
    terminal t(shell("echo ready; read line; echo \"got $line\""));
    t.await("ready");
    t.type("a line\r");
    t.await("got a line");
    CHECK(t.wait().out == "ready\r\na line\r\ngot a line\r\n");
}

TEST_CASE("an awaited text is looked for only after the one awaited before") {
    terminal t(shell("echo x; read line; echo x"));
    t.await("x\r\n");
    t.type("\r");
    t.await("x\r\n");
    CHECK_THROWS_AS(t.await("x"), std::runtime_error);
}

TEST_CASE("a program sees the terminal's size and is told when it changes") {
    terminal t(shell("trap 'stty size; exit 3' WINCH; stty size; "
                     "sleep 60 & wait"),
               {.columns = 100, .rows = 30});
    t.await("30 100");
    t.resize({.columns = 40, .rows = 10});
    t.await("10 40");
    CHECK(t.wait().code == 3);
}

TEST_CASE("typing Ctrl-C interrupts the program") {
    terminal t(shell("echo ready; exec sleep 60"));
    t.await("ready");
    t.type("\x03");
    CHECK(t.wait().signal == SIGINT);
}

TEST_CASE("a terminal shows whether its program has restored the modes") {
    terminal t(
        shell("old=$(stty -g); stty -icanon -echo; echo raw; read line; "
              "stty $old"));
    t.await("raw");
    CHECK_FALSE(t.takes_lines());
    t.type("\r");
    t.await_takes_lines(true);
    (void)t.wait();
    CHECK(t.takes_lines());
}

TEST_CASE("a program gets SIGHUP when its terminal hangs up") {
    terminal t(shell("echo ready; exec sleep 60"));
    t.await("ready");
    t.hang_up();
    CHECK(t.wait().signal == SIGHUP);
}

TEST_CASE("a wait for a program that does not end throws") {
    terminal t(shell("while :; do echo again; done"));
    CHECK_THROWS_AS((void)t.wait(0s), std::runtime_error);
}

}  // namespace terminal_test
