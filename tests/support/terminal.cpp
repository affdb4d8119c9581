// SPDX-License-Identifier: MIT
#include "tests/support/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace ctx_test {

namespace {

using std::chrono::steady_clock;

void set_size(int fd, terminal_size size) {
    winsize w{};
    w.ws_col = static_cast<unsigned short>(size.columns);
    w.ws_row = static_cast<unsigned short>(size.rows);
    if (::ioctl(fd, TIOCSWINSZ, &w) != 0) fail("TIOCSWINSZ");
}

/// Opens a pseudo-terminal, and returns the tests' end of it.
int open_terminal(terminal_size size) {
    const int fd = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) fail("posix_openpt");
    if (::grantpt(fd) != 0 || ::unlockpt(fd) != 0) fail("unlockpt");
    set_size(fd, size);
    return fd;
}

/// Returns the path of the program's end.
std::string path_of_other_end(int fd) {
    char name[64];
    const int problem = ::ptsname_r(fd, name, sizeof name);
    if (problem != 0) fail("ptsname_r", problem);
    return name;
}

/// Returns what the environment says about the terminal.
environment_changes terminal_variables() {
    return {{"TERM", "xterm-256color"},
            {"NO_COLOR", std::nullopt},
            {"LINES", std::nullopt},
            {"COLUMNS", std::nullopt}};
}

}  // namespace

terminal::terminal(const std::vector<std::string>& args, terminal_size size)
    : ours_(open_terminal(size)),
      mode_before_(mode()),
      child_(args, {.out = -1, .err = -1, .terminal = path_of_other_end(ours_)},
             terminal_variables()) {}

terminal::~terminal() {
    const pid_t job = pid() >= 0 ? foreground() : -1;
    if (job > 0) ::kill(-job, SIGKILL);
    hang_up();
}

void terminal::type(std::string_view keys) const {
    while (!keys.empty()) {
        const auto n = ::write(ours_, keys.data(), keys.size());
        if (n < 0 && errno != EINTR) fail("write");
        if (n > 0) keys.remove_prefix(static_cast<std::size_t>(n));
    }
}

// Only the program's end of the terminal can be asked what is unread.
void terminal::await_unread(std::size_t count) const {
    const int theirs =
        ::open(path_of_other_end(ours_).c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (theirs < 0) fail("open");
    ctx_test::await("the typed keys do not arrive, or are not read", [&] {
        int held = 0;
        ::ioctl(theirs, FIONREAD, &held);
        return static_cast<std::size_t>(held) == count;
    });
    ::close(theirs);
}

void terminal::resize(terminal_size size) const { set_size(ours_, size); }

bool terminal::read_some(give_up_at give_up) {
    (void)await_readable({ours_}, give_up);
    ended_ = !read_into(written_, ours_);
    return !ended_;
}

void terminal::await(std::string_view text) {
    const auto give_up = steady_clock::now() + patience;
    std::size_t at;
    while ((at = written_.find(text, awaited_)) == std::string::npos) {
        if (ended_) throw std::runtime_error("it ended without the text");
        read_some(give_up);
    }
    awaited_ = at + text.size();
}

termios terminal::mode() const {
    termios now{};
    if (::tcgetattr(ours_, &now) != 0) fail("tcgetattr");
    return now;
}

void terminal::set_mode(const termios& to) const {
    if (::tcsetattr(ours_, TCSANOW, &to) != 0) fail("tcsetattr");
}

bool terminal::takes_lines() const {
    constexpr tcflag_t usual = ICANON | ECHO | ISIG;
    return (mode().c_lflag & usual) == usual;
}

void terminal::await_takes_lines(bool yes) const {
    ctx_test::await("the program does not change the terminal's mode",
                    [&] { return takes_lines() == yes; });
}

pid_t terminal::foreground() const { return ::tcgetpgrp(ours_); }

void terminal::hang_up() {
    if (ours_ >= 0) ::close(ours_);
    ours_ = -1;
    ended_ = true;
}

outcome terminal::wait(std::chrono::seconds limit) {
    const auto give_up = steady_clock::now() + limit;
    while (!ended_) read_some(give_up);
    outcome seen;
    child_.await_end(seen);
    seen.out = written_;
    return seen;
}

bool is_same_mode(const termios& a, const termios& b) {
    return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag &&
           a.c_cflag == b.c_cflag && a.c_lflag == b.c_lflag &&
           std::ranges::equal(a.c_cc, b.c_cc);
}

}  // namespace ctx_test
