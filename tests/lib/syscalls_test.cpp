// Creating, canceling and polling contexts makes no system call. Waiting does,
// and so does waking a waiter.
//
// The tests run a probe, syscalls_probe.cpp, from one system call to the next,
// as a debugger would. They do not look at the probe's other threads.
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

// A probe that stops at each of its system calls.
class traced {
public:
    explicit traced(const std::string& what) : pid_(::fork()) {
        if (pid_ == 0) {
            ::execl(SYSCALLS_PROBE, SYSCALLS_PROBE, what.c_str(), nullptr);
            ::_exit(127);
        }
        wait();
        if (!WIFSTOPPED(status_)) throw std::runtime_error("it is not traced");
        // The first option tells system calls from signals. The second kills
        // the probe when this process ends.
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

    /// Returns the next call that the probe begins; nullopt if it has ended.
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

// Returns the calls that the probe makes between its two marks, by their
// numbers in <asm/unistd.h>.
std::string calls_of(const std::string& what) {
    traced program(what);
    const auto is_mark = [](std::uint64_t call) { return call == SYS_getppid; };
    while (!is_mark(program.next().value())) {
    }
    std::string between;
    for (auto call = program.next(); !is_mark(call.value());
         call = program.next()) {
        // Reading the clock is a system call on some machines only.
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

TEST_CASE("a system call of the probe is seen") {
    if (skip()) return;
    CHECK(calls_of("write") == ' ' + std::to_string(SYS_write));
}

TEST_CASE("creating and canceling contexts makes no system call") {
    if (skip()) return;
    for (const char* what : {"create-and-cancel", "tree", "shards", "drop",
                             "function-never-run"}) {
        CAPTURE(what);
        CHECK(calls_of(what) == "");
    }
}

TEST_CASE("polling a context makes no system call") {
    if (skip()) return;
    CHECK(calls_of("poll") == "");
}

TEST_CASE(
    "a timeout makes no system call once the first has woken the timer "
    "thread") {
    if (skip()) return;
    CHECK(calls_of("timeout") == "");
}

}  // namespace syscalls_test
