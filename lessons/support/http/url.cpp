// SPDX-License-Identifier: MIT
#include "lessons/support/http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "lessons/support/flags.hpp"
#include "lessons/support/http/go_text.hpp"
#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

constexpr std::string_view example = "such as http://127.0.0.1:8000/";

bool is_plain(char c) {  // RFC 3986: unreserved
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

bool is_hex(char c) {
    return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

/// Returns a predicate for the characters that are plain or among `others`.
auto plain_or(std::string_view others) {
    return [others](char c) {
        return is_plain(c) || others.find(c) != others.npos;
    };
}

const auto stays_in_path = plain_or("$&+,/:;=@");
const auto may_be_in_path = plain_or("$&+,/:;=@!'()*[]%");
const auto may_be_in_host = plain_or("!\"$&'()*+,:;<=>[]");

std::string escape(std::string_view text, auto stays) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += stays(c) ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

/// `allowed`   tells whether an escape such as "%41" may stand in the text.
std::string unescape(std::string_view text, auto allowed) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const std::string code(text.substr(i, 3));
        if (code.size() < 3 || !is_hex(code[1]) || !is_hex(code[2]) ||
            !allowed(code)) {
            throw bad_value("invalid URL escape " + quoted(code));
        }
        out += static_cast<char>(std::stoi(code.substr(1), nullptr, 16));
        i += 2;
    }
    return out;
}

const auto any_escape = [](const std::string&) { return true; };

std::string parse_path(std::string_view text) {
    const auto plain = unescape(text, any_escape);
    return std::ranges::all_of(text, may_be_in_path) ? std::string(text)
                                                     : escape_path(plain);
}

/// Parses a host and a port. Only a percent sign, and what is not ASCII, may be
/// escaped.
std::string parse_host(std::string_view text) {
    const bool is_v6 = text.starts_with('[');
    const auto end = is_v6 ? text.rfind(']') : text.find(':');
    if (is_v6 && end == text.npos) throw bad_value("missing ']' in host");
    if (const auto last = text.rfind('['); last != 0 && last != text.npos) {
        throw bad_value("invalid IP-literal");
    }
    const auto port = text.substr(std::min(end, text.size()) + (is_v6 ? 1 : 0));
    if (!port.empty() &&
        (port[0] != ':' ||
         port.find_first_not_of("0123456789", 1) != port.npos)) {
        throw bad_value("invalid port " + quoted(port) + " after host");
    }
    for (const char& c : text) {
        const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
        if (may_be_in_host(c) || c == '%' || !is_ascii) continue;
        throw bad_value("invalid character " + quoted({&c, 1}) +
                        " in host name");
    }
    const auto host = unescape(text, [](const std::string& code) {
        return code == "%25" || code[1] >= '8';
    });
    if (is_v6) {
        (void)parse_address(host.substr(0, host.rfind(']') + 1),
                            std::uint16_t{0});
    }
    return host;
}

/// Moves the scheme from the front of `rest` to `u`.
void take_scheme(url& u, std::string_view& rest) {
    const auto end = rest.find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    if (end == rest.npos || rest[end] != ':') return;
    if (end == 0) throw bad_value("missing protocol scheme");
    if (std::isalpha(static_cast<unsigned char>(rest[0])) == 0) return;
    std::ranges::transform(
        rest.substr(0, end), std::back_inserter(u.scheme),
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    rest.remove_prefix(end + 1);
}

void take_host(url& u, std::string_view& rest) {
    rest.remove_prefix(2);
    auto host = rest.substr(0, rest.find('/'));
    rest.remove_prefix(host.size());
    host.remove_prefix(host.rfind('@') + 1);  // a user is ignored
    u.host = parse_host(host);
}

/// `is_target` true for the target of a request, which is a whole URL or a
///             path.
url parse(std::string_view rest, bool is_target) {
    url u;
    if (std::ranges::any_of(rest, is_control)) {
        throw bad_value("net/url: invalid control character in URL");
    }
    if (rest.empty() && is_target) throw bad_value("empty url");
    if (rest == "*") {
        u.path = rest;
        return u;
    }
    take_scheme(u, rest);
    u.query = rest.substr(std::min(rest.find('?'), rest.size()));
    rest.remove_suffix(u.query.size());
    if (!rest.starts_with('/')) {
        if (!u.scheme.empty()) {
            u.opaque = rest;
            return u;
        }
        if (is_target) throw bad_value("invalid URI for request");
        if (rest.substr(0, rest.find('/')).find(':') != rest.npos) {
            throw bad_value("first path segment in URL cannot contain colon");
        }
    }
    const bool may_have_host =
        !u.scheme.empty() || (!is_target && !rest.starts_with("///"));
    if (may_have_host && rest.starts_with("//")) take_host(u, rest);
    u.path = parse_path(rest);
    return u;
}

/// Returns an absolute path without "." and "..".
std::string resolve_path(std::string_view path, bool drop_empty) {
    std::string out;
    bool is_folder = false;
    while (path.starts_with('/')) {
        path.remove_prefix(1);
        const auto element = path.substr(0, path.find('/'));
        path.remove_prefix(element.size());
        is_folder = element == "." || element == ".." ||
                    (element.empty() && drop_empty);
        if (!is_folder) out.append("/").append(element);
        if (element == "..") out.erase(std::min(out.rfind('/'), out.size()));
    }
    return is_folder || out.empty() ? out + '/' : out;
}

[[noreturn]] void fail(std::string_view why) {
    throw bad_value(fmt::format("{}, {}", why, example));
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
        if (c == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) ||
                         !is_hex(text[i + 2]))) {
            fail("must have two hex digits after each %");
        }
    }
}

