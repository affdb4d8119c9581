// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/quoting.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>

#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::first_character;
using lessons::is_printable;
using lessons::printable;
using lessons::printable_lines;

namespace {

/// Returns true if no shell gives `c` a meaning of its own.
bool is_plain(char c) {
    return ('0' <= c && c <= '9') || ('a' <= c && c <= 'z') ||
           ('A' <= c && c <= 'Z') ||
           std::string_view("_./:=@%+,-").find(c) != std::string_view::npos;
}

/// Returns true for a byte of a UTF-8 character after its first.
bool is_continued(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// Returns `argument`, which is not printable, as bash and zsh read it.
std::string spelled_for_shell(std::string_view argument) {
    std::string out = "$'";
    while (!argument.empty()) {
        const auto c = first_character(argument);
        for (const char byte : argument.substr(0, c.size)) {
            if (!c.is_valid || !is_printable(c.code)) {
                out +=
                    fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
            } else if (byte == '\'' || byte == '\\') {
                out.append({'\\', byte});
            } else {
                out += byte;
            }
        }
        argument.remove_prefix(c.size);
    }
    return out + '\'';
}

/// Returns `argument` as a user types it in a shell.
std::string shell_quoted(std::string_view argument) {
    if (!argument.empty() && std::ranges::all_of(argument, is_plain)) {
        return std::string(argument);
    }
    // Every shell reads a line break in plain quotes.
    if (printable_lines(argument) != argument) {
        return spelled_for_shell(argument);
    }
    std::string out = "'";
    for (const char c : argument) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + '\'';
}

}  // namespace

std::string in_quotes(std::string_view typed) {
    return '"' + printable(typed) + '"';
}

std::string shown(std::string_view typed) {
    const bool plain = !typed.empty() && typed.find(' ') == typed.npos &&
                       printable(typed) == typed;
    return plain ? std::string(typed) : in_quotes(typed);
}

std::string shell_line(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) {
        if (!line.empty()) line += ' ';
        line += shell_quoted(word);
    }
    return line;
}

std::string counted(std::uint64_t n, std::string_view noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string shortened(const std::string& text) {
    constexpr std::size_t most = 60;
    constexpr std::size_t kept = 20;  // at either end
    if (text.size() <= most) return text;
    std::size_t head = kept;
    std::size_t tail = text.size() - kept;
    // A cut in the middle of a character would not be UTF-8.
    while (head > 0 && is_continued(text[head])) --head;
    while (tail < text.size() && is_continued(text[tail])) ++tail;
    return text.substr(0, head) + "..." + text.substr(tail);
}

}  // namespace ctxdemo
