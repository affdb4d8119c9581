// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/wording.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace ctxdemo {

namespace {

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

/// `text` with its control characters spelled out: a message is one line, and
/// is not a way to send commands to the terminal.
std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else if (is_control(c)) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out;
}

/// True if it means nothing to any shell.
bool is_plain(char c) {
    return ('0' <= c && c <= '9') || ('a' <= c && c <= 'z') ||
           ('A' <= c && c <= 'Z') ||
           std::string_view("_./:=@%+,-").find(c) != std::string_view::npos;
}

/// True for a byte of a UTF-8 character other than its first.
bool is_continued(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// What two names are compared by: "--Speed" and "-speed" are alike.
std::string key_of(std::string_view name) {
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    std::string key(name);
    for (char& c : key) {
        if ('A' <= c && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return key;
}

/// How many characters to add, drop, change or swap with the next one to make
/// `a` out of `b` (the "optimal string alignment" distance).
std::size_t distance(std::string_view a, std::string_view b) {
    // Three rows of the table suffice: a swap looks two back.
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1),
        row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] =
                std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

/// How far `candidate` is from what was typed; nothing if it is not near.
std::optional<std::size_t> slips(const std::string& typed,
                                 const std::string& candidate) {
    if (typed.size() > 1 && candidate.starts_with(typed)) {
        return candidate == typed ? 0 : 1;
    }
    // One slip in three letters is likely; one in two is another word.
    const std::size_t d = distance(typed, candidate);
    if (d > typed.size() / 3) return std::nullopt;
    return d;
}

}  // namespace

std::string quoted(std::string_view typed) {
    return '"' + printable(typed) + '"';
}

std::string shown(std::string_view typed) {
    const bool plain = !typed.empty() && typed.find(' ') == typed.npos &&
                       std::none_of(typed.begin(), typed.end(), is_control);
    return plain ? std::string(typed) : quoted(typed);
}

std::string shell_quoted(std::string_view argument) {
    if (!argument.empty() && std::ranges::all_of(argument, is_plain)) {
        return std::string(argument);
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
    // Not in the middle of a character.
    while (head > 0 && is_continued(text[head])) --head;
    while (tail < text.size() && is_continued(text[tail])) ++tail;
    return text.substr(0, head) + "..." + text.substr(tail);
}

std::string nearest(std::string_view typed,
                    const std::vector<std::string>& known) {
    const std::string key = key_of(typed);
    std::string best;
    std::optional<std::size_t> fewest;
    for (const auto& name : known) {
        const auto d = slips(key, key_of(name));
        if (d && (!fewest || *d < *fewest)) {
            best = name;
            fewest = d;
        }
    }
    return best;
}

}  // namespace ctxdemo
