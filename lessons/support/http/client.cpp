#include "lessons/support/http/client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "lessons/support/http/connection.hpp"
#include "lessons/support/http/go_text.hpp"
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

}  // namespace

url_error::url_error(const request& r, ctx::error reason)
    : std::runtime_error(fmt::format("{} {}: {}", title_case(r.method),
                                     quoted(r.url), reason.message())),
      reason_(std::move(reason)) {}

result client::send(const request& r) const {
    const auto c =
        std::make_shared<connection>(std::make_shared<const request>(r));
    ctx::error err = c->dial();
    if (!err) err = c->write_request();
    if (!err) err = c->read_header();
    if (err) return {nullptr, url_error(r, std::move(err))};
    auto resp = std::make_shared<response>(c->head());
    resp->body = c;
    return {std::move(resp), {}};
}

}  // namespace lessons::http
