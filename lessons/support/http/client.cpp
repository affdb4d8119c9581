#include "lessons/support/http/client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string>
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

}  // namespace

url_error::url_error(const request& r, ctx::error reason)
    : std::runtime_error(fmt::format("{} {}: {}", title_case(r.method),
                                     quoted(r.url), reason.message())),
      reason_(std::move(reason)) {}

result client::send(const request& r, ctx::location at) const {
    request next = r;
    url to = parse_url(r.url);
    std::string referer;
    for (int sent = 1;; ++sent) {
        next.url = to_string(to);
        const auto failed = [&](const std::string& where, ctx::error why) {
            return url_error({r.context, r.method, where}, std::move(why));
        };
        try {
            const auto resp = exchange(std::make_shared<const request>(next),
                                       to, referer, at);
            const auto location = location_of(*resp);
            if (location.empty()) return {resp, {}};
            resp->body->close(at);
            to = follow(to, location);
            if (sent == 10) {
                return {resp,
                        failed(location, std::runtime_error("stopped after 10 "
                                                            "redirects"))};
            }
            if (resp->status_code <= 303 && next.method != "HEAD") {
                next.method = "GET";
            }
        } catch (const std::exception& e) {
            const auto done = r.context.err();
            return {nullptr,
                    failed(next.url, done ? ctx::error(done) : ctx::error(e))};
        }
        referer = next.url;
    }
}

}  // namespace lessons::http
