#include "lessons/support/http/client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "lessons/support/flags.hpp"
#include "lessons/support/http/exchange.hpp"
#include "lessons/support/http/url.hpp"
#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

/// Returns "Get" for "GET", as Go's error texts have it.
std::string title_case(std::string text) {
    const auto lower = [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    };
    if (!text.empty()) {
        std::transform(text.begin() + 1, text.end(), text.begin() + 1, lower);
    }
    return text;
}

/// Returns where a response redirects to; empty if it does not.
std::string location(const response& r) {
    switch (r.status_code) {
        case 301:
        case 302:
        case 303:
        case 307:
        case 308:
            return first_of(r.header, "Location");
    }
    return "";
}

}  // namespace

url_error::url_error(const request& r, ctx::error reason)
    : std::runtime_error(fmt::format("{} {}: {}", title_case(r.method),
                                     quoted(r.url), reason.message())),
      reason_(std::move(reason)) {}

result client::send(const request& r, ctx::location at) const {
    url u = parse_url(r.url);
    request next = r;
    std::string referer;
    for (int sent = 1;; ++sent) {
        next.url = to_string(u);
        const auto got =
            exchange(std::make_shared<const request>(next), u, referer, at);
        const auto fail = [&](const std::string& where, ctx::error why) {
            return url_error({r.context, r.method, where}, std::move(why));
        };
        if (got.err) return {nullptr, fail(next.url, got.err)};
        const auto to = location(*got.resp);
        if (to.empty()) return got;
        got.resp->body->close(at);
        referer = next.url;
        try {
            u = resolve(u, parse_reference(to));
        } catch (const bad_value& e) {
            return {nullptr,
                    fail(next.url,
                         std::runtime_error(fmt::format(
                             "failed to parse Location header {}: parse {}: {}",
                             quoted(to), quoted(to), e.what())))};
        }
        if (sent == 10) {
            return {got.resp,
                    fail(to, std::runtime_error("stopped after 10 redirects"))};
        }
        if (got.resp->status_code <= 303 && next.method != "HEAD") {
            next.method = "GET";
        }
    }
}

}  // namespace lessons::http
