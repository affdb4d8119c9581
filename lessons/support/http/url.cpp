// SPDX-License-Identifier: MIT
#include "lessons/support/http/url.hpp"

#include <algorithm>
#include <cctype>

#include "lessons/support/flags.hpp"

namespace lessons::http {

namespace {

constexpr std::string_view example = "such as http://127.0.0.1:8000/";

[[noreturn]] void fail(std::string_view why) {
    throw bad_value(std::string(why) + ", " + std::string(example));
}

bool is_hex(std::string_view two) {
    return two.size() == 2 && std::ranges::all_of(two, [](unsigned char c) {
               return std::isxdigit(c) != 0;
           });
}

/// Throws bad_value if `text` has a character that no URL may have (RFC 3986,
/// 2).
void check_characters(std::string_view text) {
    constexpr std::string_view forbidden = "\"<>\\^`{|}";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c <= ' ' || c > '~' || forbidden.find(c) != forbidden.npos) {
            fail(
                "has a character that must be written as % and two hex "
                "digits");
        }
        if (c == '%' && !is_hex(text.substr(i + 1, 2))) {
            fail("must have two hex digits after each %");
        }
    }
}

/// Returns `text` without its scheme, which must be http.
std::string_view without_scheme(std::string_view text) {
    const auto end = text.find("://");
    std::string scheme(text.substr(0, end));
    std::ranges::transform(scheme, scheme.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    if (end == text.npos) fail("must begin with http://");
    if (scheme == "https") fail("must be http, as there is no TLS here");
    if (scheme != "http") fail("must be http");
    return text.substr(end + 3);
}

std::string target_of(std::string_view rest) {
    rest = rest.substr(0, rest.find('#'));
    return (rest.starts_with('/') ? "" : "/") + std::string(rest);
}

}  // namespace

url parse_url(std::string_view text) {
    check_characters(text);
    const auto rest = without_scheme(text);
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    if (host.find('@') != host.npos) fail("must not have a user");
    url u{.server = parse_address(host, std::uint16_t{80}),
          .host = std::string(host),
          .target = target_of(rest.substr(host.size()))};
    if (u.server.host.empty()) fail("must have a host");
    if (u.server.port == 0) fail("must have a port from 1 to 65535, or none");
    return u;
}

}  // namespace lessons::http
