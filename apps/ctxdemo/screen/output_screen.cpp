// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/output_screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "apps/ctxdemo/screen/locale.hpp"

namespace ctxdemo {

namespace {

constexpr std::size_t usual = 80;
constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 160;
constexpr std::size_t narrowest_text = 20;
constexpr std::size_t widest_text = 80;  // longer lines are hard to read

std::string_view environment(const char* name) {
    const char* const value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

std::optional<std::size_t> output_width() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return std::nullopt;
    }
    return size.ws_col;
}

std::size_t picture_width() {
    return std::clamp(output_width().value_or(usual), narrowest, widest);
}

page output_page(lessons::language in) {
    return {
        in,
        std::clamp(output_width().value_or(usual), narrowest_text, widest_text),
        output_is_colored()};
}

bool output_is_colored() {
    const auto term = environment("TERM");
    return ::isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty() &&
           !term.empty() && term != "dumb";
}

const signs& output_signs() {
    return locale_is_utf8() && environment("TERM") != "dumb" ? unicode_signs
                                                             : ascii_signs;
}

}  // namespace ctxdemo
