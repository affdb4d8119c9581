// SPDX-License-Identifier: MIT
#include "lessons/support/http/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

bool may_be_in_value(char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
}

void parse_field(header& h, std::string_view line) {
    const auto colon = line.find(':');
    const auto value = line.substr(colon + 1);
    std::string name(line.substr(0, colon));
    // As Go: a name may have blanks. A server refuses them later.
    std::ranges::replace(name, ' ', '-');
    if (!is_token(name) || !std::ranges::all_of(value, may_be_in_value)) {
        throw malformed("malformed MIME header line: " + quoted(line));
    }
    h[canonical_name(line.substr(0, colon))].emplace_back(
        value.substr(std::min(value.find_first_not_of(" \t"), value.size())));
}

}  // namespace

int parse_version(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    if (text.size() != 8 || !text.starts_with("HTTP/") || text[6] != '.' ||
        digits.find(text[5]) == digits.npos ||
        digits.find(text[7]) == digits.npos) {
        throw malformed("malformed HTTP version " + quoted(text));
    }
    return 10 * (text[5] - '0') + text[7] - '0';
}

void reader::put(piece p) {
    if (ended_) return;
    bytes_.erase(0, std::exchange(start_, 0));
    bytes_ += p.bytes;
    ended_ = p.err || p.bytes.empty();
    err_ = std::move(p.err);
}

bool reader::more() {
    if (!ended_) put(next_());
    return !ended_;
}

std::string_view reader::buffered() const {
    return std::string_view(bytes_).substr(start_);
}

std::string_view reader::peek(std::size_t n) {
    while (buffered().size() < n && more()) continue;
    return buffered().substr(0, n);
}

std::string reader::some(std::size_t n) {
    std::string out(peek(1).empty() ? "" : buffered().substr(0, n));
    start_ += out.size();
    return out;
}

std::string reader::up_to_newline(std::size_t limit) {
    std::size_t searched = 0;
    for (;;) {
        const auto end = buffered().substr(0, limit).find('\n', searched);
        if (end != std::string::npos) return some(end + 1);
        searched = buffered().size();
        if (searched >= limit || !more()) return some(limit);
    }
}

void reader::fail(const char* text) const {
    if (err_) err_.raise();
    throw malformed(text);
}

std::string reader::line() {
    std::string line = up_to_newline(left_ + 1);
    if (line.empty()) fail();
    if (line.size() > left_) {
        throw malformed(
            fmt::format(
                "net/http: server response headers exceeded {} bytes; aborted",
                limit_),
            431);
    }
    left_ -= line.size();
    if (!line.ends_with('\n')) return line;
    line.pop_back();
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

header reader::fields() {
    // A line that begins with a blank continues the line before.
    const auto continues = [this] {
        const auto next = peek(1);
        return next == " " || next == "\t";
    };
    if (continues()) {
        throw malformed("malformed MIME header initial line: " +
                        quoted(line()));
    }
    header all;
    for (auto first = line(); !first.empty(); first = line()) {
        if (first.find(':') == first.npos) {
            throw malformed("malformed MIME header: missing colon: " +
                            quoted(first));
        }
        std::string whole(trimmed(first));
        while (continues()) whole.append(" ").append(trimmed(line()));
        parse_field(all, whole);
    }
    return all;
}

}  // namespace lessons::http
