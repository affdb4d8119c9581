// SPDX-License-Identifier: MIT
#include "tests/support/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>

namespace ctx_test {

namespace {

using std::chrono::steady_clock;

void set_size(int fd, terminal_size size) {
    winsize w{};
    w.ws_col = size.columns;
    w.ws_row = size.rows;
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
std::string other_end(int fd) {
    char name[64];
    const int problem = ::ptsname_r(fd, name, sizeof name);
    if (problem != 0) fail("ptsname_r", problem);
    return name;
}

}  // namespace

terminal::terminal(const std::vector<std::string>& args, terminal_size size)
    : ours_(open_terminal(size)),
      child_(args, {.out = -1, .err = -1, .terminal = other_end(ours_)}) {}

terminal::~terminal() { hang_up(); }

void terminal::type(std::string_view keys) {
    while (!keys.empty()) {
        const auto n = ::write(ours_, keys.data(), keys.size());
        if (n < 0 && errno != EINTR) fail("write");
        if (n > 0) keys.remove_prefix(static_cast<std::size_t>(n));
    }
}

void terminal::resize(terminal_size size) { set_size(ours_, size); }

void terminal::read_some(give_up_at give_up) {
    (void)await_readable({ours_}, give_up);
    ended_ = !read_into(written_, ours_);
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

bool terminal::takes_lines() const {
    termios now{};
    if (::tcgetattr(ours_, &now) != 0) fail("tcgetattr");
    constexpr tcflag_t usual = ICANON | ECHO | ISIG;
    return (now.c_lflag & usual) == usual;
}

void terminal::await_takes_lines(bool yes) const {
    ctx_test::await("the program does not change the terminal's mode",
                    [&] { return takes_lines() == yes; });
}

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

}  // namespace ctx_test
