// SPDX-License-Identifier: MIT
#include "lessons/support/http/client.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "ctx/bubble.hpp"
#include "ctx/select.hpp"
#include "lessons/support/flags.hpp"
#include "lessons/support/http/framing.hpp"
#include "lessons/support/http/gunzip.hpp"
#include "lessons/support/http/reader.hpp"
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
    stream(std::shared_ptr<connection> c, ctx::context until, ctx::location at)
        : connection_(std::move(c)),
          until_(std::move(until)),
          at_(at),
          bytes_([this] { return next_piece(); }) {}
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    [[nodiscard]] reader& bytes() { return bytes_; }

    void begin_body(const framing& f, bool compressed) {
        body_.emplace(bytes_, f);
        compressed_ = compressed;
        if (body_->ended()) connection_->close(at_);
    }

    content read_all(ctx::location at) override;
    void close(ctx::location at) noexcept override { connection_->close(at); }

private:
    piece next_piece() {
        std::optional<piece> next;
        if (select(recv(connection_->incoming(), next, at_),
                   recv(until_.done(), at_)) == 0) {
            return next.value_or(piece());
        }
        connection_->close(at_);
        return {"", until_.err()};
    }

    const std::shared_ptr<connection> connection_;  // closes when it is dropped
    const ctx::context until_;
    ctx::location at_;
    reader bytes_;
    std::optional<framed_body> body_;
    bool compressed_ = false;
};

body::content stream::read_all(ctx::location at) {
    at_ = at;
    content c;
    try {
        const auto limit = compressed_ ? 2 * body_limit : body_limit;
        while (c.data.size() <= limit && !body_->ended()) {
            c.data += body_->some(16 << 10);
        }
        if (compressed_) c.data = gunzip(std::move(c.data), body_limit + 1);
        if (c.data.size() > body_limit) {
            throw malformed("http: request body too large");
        }
    } catch (const std::runtime_error& e) {
        c.err = until_.err() ? ctx::error(until_.err()) : ctx::error(e);
    }
    connection_->close(at);
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
    r.proto = line.substr(0, space);
    r.status =
        line.substr(std::min(line.find_first_not_of(' ', space), line.size()));
    const auto code = r.status.substr(0, r.status.find(' '));
    const std::size_t sign = code.starts_with('+') ? 1 : 0;  // as Go
    if (code.size() != 3 ||
        code.find_first_not_of("0123456789", sign) != code.npos) {
        throw malformed("malformed HTTP status code " + quoted(code));
    }
    r.status_code = std::stoi(code);
    const auto v = parse_version(r.proto);
    r.proto_major = v.major;
    r.proto_minor = v.minor;
}

bool switches_protocol(const response& r) {
    return r.status_code == 101 && !first_of(r.header, "Upgrade").empty() &&
           has_word(all_of(r.header, "Connection"), "Upgrade");
}

/// Reads the header of one response. Returns the framing of its body.
framing read_response_head(response& r, reader& in) {
    parse_status(r, in.line());
    r.header = in.fields();
    if (first_of(r.header, "Pragma") == "no-cache") {
        r.header.try_emplace("Cache-Control", 1, "no-cache");
    }
    auto f =
        find_framing(r.header, {r.proto_major, r.proto_minor}, r.status_code);
    if (switches_protocol(r)) f.what = framing::kind::until_close;
    r.content_length = f.length;
    if (f.chunked) r.transfer_encoding = {"chunked"};
    r.close = f.close;
    r.trailer = f.trailer;
    return f;
}

/// Reads the header of the last response. Earlier headers have a status of 1xx
/// and only inform.
std::shared_ptr<response> read_response(std::shared_ptr<const request> request,
                                        const std::shared_ptr<stream>& from) {
    from->bytes().limit_header(header_limit);
    for (;;) {
        auto r = std::make_shared<response>();
        const auto f = read_response_head(*r, from->bytes());
        if (r->status_code / 100 == 1 && r->status_code != 101) continue;
        r->request = std::move(request);
        r->body = from;
        r->no_body = f.what == framing::kind::none;
        r->uncompressed =
            !r->no_body &&
            equal_fold(first_of(r->header, "Content-Encoding"), "gzip");
        if (r->uncompressed) {
            r->header.erase("Content-Encoding");
            r->header.erase("Content-Length");
            r->content_length = -1;
        }
        from->begin_body(f, r->uncompressed);
        return r;
    }
}

/// Sends a request on a connection of its own, and reads the header of the
/// response.
///
/// `referer`   the URL that redirected here, or nothing.
/// Throws      std::exception with Go's text, which has no URL; the error of
///             the context if that is done.
/// Source      Go: http.Transport.RoundTrip.
std::shared_ptr<response> exchange(const request& r, const url& u,
                                   const std::string& referer,
                                   ctx::location at) {
    if (u.scheme != "http") {
        throw std::runtime_error("unsupported protocol scheme " +
                                 quoted(u.scheme));
    }
    const auto [conn, failure] = dial(r.context, server_of(u), at);
    if (failure) failure.raise();
    const auto s = std::make_shared<stream>(conn, r.context, at);
    const auto unsent = conn->write(request_text(r, u, referer), at);
    if (unsent) unsent.raise();
    if (s->bytes().peek(1).empty()) s->bytes().fail("EOF");
    try {
        return read_response(std::make_shared<const request>(r), s);
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

url follow(const url& from, const std::string& location) {
    try {
        return resolve(from, parse_reference(location));
    } catch (const bad_value& e) {
        const auto text = quoted(location);
        throw std::runtime_error("failed to parse Location header " + text +
                                 ": parse " + text + ": " + e.what());
    }
}

std::string list(const std::vector<std::string>& words) {
    return fmt::format("[{}]", fmt::join(words, " "));
}

std::string map(const header& h) {
    std::vector<std::string> fields;
    for (const auto& [name, values] : h) {
        fields.push_back(name + ':' + list(values));
    }
    return "map" + list(fields);
}

/// Returns an address. In a bubble, whose runs repeat, that is `instead`.
std::string address_of(const void* p, const char* instead) {
    return ctx::in_bubble() ? instead : fmt::format("{}", p);
}

}  // namespace

std::string to_string(const std::shared_ptr<response>& r) {
    if (!r) return "<nil>";
    const auto body =
        r->no_body ? "{}" : address_of(r->body.get(), "0xc000012040");
    return fmt::format("&{{{} {} {} {} {} {} {} {} {} {} {} {} {} <nil>}}",
                       r->status, r->status_code, r->proto, r->proto_major,
                       r->proto_minor, map(r->header), body, r->content_length,
                       list(r->transfer_encoding), r->close, r->uncompressed,
                       map(r->trailer),
                       address_of(r->request.get(), "0xc000034140"));
}

result client::send(const request& r, ctx::location at) const {
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
            const auto location = location_of(*resp);
            if (location.empty()) return {resp, {}};
            resp->body->close(at);
            to = follow(to, location);
            if (sent == 10) {
                return {resp, failed(location, "stopped after 10 redirects")};
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
