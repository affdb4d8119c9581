// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/search_line.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "apps/ctxdemo/cli/quoting.hpp"

namespace ctxdemo {

using lessons::language;

namespace {

using namespace std::chrono_literals;

constexpr auto first_after = 1s;
constexpr auto every = 100ms;

// A carriage return and blanks work on every kind of terminal.
void overwrite(const std::string& text) {
    std::fputs(fmt::format("\r{:<60}\r{}", "", text).c_str(), stderr);
}

}  // namespace

search_line::search_line(language l)
    : in_(l),
      on_terminal_(::isatty(STDERR_FILENO) == 1),
      next_(clock::now() + first_after) {}

search_line::~search_line() {
    if (shown_) overwrite("");
}

void search_line::show(std::uint64_t schedules, std::size_t transcripts) {
    if (!on_terminal_) return;
    const auto now = clock::now();
    if (now < next_) return;
    next_ = now + every;
    shown_ = true;
    overwrite(
        in_ == language::zh
            ? fmt::format("{} 种调度，{} 种输出……", schedules, transcripts)
            : fmt::format("{}, {} so far ...", counted(schedules, "schedule"),
                          counted(transcripts, "transcript")));
}

}  // namespace ctxdemo
