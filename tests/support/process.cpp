// SPDX-License-Identifier: MIT
#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

extern char** environ;

namespace ctx_test {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds patience(60);

[[noreturn]] void fail(const char* what, int reason = errno) {
    throw std::system_error(reason, std::generic_category(), what);
}

struct pipe_ends {
    int read, write;
};

pipe_ends make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
    return {ends[0], ends[1]};
}

/// SIGINT and SIGPIPE do what they do by default, and nothing is blocked.
void set_signals(posix_spawnattr_t& how) {
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&how, &set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGPIPE);
    posix_spawnattr_setsigdefault(&how, &set);
    posix_spawnattr_setflags(&how,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

pid_t spawn(const std::vector<std::string>& args, int out, int err) {
    std::vector<char*> argv;
    for (const auto& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
    argv.push_back(nullptr);

    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    set_signals(how);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawn_file_actions_adddup2(&files, err, 2);

    pid_t pid = -1;
    const int problem =
        ::posix_spawn(&pid, argv[0], &files, &how, argv.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    if (problem != 0) fail("posix_spawn", problem);
    return pid;
}

/// Appends to `text` what `fd` has; closes it at its end.
void drain(int& fd, std::string& text) {
    char buffer[4096];
    const auto n = ::read(fd, buffer, sizeof buffer);
    if (n > 0) {
        text.append(buffer, static_cast<std::size_t>(n));
    } else if (n == 0) {
        ::close(fd);
        fd = -1;
    } else if (errno != EINTR) {
        fail("read");
    }
}

/// Returns once `holds()`. For what the system does not tell us of.
template <class Condition>
void await(const char* what, Condition holds) {
    const auto give_up = steady_clock::now() + patience;
    while (!holds()) {
        if (steady_clock::now() > give_up) throw std::runtime_error(what);
        ::sched_yield();
    }
}

bool handles(pid_t pid, int signal) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    std::string word;
    while (status >> word) {
        if (word == "SigCgt:" && status >> word) {
            return (std::stoull(word, nullptr, 16) >> (signal - 1)) % 2 == 1;
        }
    }
    return false;
}

}  // namespace

process::process(const std::vector<std::string>& args) {
    const auto out = make_pipe();
    const auto err = make_pipe();
    // Small, so that it is soon full.
    ::fcntl(out.write, F_SETPIPE_SZ, 4096);
    out_ = out.read;
    err_ = err.read;
    pid_ = spawn(args, out.write, err.write);
    ::close(out.write);
    ::close(err.write);
}

process::~process() {
    close_output();
    if (err_ >= 0) ::close(err_);
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void process::read_some() {
    pollfd ready[] = {{.fd = out_, .events = POLLIN, .revents = 0},
                      {.fd = err_, .events = POLLIN, .revents = 0}};
    const auto most = std::chrono::milliseconds(patience).count();
    if (::poll(ready, 2, static_cast<int>(most)) == 0) {
        throw std::runtime_error("the program says nothing, and does not end");
    }
    if (ready[0].revents != 0) drain(out_, seen_.out);
    if (ready[1].revents != 0) drain(err_, seen_.err);
}

void process::await_output(std::string_view text) {
    while (seen_.out.find(text) == std::string::npos) {
        if (out_ < 0) throw std::runtime_error("it ended without the text");
        read_some();
    }
}

void process::await_error(std::string_view text) {
    while (seen_.err.find(text) == std::string::npos) {
        if (err_ < 0) throw std::runtime_error("it ended without the text");
        read_some();
    }
}

std::string process::await_error_line() {
    await_error("\n");
    return seen_.err.substr(0, seen_.err.find('\n'));
}

void process::await_full_output() {
    const int capacity = ::fcntl(out_, F_GETPIPE_SZ);
    await("the program does not fill its output", [&] {
        int held = 0;
        ::ioctl(out_, FIONREAD, &held);
        return held == capacity;
    });
}

void process::send(int signal) const {
    if (::kill(pid_, signal) != 0) fail("kill");
}

void process::await_handled(int signal) const {
    await("the program does not handle the signal",
          [&] { return handles(pid_, signal); });
}

void process::await_unhandled(int signal) const {
    await("the program does not let go of the signal",
          [&] { return !handles(pid_, signal); });
}

void process::close_output() {
    if (out_ >= 0) ::close(out_);
    out_ = -1;
}

void process::await_end() {
    int status = 0;
    rusage used{};
    await("the program does not end",
          [&] { return ::wait4(pid_, &status, WNOHANG, &used) == pid_; });
    seen_.memory_kb = used.ru_maxrss;
    pid_ = -1;
    seen_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    seen_.code = seen_.signal != 0 ? 128 + seen_.signal : WEXITSTATUS(status);
}

outcome process::wait() {
    while (out_ >= 0 || err_ >= 0) read_some();
    if (pid_ >= 0) await_end();
    return std::move(seen_);
}

outcome run_program(const std::vector<std::string>& args) {
    return process(args).wait();
}

}  // namespace ctx_test
