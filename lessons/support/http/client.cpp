// SPDX-License-Identifier: MIT
#include "lessons/support/http/client.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "ctx/bubble.hpp"
#include "ctx/select.hpp"
#include "lessons/support/flags.hpp"
#include "lessons/support/http/transport.hpp"
#include "lessons/support/http/url.hpp"
#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

constexpr std::size_t header_limit = 1 << 20;  // Go's is 10 MB
constexpr std::size_t body_limit = 1 << 20;

/// A connection, and the body that comes on it.
class stream final : public body {
public:
    /// `at`        the place in the program where it waits for the header.
    stream(std::shared_ptr<connection> c, ctx::context until, location at)
        : connection_(std::move(c)),
          until_(std::move(until)),
          at_(at),
          bytes_([this] { return next_piece(); }) {}

    [[nodiscard]] reader& bytes() { return bytes_; }

    void begin_body(const framing& f, bool compressed) {
        body_.emplace(bytes_, f);
        compressed_ = compressed;
        if (body_->ended()) connection_->close(direction::both, at_);
    }

    content read_all(location at) override;
    void close(location at) noexcept override {
        connection_->close(direction::both, at);
    }

private:
    piece next_piece() {
        std::optional<piece> next;
        if (select(recv(connection_->incoming(), next, at_),
                   recv(until_.done(), at_)) == 0) {
            return next.value_or(piece());
        }
        connection_->close(direction::both, at_);
        return {"", until_.err()};
    }

    const std::shared_ptr<connection> connection_;  // closes when it is dropped
    const ctx::context until_;
    location at_;
    reader bytes_;
    std::optional<framed_body> body_;
    bool compressed_ = false;
};

body::content stream::read_all(location at) {
    at_ = at;
    content c;
    std::string packed;
    std::string& raw = compressed_ ? packed : c.data;
    try {
        const auto limit = compressed_ ? 2 * body_limit : body_limit;
        while (raw.size() <= limit && !body_->ended()) {
            raw += body_->some(16 << 10);
        }
        if (compressed_) c.data = gunzip(std::move(packed), body_limit + 1);
        if (c.data.size() > body_limit) {
            throw malformed("http: request body too large");
        }
    } catch (const std::runtime_error& e) {
        c.err = until_.err() ? ctx::error(until_.err()) : ctx::error(e);
    }
    connection_->close(direction::both, at);
    return c;
}

std::string request_text(const request& r, const url& u,
                         const std::string& referer) {
    return fmt::format(
        "{} {} HTTP/1.1\r\n"
        "Host: {}\r\n"
        "User-Agent: ctxdemo\r\n"
        "{}"
        "Accept-Encoding: gzip\r\n"
        "Connection: close\r\n\r\n",
        r.method, target_of(u), host_field(u),
        referer.empty() ? "" : "Referer: " + referer + "\r\n");
}

/// Splits "HTTP/1.1 200 OK".
void parse_status(response& r, std::string_view line) {
    const auto space = line.find(' ');
    if (space == line.npos) {
        throw malformed("malformed HTTP response " + quoted(line));
    }
    r.status =
        line.substr(std::min(line.find_first_not_of(' ', space), line.size()));
    const auto code = r.status.substr(0, r.status.find(' '));
    const std::size_t sign = code.starts_with('+') ? 1 : 0;  // as Go
    if (code.size() != 3 ||
        code.find_first_not_of("0123456789", sign) != code.npos) {
        throw malformed("malformed HTTP status code " + quoted(code));
    }
    r.status_code = std::stoi(code);
    r.version = parse_version(line.substr(0, space));
}

bool switches_protocol(const response& r) {
    return r.status_code == 101 && !first_of(r.header, "Upgrade").empty() &&
           has_word(all_of(r.header, "Connection"), "Upgrade");
}

void read_head(response& r, reader& in) {
    parse_status(r, in.line());
    r.header = in.fields();
    if (first_of(r.header, "Pragma") == "no-cache") {
        r.header.try_emplace("Cache-Control", 1, "no-cache");
    }
    r.framing = find_framing(r.header, r.version, r.status_code);
    if (switches_protocol(r)) r.framing.what = framing::kind::until_close;
}

