// SPDX-License-Identifier: MIT
#include "lessons/support/http/response_head.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include "lessons/support/http/go_text.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

bool is_digit(char c) { return '0' <= c && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_version(std::string_view proto) {
    return proto.size() == 8 && proto.starts_with("HTTP/") &&
           is_digit(proto[5]) && proto[6] == '.' && is_digit(proto[7]);
}

std::string_view without_line_end(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool may_be_in_value(char c) {
    return c == '\t' || static_cast<unsigned char>(c) >= 0x80 ||
           (' ' <= c && c <= '~');
}

bool is_length(std::string_view text) {
    std::int64_t n = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, n);
    return problem == std::errc() && stop == end && is_digit(text.front());
}

/// Returns `["1" "2"]`, as Go prints a slice with %q.
std::string quoted_list(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& text : all) out += (out.empty() ? "" : " ") + quoted(text);
    return '[' + out + ']';
}

}  // namespace

std::string response_head::read(std::string_view text, bool ended) {
    std::string fault;
    while (!done() && fault.empty() && size_ < text.size()) {
        auto line = text.substr(size_);
        const auto end = line.find('\n');
        if (end == line.npos && !ended) break;
        line = line.substr(0, end == line.npos ? end : end + 1);
        size_ += line.size();
        fault = read_line(without_line_end(line));
    }
    return fault;
}

std::string response_head::read_line(std::string_view line) {
    if (part_ == part::status) {
        part_ = part::fields;
        return read_status(line);
    }
    if (!line.empty()) return read_field(line);
    part_ = part::body;
    return check_length();
}

std::string response_head::read_status(std::string_view line) {
    const auto space = line.find(' ');
    if (space == line.npos) return "malformed HTTP response " + quoted(line);
    proto_ = line.substr(0, space);
    status_ =
        line.substr(std::min(line.find_first_not_of(' ', space), line.size()));
    const auto code = status_.substr(0, status_.find(' '));
    if (code.size() != 3 || !std::ranges::all_of(code, is_digit)) {
        return "malformed HTTP status code " + quoted(code);
    }
    if (!is_version(proto_)) return "malformed HTTP version " + quoted(proto_);
    return "";
}

std::string response_head::read_field(std::string_view line) {
    if (is_blank(line.front())) {
        if (fields_.empty()) {
            return "malformed MIME header initial line: " + quoted(line);
        }
        fields_.back().value += ' ';
        fields_.back().value += trimmed(line);  // a continued value
        return "";
    }
    const auto colon = line.find(':');
    if (colon == line.npos) {
        return "malformed MIME header: missing colon: " + quoted(line);
    }
    const auto name = line.substr(0, colon);
    const auto value = line.substr(colon + 1);
    if (!is_token(name) || !std::ranges::all_of(value, may_be_in_value)) {
        return "malformed MIME header line: " + quoted(line);
    }
    fields_.push_back({canonical_name(name), std::string(trimmed(value))});
    return "";
}

/// Returns an error unless the header gives the length of the body without
/// contradiction.
std::string response_head::check_length() {
    const auto codings = values("Transfer-Encoding");
    auto lengths = values("Content-Length");
    if (codings.size() > 1) {
        return "too many transfer encodings: " + quoted_list(codings);
    }
    if (!codings.empty()) {
        if (canonical_name(codings[0]) != "Chunked") {
            return "unsupported transfer encoding: " + quoted(codings[0]);
        }
        keep_first("Content-Length", 0);
        return "";
    }
    for (const auto& length : lengths) {
        if (length != lengths[0]) {
            return "http: message cannot contain multiple Content-Length "
                   "headers; got " +
                   quoted_list(lengths);
        }
    }
    keep_first("Content-Length", 1);
    if (!lengths.empty() && !is_length(lengths[0])) {
        return "bad Content-Length " + quoted(lengths[0]);
    }
    return "";
}

std::vector<std::string> response_head::values(std::string_view name) const {
    std::vector<std::string> all;
    for (const auto& f : fields_) {
        if (f.name == name) all.push_back(f.value);
    }
    return all;
}

void response_head::keep_first(std::string_view name, std::size_t count) {
    std::erase_if(fields_, [&](const field& f) {
        if (f.name != name) return false;
        if (count == 0) return true;
        --count;
        return false;
    });
}

std::string response_head::strict() const {
    std::string text =
        fmt::format("{} {} \r\n", proto_ == "HTTP/1.0" ? proto_ : "HTTP/1.1",
                    status_.substr(0, 3));
    for (const auto& f : fields_) text += f.name + ": " + f.value + "\r\n";
    return text + "\r\n";
}

}  // namespace lessons::http
