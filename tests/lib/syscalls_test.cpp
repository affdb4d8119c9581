// What asks nothing of the operating system: all but waiting, and what wakes
// those who wait.
//
// A program that does it is run step by step, from one system call to the next,
// as a debugger would. Its other threads are not looked at.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>

#include "tests/support/sanitizers.hpp"

namespace syscalls_test {

// A program that stops for us at its system calls.
class traced {
public:
    explicit traced(const std::string& what) : pid_(::fork()) {
        if (pid_ == 0) {
            ::execl(SYSCALLS_PROBE, SYSCALLS_PROBE, what.c_str(), nullptr);
            ::_exit(127);
        }
        wait();
        if (!WIFSTOPPED(status_)) throw std::runtime_error("it is not traced");
        // Tells calls from signals, and leaves nothing behind.
        ::ptrace(PTRACE_SETOPTIONS, pid_, nullptr,
                 PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    }
    traced(const traced&) = delete;
    traced& operator=(const traced&) = delete;
    ~traced() {
        if (WIFSTOPPED(status_)) {
            ::kill(pid_, SIGKILL);
            wait();
        }
    }

    /// The next call that it begins; none if it has ended.
    std::optional<std::uint64_t> next() {
        for (;;) {
            ::ptrace(PTRACE_SYSCALL, pid_, nullptr, nullptr);
            wait();
            if (!WIFSTOPPED(status_)) return std::nullopt;
            if (WSTOPSIG(status_) != (SIGTRAP | 0x80)) continue;
            __ptrace_syscall_info info{};
            ::ptrace(PTRACE_GET_SYSCALL_INFO, pid_, sizeof info, &info);
            if (info.op == PTRACE_SYSCALL_INFO_ENTRY) return info.entry.nr;
        }
    }

private:
    void wait() {
        if (::waitpid(pid_, &status_, 0) != pid_) {
            throw std::runtime_error("waitpid");
        }
    }

    const pid_t pid_;
    int status_ = 0;
};

// What the program calls between its two marks, by the numbers in
// <asm/unistd.h>.
std::string calls_of(const std::string& what) {
    traced program(what);
    const auto is_mark = [](std::uint64_t call) { return call == SYS_getppid; };
    while (!is_mark(program.next().value())) {
    }
    std::string between;
    for (auto call = program.next(); !is_mark(call.value());
         call = program.next()) {
        // Whether this is one is for the machine to say.
        if (*call == SYS_clock_gettime) continue;
        between += ' ' + std::to_string(*call);
    }
    return between;
}

bool skip() {
    if (ctx_test::sanitized) {
        std::cout << "skipped: a sanitizer makes calls of its own\n";
    }
    return ctx_test::sanitized;
}

TEST_CASE("a call is seen") {
    if (skip()) return;
    CHECK(calls_of("write") == ' ' + std::to_string(SYS_write));
}

TEST_CASE("creating and canceling makes no system call") {
    if (skip()) return;
    for (const char* what : {"create-and-cancel", "tree", "shards", "drop",
                             "function-never-run"}) {
        CAPTURE(what);
        CHECK(calls_of(what) == "");
    }
}

TEST_CASE("polling makes no system call") {
    if (skip()) return;
    CHECK(calls_of("poll") == "");
}

TEST_CASE("timeouts make no system call, once the first has woken a thread") {
    if (skip()) return;
    CHECK(calls_of("timeout") == "");
}

}  // namespace syscalls_test