/// Reads the header of the last response. Earlier headers have a status of 1xx
/// and only inform.
std::shared_ptr<response> read_response(const request& request,
                                        const std::shared_ptr<stream>& from) {
    auto r = std::make_shared<response>();
    from->bytes().limit_header(header_limit);
    do {
        read_head(*r, from->bytes());
    } while (r->status_code / 100 == 1 && r->status_code != 101);
    r->request = request;
    r->body = from;
    r->uncompressed =
        r->framing.what != framing::kind::none &&
        equal_fold(first_of(r->header, "Content-Encoding"), "gzip");
    from->begin_body(r->framing, r->uncompressed);
    if (r->uncompressed) {
        r->header.erase("Content-Encoding");
        r->header.erase("Content-Length");
        r->framing.length = -1;
    }
    return r;
}

/// Sends a request on a connection of its own, and reads the header of the
/// response.
///
/// `referer`   the URL that redirected here, or nothing.
/// Throws      std::exception with Go's text, which has no URL; the error of
///             the context if that is done.
/// Source      Go: http.Transport.RoundTrip.
std::shared_ptr<response> exchange(const request& r, const url& u,
                                   const std::string& referer, location at) {
    if (u.scheme != "http") {
        throw std::runtime_error("unsupported protocol scheme " +
                                 quoted(u.scheme));
    }
    const auto conn = dial(r.context, server_of(u), at);
    const auto s = std::make_shared<stream>(conn, r.context, at);
    const auto unsent = conn->write(request_text(r, u, referer), at);
    if (unsent) unsent.raise();
    if (s->bytes().peek(1).empty()) s->bytes().fail("EOF");
    try {
        return read_response(r, s);
    } catch (const std::runtime_error& e) {
        throw std::runtime_error(
            std::string("net/http: HTTP/1.x transport connection broken: ") +
            e.what());
    }
}

/// Returns where a response redirects to; empty if it does not.
std::string location_of(const response& r) {
    const auto s = r.status_code;
    const bool redirects = (301 <= s && s <= 303) || s == 307 || s == 308;
    return redirects ? first_of(r.header, "Location") : "";
}

url follow(const url& from, const std::string& place) {
    try {
        return resolve(from, parse_reference(place));
    } catch (const bad_value& e) {
        const auto text = quoted(place);
        throw std::runtime_error("failed to parse Location header " + text +
                                 ": parse " + text + ": " + e.what());
    }
}

std::string map(const header& h) {
    std::vector<std::string> fields;
    for (const auto& [name, values] : h) {
        fields.push_back(fmt::format("{}:[{}]", name, fmt::join(values, " ")));
    }
    return fmt::format("map[{}]", fmt::join(fields, " "));
}

/// Returns an address. In a bubble, whose runs repeat, that is `instead`.
std::string address_of(const void* p, const char* instead) {
    return ctx::in_bubble() ? instead : fmt::format("{}", p);
}

}  // namespace

std::string to_string(const std::shared_ptr<response>& r) {
    if (!r) return "<nil>";
    const int major = r->version / 10;
    const int minor = r->version % 10;
    const auto& f = r->framing;
    const auto body = f.what == framing::kind::none
                          ? "{}"
                          : address_of(r->body.get(), "0xc000012040");
    return fmt::format(
        "&{{{} {} HTTP/{}.{} {} {} {} {} {} {} {} {} {} {} <nil>}}", r->status,
        r->status_code, major, minor, major, minor, map(r->header), body,
        f.length, f.chunked ? "[chunked]" : "[]", f.close, r->uncompressed,
        map(f.trailer), address_of(&r->request, "0xc000034140"));
}

result client::send(const request& r, location at) const {
    request next = r;
    url to = parse_url(r.url);
    std::string referer;
    const auto failed = [&](const std::string& where, const std::string& why) {
        return std::runtime_error(fmt::format(
            "{} {}: {}", canonical_name(r.method), quoted(where), why));
    };
    for (int sent = 1;; ++sent) {
        next.url = to_string(to);
        try {
            const auto resp = exchange(next, to, referer, at);
            const auto place = location_of(*resp);
            if (place.empty()) return {resp, {}};
            resp->body->close(at);
            to = follow(to, place);
            if (sent == 10) {
                return {resp, failed(place, "stopped after 10 redirects")};
            }
        } catch (const std::runtime_error& e) {
            const auto done = r.context.err();
            return {nullptr,
                    failed(next.url, done ? done.message() : e.what())};
        }
        referer = next.url;
    }
}

}  // namespace lessons::http
