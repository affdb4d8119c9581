// SPDX-License-Identifier: MIT
#include "lessons/support/http/go_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace ctxdemo::http {

namespace {

bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)); }
bool is_digit(char c) { return '0' <= c && c <= '9'; }

/// The length of the UTF-8 character that `text` begins with; 0 if there is
/// none. Overlong forms and surrogates are not told apart: nobody sends those.
std::size_t utf8_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first >= 0xf0   ? 4
                               : first >= 0xe0 ? 3
                               : first >= 0xc2 ? 2
                                               : 0;
    if (length == 0 || first > 0xf4 || text.size() < length) return 0;
    const bool follow = std::ranges::all_of(
        text.substr(1, length - 1), [](char c) { return (c & 0xc0) == 0x80; });
    return follow ? length : 0;
}

std::string escaped(char c) {
    switch (c) {
        case '\a':
            return "\\a";
        case '\b':
            return "\\b";
        case '\f':
            return "\\f";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        case '\v':
            return "\\v";
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        default:
            return fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
}

/// Takes a line off `text`; it may end in LF alone.
std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool is_version(std::string_view proto) {
    return proto.size() == 8 && proto.starts_with("HTTP/") &&
           is_digit(proto[5]) && proto[6] == '.' && is_digit(proto[7]);
}

std::string malformed_status_line(std::string_view line) {
    const auto space = line.find(' ');
    if (space == line.npos) {
        return "malformed HTTP response " + quoted(line);
    }
    auto code = line.substr(line.find_first_not_of(' ', space + 1) == line.npos
                                ? line.size()
                                : line.find_first_not_of(' ', space + 1));
    code = code.substr(0, code.find(' '));
    if (code.size() != 3 || !std::ranges::all_of(code, is_digit)) {
        return "malformed HTTP status code " + quoted(code);
    }
    const auto proto = line.substr(0, space);
    if (!is_version(proto)) return "malformed HTTP version " + quoted(proto);
    return "";
}

bool is_field(std::string_view line) {
    const auto colon = line.find(':');
    return colon != line.npos && colon > 0 &&
           line.substr(0, colon).find_first_of(" \t") == line.npos;
}

}  // namespace

std::string go_text(const std::error_code& e) {
    std::string text = e.message();
    // Not "RFS specific error".
    if (text.size() > 1 && is_lower(text[1])) {
        text[0] = static_cast<char>(
            std::tolower(static_cast<unsigned char>(text[0])));
    }
    return text;
}

std::string malformed_part(std::string_view head, bool ended) {
    if (!ended) head = head.substr(0, head.rfind('\n') + 1);
    if (head.empty()) return "";
    const auto status = malformed_status_line(next_line(head));
    if (!status.empty()) return status;
    while (!head.empty()) {
        const auto line = next_line(head);
        if (line.empty()) break;
        const bool continues = line.front() == ' ' || line.front() == '\t';
        if (!continues && !is_field(line)) {
            return "malformed MIME header line: " + std::string(line);
        }
    }
    return "";
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const char c = text.front();
        std::size_t length = utf8_length(text);
        if (' ' <= c && c <= '~' && c != '"' && c != '\\') length = 1;
        if (length == 0) {
            out += escaped(c);
            length = 1;
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out + '"';
}

}  // namespace ctxdemo::http
