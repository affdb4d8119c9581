// SPDX-License-Identifier: MIT
#include "tests/support/full_screen.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

extern char** environ;

namespace ctx_test {

namespace {

using std::chrono::steady_clock;

void set_size(int fd, std::size_t columns, std::size_t rows) {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(columns);
    size.ws_row = static_cast<unsigned short>(rows);
    if (::ioctl(fd, TIOCSWINSZ, &size) != 0) fail("TIOCSWINSZ");
}

int open_terminal(std::size_t columns, std::size_t rows) {
    const int fd = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) fail("posix_openpt");
    if (::grantpt(fd) != 0 || ::unlockpt(fd) != 0) fail("unlockpt");
    set_size(fd, columns, rows);
    return fd;
}

std::string name_of_other_end(int fd) {
    char name[64];
    const int problem = ::ptsname_r(fd, name, sizeof name);
    if (problem != 0) fail("ptsname_r", problem);
    return name;
}

/// Returns the environment of the tests, but with a terminal and a locale that
/// every machine knows.
std::vector<std::string> environment() {
    static constexpr std::string_view replaced[] = {
        "TERM=", "LC_ALL=", "LANG=", "NO_COLOR=", "LINES=", "COLUMNS="};
    std::vector<std::string> all{"TERM=xterm-256color", "LC_ALL=C.UTF-8"};
    for (char** e = environ; *e != nullptr; ++e) {
        const std::string_view variable(*e);
        if (std::ranges::none_of(replaced, [&](std::string_view name) {
                return variable.starts_with(name);
            })) {
            all.emplace_back(variable);
        }
    }
    return all;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (const auto& t : texts) all.push_back(const_cast<char*>(t.c_str()));
    all.push_back(nullptr);
    return all;
}

/// Starts the program like a login shell, in a session of its own. The first
/// terminal that the program opens becomes the session's controlling terminal.
void set_attributes(posix_spawnattr_t& how) {
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&how, &set);
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGTSTP,
                             SIGTTIN, SIGTTOU}) {
        sigaddset(&set, signal);
    }
    posix_spawnattr_setsigdefault(&how, &set);
    posix_spawnattr_setflags(
        &how, static_cast<short>(POSIX_SPAWN_SETSIGMASK |
                                 POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID));
}

pid_t spawn(const std::vector<std::string>& args, const std::string& terminal) {
    const auto variables = environment();
    const auto argv = pointers_to(args);
    const auto envp = pointers_to(variables);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    set_attributes(how);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, terminal.c_str(), O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&files, 0, 1);
    posix_spawn_file_actions_adddup2(&files, 0, 2);

    pid_t pid = -1;
    const int problem =
        ::posix_spawn(&pid, argv[0], &files, &how, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    if (problem != 0) fail("posix_spawn", problem);
    return pid;
}

/// Returns once `holds()` is true. It polls, and is only for conditions that
/// the system does not report.
template <class Condition>
void await_that(const char* what, Condition holds) {
    const auto give_up = steady_clock::now() + patience;
    while (!holds()) {
        if (steady_clock::now() > give_up) throw std::runtime_error(what);
        ::sched_yield();
    }
}

}  // namespace

full_screen::full_screen(const std::vector<std::string>& args,
                         std::size_t columns, std::size_t rows)
    : screen_(columns, rows), ours_(open_terminal(columns, rows)) {
    const std::string name = name_of_other_end(ours_);
    theirs_ = ::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (theirs_ < 0) fail("open");
    mode_before_ = mode();
    pid_ = spawn(args, name);
}

full_screen::~full_screen() {
    if (pid_ >= 0) {
        const pid_t job = ::tcgetpgrp(ours_);
        if (job > 0) ::kill(-job, SIGKILL);
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    if (theirs_ >= 0) ::close(theirs_);
    ::close(ours_);
}

void full_screen::type(std::string_view keys) const {
    while (!keys.empty()) {
        const auto n = ::write(ours_, keys.data(), keys.size());
        if (n < 0 && errno != EINTR) fail("write");
        if (n > 0) keys.remove_prefix(static_cast<std::size_t>(n));
    }
}

void full_screen::await_unread(std::size_t count) const {
    await_that("what was typed does not arrive, or is not read", [&] {
        int held = 0;
        ::ioctl(theirs_, FIONREAD, &held);
        return static_cast<std::size_t>(held) == count;
    });
}

void full_screen::resize(std::size_t columns, std::size_t rows) {
    screen_.resize(columns, rows);
    set_size(ours_, columns, rows);
}

bool full_screen::has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info,
                    WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid_;
}

// Reads once; false at the end of the output. The output has no end while this
// process has the program's end of the terminal open. That end is closed here
// once the program has ended.
bool full_screen::read_some() {
    const auto give_up = steady_clock::now() + patience;
    constexpr int look_again_ms = 10;
    pollfd from{.fd = ours_, .events = POLLIN, .revents = 0};
    do {
        if (steady_clock::now() > give_up) {
            throw std::runtime_error("it shows:\n" + screen_.text());
        }
        if (theirs_ >= 0 && has_ended()) ::close(std::exchange(theirs_, -1));
    } while (::poll(&from, 1, look_again_ms) <= 0);

    char buffer[4096];
    const auto n = ::read(ours_, buffer, sizeof buffer);
    if (n < 0 && errno == EIO)
        return false;  // no process has the terminal open
    if (n < 0) fail("read");
    const std::string_view bytes(buffer, static_cast<std::size_t>(n));
    read_ += bytes;
    screen_.feed(bytes);
    return true;
}

void full_screen::read_more() {
    if (read_some()) return;
    throw std::runtime_error("it ended, and shows:\n" + screen_.text());
}

// Works also after the program has ended.
termios full_screen::mode() const {
    termios now{};
    if (::tcgetattr(ours_, &now) != 0) fail("tcgetattr");
    return now;
}

void full_screen::set_mode(const termios& to) const {
    if (::tcsetattr(ours_, TCSANOW, &to) != 0) fail("tcsetattr");
}

pid_t full_screen::foreground() const { return ::tcgetpgrp(ours_); }

void full_screen::send(int signal) const {
    if (::kill(pid_, signal) != 0) fail("kill");
}

outcome full_screen::wait() {
    while (read_some()) {
    }
    outcome seen;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    seen.out = read_;
    seen.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    seen.code = seen.signal != 0 ? 128 + seen.signal : WEXITSTATUS(status);
    return seen;
}

bool is_same_mode(const termios& a, const termios& b) {
    return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag &&
           a.c_cflag == b.c_cflag && a.c_lflag == b.c_lflag &&
           std::ranges::equal(a.c_cc, b.c_cc);
}

}  // namespace ctx_test
