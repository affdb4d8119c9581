// Plain text of at most 80 columns, without escape sequences.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace ctxdemo {

namespace {

constexpr std::size_t columns = 80;

/// Takes the first word off `text`. What is in parentheses is one word.
std::string_view next_word(std::string_view& text) {
    const auto from = text.starts_with('(') ? text.find(')') : 0;
    const auto end = std::min(text.find(' ', from), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

/// Breaks `text` between words into lines that begin at column `indent`. The
/// first is continued from what stands before it.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    while (!text.empty()) {
        const auto word = next_word(text);
        if (column > indent && column + 1 + word.size() > columns) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    return out + '\n';
}

using row = std::pair<std::string, std::string>;

/// Two columns, the left one as wide as it must be.
std::string table(const std::vector<row>& rows) {
    std::size_t width = 0;
    for (const auto& [left, right] : rows) width = std::max(width, left.size());
    std::string out;
    for (const auto& [left, right] : rows) {
        out +=
            fmt::format("  {:<{}}  ", left, width) + wrapped(right, width + 4);
    }
    return out;
}

row flag_row(const flag& f) {
    std::string left = f.name;
    if (!f.value_name.empty()) left += ' ' + f.value_name;
    std::string right = f.help;
    if (!f.default_text.empty()) right += " (default: " + f.default_text + ')';
    return {std::move(left), std::move(right)};
}

std::string flag_table(const command& c, const std::vector<std::string>& args) {
    flag_set flags;
    c.prepare(flags, args);
    std::vector<row> rows;
    for (const auto& f : flags.all()) rows.push_back(flag_row(f));
    rows.emplace_back("-h, --help", "print this and do nothing");
    return table(rows);
}

/// "show <lesson>"
std::string call_of(const command& c) {
    return c.words.empty() ? c.name : c.name + ' ' + c.words;
}

std::string command_table() {
    std::vector<row> rows;
    for (const auto& c : plain_commands()) {
        rows.emplace_back(call_of(c), c.summary);
    }
    return table(rows);
}

}  // namespace

std::string lesson_list() {
    std::vector<row> rows;
    for (const auto& l : all_lessons()) {
        const auto& text = text_of(l.name);
        rows.emplace_back(l.name, text.summary);
        rows.emplace_back("", fmt::format("({})", text.section));
    }
    return table(rows);
}

std::string usage_line(const command& c) {
    return fmt::format("ctxdemo {} [flags]", call_of(c));
}

std::string command_help(const command& c,
                         const std::vector<std::string>& args) {
    return fmt::format(
        "Usage: {}\n"
        "\n"
        "{}"
        "\n"
        "Flags:\n"
        "{}"
        "\n"
        "Example:\n"
        "  {}\n",
        usage_line(c), wrapped(c.summary, 0), flag_table(c, args), c.example);
}

std::string start_page() {
    return fmt::format(
        "Go's context, learned by running it. The lessons, in the order of the "
        "document\nthey are from, each with its section:\n"
        "\n"
        "{}"
        "\n"
        "How to start:\n"
        "  ctxdemo basic          the first lesson; Ctrl-C ends it\n"
        "  ctxdemo show basic     its code, in C++ and in Go\n"
        "  ctxdemo basic --help   its flags, to try it another way\n"
        "  ctxdemo help           all commands\n"
        "\n"
        "In the source tree, type apps/run for ctxdemo.\n",
        lesson_list());
}

std::string overview() {
    return fmt::format(
        "Usage: ctxdemo <lesson> [flags]\n"
        "       ctxdemo <command> [flags]\n"
        "\n"
        "A lesson prints on standard output what its Go program prints, and "
        "nothing\nelse. In the order of the document they are from, the "
        "lessons are:\n"
        "\n"
        "{}"
        "\n"
        "Commands:\n"
        "{}"
        "\n"
        "Flags are those of the lesson or command: ctxdemo cancel --help "
        "shows them.\n"
        "\n"
        "Example:\n"
        "  ctxdemo cancel --speed 10\n",
        lesson_list(), command_table());
}

}  // namespace ctxdemo
