// SPDX-License-Identifier: MIT
#include "lessons/support/http/request_stream.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string_view>
#include <utility>

#include "lessons/support/flags.hpp"
#include "lessons/support/http/framing.hpp"
#include "lessons/support/http/go_text.hpp"
#include "lessons/support/http/head.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

namespace {

// Go's limits, in bytes.
constexpr std::size_t request_header_limit = (1 << 20) + 4096;
constexpr std::uint64_t unread_limit = 256 << 10;  // of a body

/// Thrown for a request that is HTTP and is refused nevertheless.
struct refused {
    int status;
    std::string_view why;
};

struct request_head {
    std::string method;
    std::string target;
    http::version version;
    http::url url;
    http::header header;
    http::framing framing;

    [[nodiscard]] bool has(const char* field, std::string_view word) const {
        return has_word({first_of(header, field)}, word);
    }
    [[nodiscard]] bool keeps_alive_1_0() const {
        return version == http::version{1, 0} &&
               has("Connection", "keep-alive");
    }
    [[nodiscard]] bool wants_close() const {
        return framing.close || has("Connection", "close");
    }
    [[nodiscard]] bool waits_for_100() const {
        return version >= http::version{1, 1} &&
               framing.what != framing::kind::none &&
               has("Expect", "100-continue");
    }
};

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

request_head read_head(reader& from) {
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

received refuse(int status, std::string_view why, std::string_view text = "") {
    const auto line = fmt::format("{} {}{}{}", status, status_text(status),
                                  why.empty() ? "" : ": ", why);
    received r;
    r.what = received::kind::refused;
    r.refusal = fmt::format(
        "HTTP/1.1 {}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Connection: close\r\n\r\n"
        "{}",
        line, text.empty() ? line : text);
    r.linger = status == 431;
    return r;
}

void add_field(std::string& out, std::string_view name,
               std::string_view value) {
    if (!value.empty()) out += fmt::format("{}: {}\r\n", name, value);
}

}  // namespace

struct request_stream::state {
    explicit state(reader::source next) : in(std::move(next)) {}

    received accept();
    bool drop_body();
    void finish_body();
    std::string connection_field(http::header& h, bool has_length);

    reader in;
    request_head head;
    std::optional<framed_body> body;
    bool waits_for_100 = false;  // and has not got it
    bool close = false;
    bool too_large = false;  // the body
};

request_stream::request_stream(reader::source next)
    : state_(std::make_unique<state>(std::move(next))) {}

request_stream::~request_stream() = default;

reader& request_stream::bytes() { return state_->in; }

bool request_stream::wait() { return state_->in.peek(4).size() == 4; }

received request_stream::read() {
    try {
        return state_->accept();
    } catch (const read_failed&) {
        return {};
    } catch (const header_too_large&) {
        return refuse(431, "");
    } catch (const unsupported_encoding&) {
        return refuse(501, "", "Unsupported transfer encoding");
    } catch (const refused& r) {
        return refuse(r.status, r.why);
    } catch (const malformed&) {
        return refuse(400, "");
    } catch (const bad_value&) {  // a bad URL
        return refuse(400, "");
    }
}

received request_stream::state::accept() {
    // Old clients send an empty line after the body of a POST.
    if (head.method == "POST") {
        in.skip(std::min(in.peek(4).find_first_not_of("\r\n"), std::size_t{4}));
    }
    if (in.peek(1).empty()) return {};
    head = {};
    head = read_head(in);
    body.emplace(in, head.framing);
    waits_for_100 = head.waits_for_100();
    close = too_large = false;

    received r;
    r.what = received::kind::request;
    r.method = head.method;
    r.url = head.target;
    r.host =
        head.url.host.empty() ? first_of(head.header, "Host") : head.url.host;
    r.body_remains = !body->ended();
    if (!first_of(head.header, "Expect").empty() &&
        !head.has("Expect", "100-continue")) {
        r.settled = answer{417, {{"Connection", {"close"}}}, ""};
    } else {
        r.settled = answer_without_handler(head.method, head.version,
                                           head.target, head.url);
    }
    return r;
}

/// Reads the body to its end, or to the limit. Returns false if it is larger.
bool request_stream::state::drop_body() {
    if (body->left() >= unread_limit) return false;
    std::uint64_t read = 0;
    for (;;) {
        const auto piece = body->some(4096);
        read += piece.size();
        if (piece.empty()) return true;
        if (read > unread_limit) return false;
    }
}

/// Reads the rest of the body, so that the next request can follow. A body
/// that is too large, or broken, ends the connection.
void request_stream::state::finish_body() {
    try {
        too_large = !drop_body();
        close = close || too_large;
    } catch (const malformed&) {
        close = true;
    } catch (const read_failed&) {
        close = true;
    }
}

/// Decides whether the connection ends, and returns the field about it.
std::string request_stream::state::connection_field(http::header& h,
                                                    bool has_length) {
    const bool is_1_1 = head.version >= version{1, 1};
    std::string field;
    if (head.keeps_alive_1_0() && (has_length || head.method == "HEAD")) {
        if (!h.contains("Connection")) field = "keep-alive";
    } else if (!is_1_1 || head.wants_close()) {
        close = true;
    }
    close = close || waits_for_100 || first_of(h, "Connection") == "close";
    // Some clients read the response only when they have sent the whole body.
    if (!close) finish_body();
    if (close && first_of(h, "Connection") != "close") {
        h.erase("Connection");
        field = is_1_1 ? "close" : "";
    }
    return field;
}

std::string request_stream::response(const answer& a, std::time_t now) {
    const auto& head = state_->head;
    const bool is_head = head.method == "HEAD";
    auto h = a.header;
    std::string length;
    if (!h.contains("Content-Length") && !(is_head && a.text.empty())) {
        length = std::to_string(a.text.size());
    }
    const auto connection = state_->connection_field(
        h, !length.empty() || h.contains("Content-Length"));
    auto out = fmt::format("HTTP/1.{} {} {}\r\n",
                           head.version >= version{1, 1} ? 1 : 0, a.status,
                           status_text(a.status));
    for (const auto& [name, values] : h) add_field(out, name, values.at(0));
    add_field(out, "Date",
              fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now)));
    add_field(out, "Content-Length", length);
    if (!h.contains("Content-Type") && !a.text.empty()) {
        add_field(out, "Content-Type", "text/plain; charset=utf-8");
    }
    add_field(out, "Connection", connection);
    return out + "\r\n" + (is_head ? "" : a.text);
}

after_response request_stream::finish() {
    auto& s = *state_;
    // Without this a client that still sends could not read the response.
    const bool may_leave = s.body->left() > 0 && s.head.framing.close;
    if (!s.body->ended() && !s.too_large && !may_leave) s.finish_body();
    if (s.too_large) return after_response::linger;
    return s.close ? after_response::close : after_response::next;
}

}  // namespace lessons::http
