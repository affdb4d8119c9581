// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/search_line.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

using lessons::language;

namespace {

using namespace std::chrono_literals;

constexpr auto first_after = 1s;
constexpr auto every = 100ms;
constexpr std::size_t widest = 60;

// A line of the whole width would move some terminals to the next line.
std::size_t room() {
    winsize size{};
    const bool known =
        ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return std::min<std::size_t>(known ? size.ws_col - 1 : widest, widest);
}

// A carriage return and blanks work on every kind of terminal.
void overwrite(const std::string& text) {
    const std::size_t width = room();
    const auto line = fmt::format("\r{}\r{}", std::string(width, ' '),
                                  wrapped_to(text, width).front());
    std::fputs(line.c_str(), stderr);
}

}  // namespace

search_line::search_line(language l)
    : in_(l),
      on_terminal_(::isatty(STDERR_FILENO) == 1),
      next_(clock::now() + first_after) {}

search_line::~search_line() {
    if (shown_) overwrite("");
}

void search_line::show(const search_progress& p) {
    if (!on_terminal_) return;
    const auto now = clock::now();
    if (now < next_) return;
    next_ = now + every;
    shown_ = true;
    const auto percent = static_cast<int>(p.done * 100);
    overwrite(in_ == language::zh
                  ? fmt::format("约 {}%：{} 种调度，{} 种输出……", percent,
                                p.schedules, p.outputs)
                  : fmt::format("about {} %: {}, {} so far ...", percent,
                                counted(p.schedules, "schedule"),
                                counted(p.outputs, "output")));
}

}  // namespace ctxdemo
