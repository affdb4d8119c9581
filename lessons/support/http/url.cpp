// SPDX-License-Identifier: MIT
#include "lessons/support/http/url.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <cctype>
#include <charconv>
#include <locale>
#include <system_error>
#include <utility>

#include "lessons/support/flags.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

constexpr const char* in_names = "-._";  // beside letters and digits

[[noreturn]] void fail(const std::string& why) {
    throw bad_value(why + ", such as http://127.0.0.1:8000/");
}

std::uint16_t parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, port);
    if (problem != std::errc() || stop != end) {
        throw bad_value("a port is a number from 0 to 65535, such as 8000");
    }
    return port;
}

/// The address may have a zone, the name of an interface: "fe80::1%eth0".
bool is_ip_v6(const std::string& text) {
    const auto end = text.find('%');
    const auto number = text.substr(0, end);
    const auto zone = end == text.npos ? "none" : text.substr(end + 1);
    in6_addr ignored{};
    return !zone.empty() && is_made_of(zone, in_names) &&
           is_made_of(number, ":.") &&  // C stops at a zero byte
           ::inet_pton(AF_INET6, number.c_str(), &ignored) == 1;
}

std::string escape(std::string_view text, auto stays) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += stays(c) ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

std::string unescape(std::string_view text) {
    std::string out;
    for (auto mark = text.find('%'); mark != text.npos; mark = text.find('%')) {
        const std::string code(text.substr(mark, 3));
        if (code.size() < 3 ||
            code.find_first_not_of("0123456789abcdefABCDEF", 1) != code.npos) {
            throw bad_value("invalid URL escape " + quoted(code));
        }
        out += text.substr(0, mark);
        out += static_cast<char>(std::stoi(code.substr(1), nullptr, 16));
        text.remove_prefix(mark + 3);
    }
    return out.append(text);
}

std::string parse_path(std::string_view text) {
    const auto plain = unescape(text);
    return is_made_of(text, "-._~$&+,/:;=@!'()*[]%") ? std::string(text)
                                                     : escape_path(plain);
}

/// Moves the scheme from the front of `rest` to `u`.
void take_scheme(url& u, std::string_view& rest) {
    const auto scheme = rest.substr(0, rest.find(':'));
    if (scheme.size() == rest.size()) return;
    if (scheme.empty()) throw bad_value("missing protocol scheme");
    const auto& ascii = std::locale::classic();
    if (!is_made_of(scheme, "+-.") || !std::isalpha(scheme[0], ascii)) return;
    u.scheme = boost::to_lower_copy(std::string(scheme), ascii);
    rest.remove_prefix(scheme.size() + 1);
}

void take_host(url& u, std::string_view& rest) {
    rest.remove_prefix(2);
    auto host = rest.substr(0, rest.find('/'));
    rest.remove_prefix(host.size());
    host.remove_prefix(host.rfind('@') + 1);  // a user is ignored
    // The percent sign before a zone is escaped.
    u.host = host.starts_with('[') ? unescape(host) : std::string(host);
    (void)parse_address(u.host, std::uint16_t{0});
}

/// Moves the part of `rest` from `mark` on to `part`.
void take_from(char mark, std::string& part, std::string_view& rest) {
    part = rest.substr(std::min(rest.find(mark), rest.size()));
    rest.remove_suffix(part.size());
}

/// `is_target` true for the target of a request, which is a whole URL or a
///             path.
url parse(std::string_view text, bool is_target) {
    const auto is_control = [](unsigned char c) { return std::iscntrl(c); };
    if (std::ranges::any_of(text, is_control)) {
        throw bad_value("net/url: invalid control character in URL");
    }
    url u;
    auto rest = text;
    if (!is_target) take_from('#', u.fragment, rest);
    take_scheme(u, rest);
    take_from('?', u.query, rest);
    if (!rest.starts_with('/')) {
        if (!u.scheme.empty() || (is_target && text != "*")) {
            throw bad_value("invalid URI");
        }
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

}  // namespace

address parse_address(std::string_view text,
                      std::optional<std::uint16_t> default_port) {
    const auto end_of_v6 = text.starts_with('[') ? text.find(']') : 0;
    const auto colon = std::min(text.find(':', end_of_v6), text.size());
    const auto host = text.substr(0, colon);
    const auto port = text.substr(colon);
    address a;
    if (host.starts_with('[')) {
        a.host = host.substr(1, host.size() - 2);
        if (!host.ends_with(']') || !is_ip_v6(a.host)) {
            throw bad_value("brackets are for an IPv6 address, such as [::1]");
        }
    } else {
        a.host = host;
        if (host.size() > 253 || !is_made_of(host, in_names)) {
            throw bad_value(
                "a host is a name or an IP address, such as localhost, "
                "127.0.0.1 or [::1]");
        }
    }
    if (port.size() < 2 && default_port) {
        a.port = *default_port;
    } else if (port.empty()) {
        throw bad_value("must be a host and a port, such as 127.0.0.1:8000");
    } else {
        a.port = parse_port(port.substr(1));
    }
    return a;
}

std::string to_string(const address& a) {
    const bool is_v6 = a.host.find(':') != a.host.npos;
    return (is_v6 ? '[' + a.host + ']' : a.host) + ':' + std::to_string(a.port);
}

url parse_url(std::string_view text) {
    const auto scheme = text.substr(0, text.find("://"));
    if (equal_fold(scheme, "https")) fail("must be http: there is no TLS here");
    if (!equal_fold(scheme, "http")) fail("must begin with http://");
    const auto host = text.substr(0, text.find_first_of("/?#", 7));
    if (host.find('@') != host.npos) fail("must not have a user");
    url u = parse_reference(text);
    if (server_of(u).port == 0) fail("must have a port from 1 to 65535");
    if (u.host.ends_with(':')) u.host.pop_back();  // as Go
    return u;
}

url parse_reference(std::string_view text) { return parse(text, false); }

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
    return u.scheme + "://" + boost::replace_all_copy(u.host, "%", "%25") +
           u.path + u.query + u.fragment;
}

address server_of(const url& u) {
    if (u.host.empty() || u.host.starts_with(':')) fail("must have a host");
    return parse_address(u.host, std::uint16_t{80});
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
    return escape(text, [](char c) { return (c & '\x80') == 0; });
}

std::string escape_path(std::string_view path) {
    return escape(path, [](const char& c) {
        return is_made_of({&c, 1}, "-._~$&+,/:;=@");
    });
}

std::string clean_path(std::string_view path) {
    auto clean = resolve_path('/' + std::string(path), true);
    if (!path.ends_with('/') && clean.size() > 1 && clean.ends_with('/')) {
        clean.pop_back();
    }
    return clean;
}

}  // namespace lessons::http
