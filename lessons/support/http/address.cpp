// SPDX-License-Identifier: MIT
#include "lessons/support/http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "lessons/support/flags.hpp"

namespace lessons::http {

namespace {

constexpr std::string_view in_names =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

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
    const auto end = std::min(text.find('%'), text.size());
    const auto zone = std::string_view(text).substr(end);
    if (zone == "%" || zone.find_first_not_of(in_names, 1) != zone.npos) {
        return false;
    }
    const auto number = text.substr(0, end);
    // C stops reading at a zero byte, so a host must not have one.
    in6_addr ignored{};
    return number.find('\0') == number.npos &&
           ::inet_pton(AF_INET6, number.c_str(), &ignored) == 1;
}

void check_name(std::string_view host) {
    if (host.find_first_not_of(in_names) != host.npos || host.size() > 253) {
        throw bad_value(
            "a host is a name or an IP address, such as localhost, 127.0.0.1 "
            "or [::1]");
    }
}

}  // namespace

address parse_address(std::string_view text,
                      std::optional<std::uint16_t> default_port) {
    address a;
    auto rest = text;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        a.host = text.substr(1, end == text.npos ? end : end - 1);
        if (end == text.npos || !is_ip_v6(a.host)) {
            throw bad_value("brackets are for an IPv6 address, such as [::1]");
        }
        rest.remove_prefix(end + 1);
    } else {
        a.host = text.substr(0, text.find(':'));
        check_name(a.host);
        rest.remove_prefix(a.host.size());
    }
    if (rest.starts_with(':')) {
        a.port = parse_port(rest.substr(1));
    } else if (rest.empty() && default_port) {
        a.port = *default_port;
    } else {
        throw bad_value("must be a host and a port, such as 127.0.0.1:8000");
    }
    return a;
}

std::string to_string(const address& a) {
    const bool is_v6 = a.host.find(':') != a.host.npos;
    return (is_v6 ? '[' + a.host + ']' : a.host) + ':' + std::to_string(a.port);
}

}  // namespace lessons::http
