// SPDX-License-Identifier: MIT
#include "lessons/support/http/request_stream.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <boost/beast/http/status.hpp>
#include <cstdint>
#include <utility>

namespace lessons::http {

namespace {

// Go's limits, in bytes.
constexpr std::size_t request_header_limit = (1 << 20) + 4096;
constexpr std::uint64_t unread_limit = 256 << 10;  // of a body

constexpr const char* close_field = "Connection: close\r\n";

std::string html_escaped(std::string text) {
    constexpr std::pair<const char*, const char*> escapes[] = {
        {"&", "&amp;"},  // first
        {"<", "&lt;"},
        {">", "&gt;"},
        {"\"", "&#34;"},
        {"'", "&#39;"}};
    for (const auto& [mark, e] : escapes) boost::replace_all(text, mark, e);
    return text;
}

answer redirect(std::string_view method, const std::string& to) {
    answer a{307, "", ""};
    if (method == "GET" || method == "HEAD") {
        a.fields = "Content-Type: text/html; charset=utf-8\r\n";
    }
    a.fields += "Location: " + escape_8_bit(to) + "\r\n";
    if (method == "GET") {
        a.text =
            "<a href=\"" + html_escaped(to) + "\">Temporary Redirect</a>.\n\n";
    }
    return a;
}

std::string status_line(int status) {
    namespace beast = boost::beast::http;
    const auto code = beast::int_to_status(static_cast<unsigned>(status));
    return fmt::format("{} {}", status,
                       std::string(beast::obsolete_reason(code)));
}

/// Returns the answer to a request that does not reach the handler, which is
/// for "/": a redirect to a clean path, for example.
///
/// Source      Go: http.ServeMux.
std::optional<answer> answer_without_handler(std::string_view method,
                                             int version, const url& target) {
    if (target.path == "*") {  // the server as a whole
        if (method == "OPTIONS")
            return answer{200, "Content-Length: 0\r\n", ""};
        return answer{400, version < 11 ? "" : close_field, ""};
    }
    if (method == "CONNECT") {
        if (!target.path.empty()) return {};
        return answer{404,
                      "Content-Type: text/plain; charset=utf-8\r\n"
                      "X-Content-Type-Options: nosniff\r\n",
                      "404 page not found\n"};
    }
    const auto clean = clean_path(target.path);
    if (clean == target.path) return {};
    // As Go: a path with an escape is escaped once more.
    return redirect(
        method, escape_path(clean) + (target.query == "?" ? "" : target.query));
}

std::string refusal(int status, std::string_view why) {
    const auto line =
        status_line(status) + (why.empty() ? "" : ": ") + std::string(why);
    return fmt::format(
        "HTTP/1.1 {}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Connection: close\r\n\r\n"
        "{}",
        line, status == 501 ? "Unsupported transfer encoding" : line);
}

void append_field(std::string& out, std::string_view name,
                  std::string_view value) {
    if (!value.empty()) out += fmt::format("{}: {}\r\n", name, value);
}

}  // namespace

bool request_stream::has(const char* field, std::string_view word) const {
    return has_word({first_of(header_, field)}, word);
}

void request_stream::read_first_line() {
    in_.limit_header(request_header_limit);
    const auto line = in_.line();
    const auto first = std::min(line.find(' '), line.size());
    const auto second = line.find(' ', first + 1);
    if (second == line.npos) throw malformed("malformed HTTP request");
    method_ = line.substr(0, first);
    target_ = line.substr(first + 1, second - first - 1);
    if (!is_token(method_)) throw malformed("invalid method");
    version_ = parse_version(line.substr(second + 1));
    const bool is_host = method_ == "CONNECT" && !target_.starts_with('/');
    url_ = parse_target((is_host ? "http://" : "") + target_);
}

void request_stream::read_fields() {
    header_ = in_.fields();
    const auto hosts = all_of(header_, "Host");
    if (hosts.size() > 1) throw malformed("too many Hosts");
    const auto framing = find_framing(header_, version_);
    const bool is_http_2 = version_ == 20 && method_ == "PRI" && target_ == "*";
    if (version_ / 10 != 1 && !is_http_2) {
        throw malformed("", 505, "unsupported protocol version");
    }
    if (hosts.empty() && version_ >= 11 && !is_http_2 && method_ != "CONNECT") {
        throw malformed("", 400, "missing required Host header");
    }
    if (!hosts.empty() && !is_made_of(hosts[0], "!$%&()*+,-.:;=[]'_~")) {
        throw malformed("", 400, "malformed Host header");
    }
    const auto has_name = [](const auto& field) {
        return is_token(field.first);
    };
    if (!std::ranges::all_of(header_, has_name)) {
        throw malformed("", 400, "invalid header name");
    }
    body_.emplace(in_, framing);
    wants_close_ = framing.close || has("Connection", "close");
    close_ = too_large_ = false;
}

std::optional<received> request_stream::read() {
    // Old clients send an empty line after the body of a POST.
    if (method_ == "POST") {
        in_.some(
            std::min(in_.peek(4).find_first_not_of("\r\n"), std::size_t{4}));
    }
    if (in_.peek(1).empty()) return {};
    received r;
    try {
        read_first_line();
        read_fields();
    } catch (const std::runtime_error& e) {
        const auto* why = dynamic_cast<const malformed*>(&e);
        if (!why && in_.err()) return {};  // else it is a bad URL
        refusal_ = why ? refusal(why->status, why->told) : refusal(400, "");
        r.settled = answer();
        return r;
    }
    r.method = method_;
    r.url = target_;
    r.body_remains = !body_->ended();
    r.settled = answer_without_handler(method_, version_, url_);
    if (!first_of(header_, "Expect").empty() &&
        !has("Expect", "100-continue")) {
        r.settled = answer{417, close_field, ""};
    }
    return r;
}

/// Reads the rest of the body, so that the next request can follow. A body
/// that is too large, or broken, ends the connection.
void request_stream::finish_body() {
    too_large_ = body_->left() >= unread_limit;
    try {
        for (std::uint64_t n = 0; !too_large_ && !body_->ended();) {
            n += body_->some(4096).size();
            too_large_ = n > unread_limit;
        }
        close_ = close_ || too_large_;
    } catch (const std::runtime_error&) {
        close_ = true;
    }
}

/// Decides whether the connection ends, and returns the value of the field
/// about it.
///
/// `closes`    true if the response has this field already.
std::string request_stream::connection_field(bool closes, bool has_length) {
    const bool is_1_1 = version_ >= 11;
    const bool keeps_alive = version_ == 10 &&
                             has("Connection", "keep-alive") &&
                             (has_length || method_ == "HEAD");
    // A client that waits for "100 Continue" may never send its body.
    close_ = closes || (!keeps_alive && (!is_1_1 || wants_close_)) ||
             (is_1_1 && !body_->ended() && has("Expect", "100-continue"));
    // Some clients read the response only when they have sent the whole body.
    if (!close_) finish_body();
    if (closes) return "";
    if (close_) return is_1_1 ? "close" : "";
    return keeps_alive ? "keep-alive" : "";
}

std::string request_stream::response(const answer& a, std::time_t now) {
    if (!refusal_.empty()) return refusal_;
    // The URL in a Location has no blank, and so no other field.
    const auto has_field = [&](const char* name) {
        return a.fields.find(name) != a.fields.npos;
    };
    const bool is_head = method_ == "HEAD";
    const bool has_length = has_field("Content-Length: ");
    const auto length = has_length || (is_head && a.text.empty())
                            ? ""
                            : std::to_string(a.text.size());
    const auto connection =
        connection_field(has_field(close_field), has_length || !length.empty());
    auto out = fmt::format("HTTP/1.{} {}\r\n", version_ >= 11 ? 1 : 0,
                           status_line(a.status));
    out += a.fields;
    append_field(out, "Date",
                 fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now)));
    append_field(out, "Content-Length", length);
    if (!has_field("Content-Type: ") && !a.text.empty()) {
        append_field(out, "Content-Type", "text/plain; charset=utf-8");
    }
    append_field(out, "Connection", connection);
    return out + "\r\n" + (is_head ? "" : a.text);
}

after_response request_stream::finish() {
    if (!refusal_.empty()) return after_response::linger;
    // A client that still sends could not read the response, if the connection
    // were closed now. Go does so nevertheless after "Connection: close".
    const bool may_leave = wants_close_ && body_->left() > 0;
    if (!body_->ended() && !too_large_ && !may_leave) finish_body();
    if (too_large_) return after_response::linger;
    return close_ ? after_response::close : after_response::next;
}

}  // namespace lessons::http