void check_scheme(std::string_view scheme) {
    if (equal_fold(scheme, "https")) {
        fail("must be http, as there is no TLS here");
    }
    if (!equal_fold(scheme, "http")) fail("must be http");
}

}  // namespace

url parse_url(std::string_view text) {
    check_characters(text);
    const auto scheme_end = text.find("://");
    if (scheme_end == text.npos) fail("must begin with http://");
    check_scheme(text.substr(0, scheme_end));
    auto host = text.substr(scheme_end + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (host.find('@') != host.npos) fail("must not have a user");
    url typed;
    typed.host =
        host.starts_with('[') ? unescape(host, any_escape) : std::string(host);
    if (server_of(typed).port == 0) {
        fail("must have a port from 1 to 65535, or none");
    }
    url u = parse_reference(text);
    if (u.host.ends_with(':')) u.host.pop_back();  // as Go
    return u;
}

url parse_reference(std::string_view text) {
    const auto end = std::min(text.find('#'), text.size());
    url u = parse(text.substr(0, end), false);
    u.fragment = text.substr(end);
    return u;
}

url parse_target(std::string_view text) { return parse(text, true); }

url resolve(const url& base, url ref) {
    if (ref.scheme.empty() && ref.host.empty()) {
        ref.host = base.host;
        if (ref.path.empty() && ref.query.empty()) {
            ref.query = base.query;
            if (ref.fragment.empty()) ref.fragment = base.fragment;
        }
        if (ref.path.empty()) ref.path = base.path;
        if (!ref.path.starts_with('/')) {
            ref.path = base.path.substr(0, base.path.rfind('/') + 1) + ref.path;
        }
    }
    if (ref.scheme.empty()) ref.scheme = base.scheme;
    if (ref.path.empty()) return ref;
    ref.path =
        resolve_path((ref.path.starts_with('/') ? "" : "/") + ref.path, false);
    return ref;
}

std::string to_string(const url& u) {
    std::string rest = u.opaque;
    if (rest.empty()) {
        rest = "//" + escape(u.host, may_be_in_host) + u.path;
    }
    return u.scheme + ':' + rest + u.query + u.fragment;
}

address server_of(const url& u) {
    if (u.host.empty() || u.host.starts_with(':')) fail("must have a host");
    const std::string_view host = u.host;
    const bool empty_port =
        host.ends_with("]:") || host.find(':') + 1 == host.size();
    return parse_address(host.substr(0, host.size() - empty_port),
                         std::uint16_t{80});
}

std::string host_field(const url& u) {
    const auto zone = u.host.find('%');
    if (zone == u.host.npos) return u.host;
    return u.host.substr(0, zone) + u.host.substr(u.host.rfind(']'));
}

std::string target_of(const url& u) {
    return (u.path.empty() ? "/" : u.path) + u.query;
}

std::string escape_8_bit(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x80 ? std::string(1, c) : fmt::format("%{:02x}", byte);
    }
    return out;
}

std::string escape_path(std::string_view path) {
    return escape(path, stays_in_path);
}

std::string clean_path(std::string_view path) {
    auto clean = resolve_path('/' + std::string(path), true);
    if (!path.ends_with('/') && clean.size() > 1 && clean.ends_with('/')) {
        clean.pop_back();
    }
    return clean;
}

}  // namespace lessons::http
