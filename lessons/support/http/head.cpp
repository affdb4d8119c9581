// SPDX-License-Identifier: MIT
#include "lessons/support/http/head.hpp"

#include <algorithm>

#include "lessons/support/http/go_text.hpp"
#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

bool is_digit(char c) { return '0' <= c && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool may_be_in_value(char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
}

/// A name may have blanks, as in Go. The server refuses them later.
bool is_name(std::string_view name) {
    std::string solid(name);
    std::erase(solid, ' ');
    return !name.empty() && (solid.empty() || is_token(solid));
}

void add_field(header& h, std::string_view line) {
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    auto value = line.substr(colon + 1);
    if (!is_name(name) || !std::ranges::all_of(value, may_be_in_value)) {
        throw malformed("malformed MIME header line: " + quoted(line));
    }
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    h[canonical_name(name)].emplace_back(value);
}

}  // namespace

void fail_at_end(const reader& from, const char* text) {
    if (from.err()) throw read_failed{from.err()};
    throw malformed(text);
}

version parse_version(std::string_view text) {
    if (text.size() != 8 || !text.starts_with("HTTP/") || !is_digit(text[5]) ||
        text[6] != '.' || !is_digit(text[7])) {
        throw malformed("malformed HTTP version " + quoted(text));
    }
    return {text[5] - '0', text[7] - '0'};
}

std::string head_reader::line() {
    if (left_ == 0) throw header_too_large("header too large");
    std::string line = from_.line(left_);
    left_ -= line.size();
    if (line.ends_with('\n')) {
        line.pop_back();
        if (line.ends_with('\r')) line.pop_back();
        return line;
    }
    if (left_ == 0) throw header_too_large("header too large");
    if (line.empty()) fail_at_end(from_);
    return line;
}

header head_reader::fields() {
    header all;
    const auto first = from_.peek(1);
    if (!first.empty() && is_blank(first[0])) {
        const auto wrong = line();
        if (wrong.size() > 80) throw malformed("message too large");
        throw malformed("malformed MIME header initial line: " + quoted(wrong));
    }
    for (;;) {
        const auto next = field();
        if (next.empty()) return all;
        add_field(all, next);
    }
}

/// Reads a line and the lines that continue it, which begin with a blank.
std::string head_reader::field() {
    const auto first = line();
    if (first.empty()) return first;
    if (first.find(':') == first.npos) {
        throw malformed("malformed MIME header: missing colon: " +
                        quoted(first));
    }
    std::string whole(trimmed(first));
    while (skip_blanks() && !from_.peek(1).empty()) {
        whole += ' ';
        whole += trimmed(line());
    }
    return whole;
}

bool head_reader::skip_blanks() {
    bool any = false;
    for (auto next = from_.peek(1); !next.empty() && is_blank(next[0]);
         next = from_.peek(1)) {
        if (left_ == 0) throw header_too_large("header too large");
        from_.skip(1);
        --left_;
        any = true;
    }
    return any;
}

}  // namespace lessons::http
