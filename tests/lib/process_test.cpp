// How a process that uses the library ends, how it forks, and which state its
// threads have. Each test runs process_probe.cpp.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/support/child.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sanitizers.hpp"

namespace process_test {

// The exit code of a probe that ends otherwise than by returning from main.
constexpr int ended = 7;

int code_of(const std::string& what) {
    ctx_test::child probe({PROCESS_PROBE, what},
                          {.out = 1, .err = 2, .terminal = {}});
    ctx_test::outcome o;
    probe.await_end(o);
    return o.code;
}

TEST_CASE("a static object that is destroyed last can wait for time to pass") {
    for (const char* what :
         {"static waits for a new timeout", "static waits for an old timeout",
          "static waits for a timer", "static runs goroutines"}) {
        CAPTURE(std::string(what));
        CHECK(code_of(what) == ended);
    }
}

TEST_CASE("exit ends the process with its code on every thread") {
    for (const char* what :
         {"exit in a timer", "exit in a signal", "exit in cancel",
          "exit in a function", "exit in a goroutine", "exit in a run"}) {
        CAPTURE(std::string(what));
        CHECK(code_of(what) == ended);
    }
}

// LeakSanitizer does not look at the stack of main, which is suspended then.
TEST_CASE("exit in a bubble ends the process with its code" *
          doctest::skip(ctx_test::sanitized)) {
    CHECK(code_of("exit in a bubble") == ended);
}

TEST_CASE("pthread_exit ends a goroutine as a return does") {
    for (const char* what : {"pthread_exit", "pthread_exit in a run",
                             "pthread_exit in a function"}) {
        CAPTURE(std::string(what));
        CHECK(code_of(what) == 0);
    }
}

// The thread sanitizer does not know pthread_exit() on a fiber.
TEST_CASE("pthread_exit ends a goroutine of a bubble as a return does" *
          doctest::skip(ctx_test::thread_sanitized)) {
    CHECK(code_of("pthread_exit in a bubble") == 0);
}

// The thread sanitizer of g++ 12 does not know that a thread ends so.
TEST_CASE("pthread_exit in main ends the other goroutines and the thread" *
          doctest::skip(ctx_test::thread_sanitized)) {
    for (const char* what :
         {"pthread_exit in main of a run", "pthread_exit in main of a bubble",
          "pthread_exit in main of an exploration"}) {
        CAPTURE(std::string(what));
        CHECK(code_of(what) == 0);
    }
    CHECK(code_of("pthread_exit on the main thread") == ended);
}

// A sanitizer has a report of its own, and its exit code.
TEST_CASE("a goroutine that overflows its stack is named on stderr") {
    for (const std::string what : {"overflow", "overflow after many"}) {
        CAPTURE(what);
        // The thread sanitizer allows some 8,000 fibers.
        if (ctx_test::thread_sanitized && what != "overflow") continue;
        ctx_test::process probe({PROCESS_PROBE, what});
        const auto end = probe.wait();
        CHECK(end.err.find(
                  "ctx: goroutine 2 \"deep\" has overflowed its stack of ") !=
              std::string::npos);
        CHECK(end.out == "");
        CHECK(end.code != 0);
        if (!ctx_test::sanitized) CHECK(end.code == 128 + SIGSEGV);
    }
}

TEST_CASE("an overflow of a stack ends in the handler that was there before") {
    CHECK(code_of("overflow with a handler") == ended);
    CHECK(code_of("handler put back") == 0);
}

// The thread sanitizer lets the child of a process with threads start none. The
// address sanitizer of g++ 12 does not lock its allocator for a fork, so that
// the child may wait for a thread that it does not have.
TEST_CASE("the child of a fork has timers, signals and goroutines of its own" *
          doctest::skip(ctx_test::sanitized)) {
    for (const char* what :
         {"fork with timers", "fork without timers", "fork in a timer",
          "fork with signals", "fork with goroutines", "fork in a goroutine",
          "fork in a run"}) {
        CAPTURE(std::string(what));
        CHECK(code_of(what) == 0);
    }
}

TEST_CASE("a signal ends the process once no context asks for it") {
    for (const char* what :
         {"die by a handler put back", "die by a handler called"}) {
        CAPTURE(std::string(what));
        CHECK(code_of(what) == 128 + SIGTERM);
    }
}

// While a thread starts another, the thread sanitizer blocks its signals, and
// the main thread stands for the process.
TEST_CASE("threads of the library have the state of the process" *
          doctest::skip(ctx_test::thread_sanitized)) {
    // With one processor the tests of processors say nothing.
    for (const char* what :
         {"state of timers", "state of goroutines",
          "state of goroutines in turn", "state of functions",
          "state with a blocked signal"}) {
        CAPTURE(std::string(what));
        CHECK(code_of(what) == 0);
    }
}

}  // namespace process_test
