// SPDX-License-Identifier: MIT
#include "lessons/support/http/head_check.hpp"

#include <algorithm>

#include "lessons/support/http/go_text.hpp"

namespace ctxdemo::http {

namespace {

bool is_digit(char c) { return '0' <= c && c <= '9'; }

bool is_version(std::string_view proto) {
    return proto.size() == 8 && proto.starts_with("HTTP/") &&
           is_digit(proto[5]) && proto[6] == '.' && is_digit(proto[7]);
}

std::string_view without_line_end(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view after_first_space(std::string_view line) {
    line.remove_prefix(std::min(line.find(' '), line.size()));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return line;
}

std::string fault_of_status(std::string_view line) {
    const auto proto = line.substr(0, line.find(' '));
    if (proto.size() == line.size()) {
        return "malformed HTTP response " + quoted(line);
    }
    auto code = after_first_space(line);
    code = code.substr(0, code.find(' '));
    if (code.size() != 3 || !std::ranges::all_of(code, is_digit)) {
        return "malformed HTTP status code " + quoted(code);
    }
    if (!is_version(proto)) return "malformed HTTP version " + quoted(proto);
    return "";
}

bool may_be_in_value(char c) {
    return c == '\t' || static_cast<unsigned char>(c) >= 0x80 ||
           (' ' <= c && c <= '~');
}

std::string fault_of_field(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == line.npos) {
        return "malformed MIME header: missing colon: " + quoted(line);
    }
    if (!is_token(line.substr(0, colon)) ||
        !std::ranges::all_of(line.substr(colon), may_be_in_value)) {
        return "malformed MIME header line: " + quoted(line);
    }
    return "";
}

}  // namespace

std::string head_check::look(std::string_view head, bool ended) {
    std::string fault;
    while (!done() && fault.empty() && looked_ < head.size()) {
        auto line = head.substr(looked_);
        const auto end = line.find('\n');
        if (end == line.npos && !ended) break;
        line = line.substr(0, end == line.npos ? end : end + 1);
        looked_ += line.size();
        fault = look_at_line(without_line_end(line));
    }
    return fault;
}

std::string head_check::look_at_line(std::string_view line) {
    if (part_ == part::status) {
        part_ = part::fields;
        return fault_of_status(line);
    }
    if (line.empty()) {
        part_ = part::body;
        return "";
    }
    // It may go on with the field before.
    if (line.front() == ' ' || line.front() == '\t') return "";
    return fault_of_field(line);
}

std::string status_of(std::string_view head) {
    return std::string(
        after_first_space(without_line_end(head.substr(0, head.find('\n')))));
}

}  // namespace ctxdemo::http
