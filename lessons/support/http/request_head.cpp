// SPDX-License-Identifier: MIT
#include "lessons/support/http/request_head.hpp"

#include <algorithm>
#include <cctype>

#include "lessons/support/http/go_text.hpp"

namespace lessons::http {

namespace {

constexpr std::size_t request_header_limit = (1 << 20) + 4096;  // Go's

void parse_first_line(request_head& r, std::string_view line) {
    const auto first = std::min(line.find(' '), line.size());
    const auto second = line.find(' ', first + 1);
    if (second == line.npos) throw malformed("malformed HTTP request");
    r.method = line.substr(0, first);
    r.target = line.substr(first + 1, second - first - 1);
    if (!is_token(r.method)) throw malformed("invalid method");
    r.version = parse_version(line.substr(second + 1));
    const bool is_host = r.method == "CONNECT" && !r.target.starts_with('/');
    r.url = parse_target((is_host ? "http://" : "") + r.target);
}

bool may_be_in_host_field(char c) {
    constexpr std::string_view marks = "!$%&()*+,-.:;=[]'_~";
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           marks.find(c) != marks.npos;
}

void check(const request_head& r) {
    const bool is_http_2 =
        r.version == version{2, 0} && r.method == "PRI" && r.target == "*";
    if (r.version.major != 1 && !is_http_2) {
        throw refused{505, "unsupported protocol version"};
    }
    const auto hosts = all_of(r.header, "Host");
    if (hosts.empty() && r.version >= version{1, 1} && !is_http_2 &&
        r.method != "CONNECT") {
        throw refused{400, "missing required Host header"};
    }
    if (!hosts.empty() &&
        !std::ranges::all_of(hosts[0], may_be_in_host_field)) {
        throw refused{400, "malformed Host header"};
    }
    for (const auto& field : r.header) {
        if (is_token(field.first)) continue;
        throw refused{400, "invalid header name"};
    }
}

}  // namespace

bool request_head::has(const char* field, std::string_view word) const {
    return has_word({first_of(header, field)}, word);
}

bool request_head::keeps_alive_1_0() const {
    return version == http::version{1, 0} && has("Connection", "keep-alive");
}

bool request_head::wants_close() const {
    return framing.close || has("Connection", "close");
}

bool request_head::waits_for_100() const {
    return version >= http::version{1, 1} &&
           framing.what != framing::kind::none && has("Expect", "100-continue");
}

request_head read_request_head(reader& from) {
    head_reader in(from, request_header_limit);
    request_head r;
    parse_first_line(r, in.line());
    r.header = in.fields();
    if (all_of(r.header, "Host").size() > 1) {
        throw malformed("too many Host headers");
    }
    r.framing = frame_request(r.header, r.version);
    check(r);
    return r;
}

}  // namespace lessons::http
