// URLs as Go's net/url has them, and the addresses of servers.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lessons::http {

/// A host and a port: "127.0.0.1:8000", "[::1]:80" or ":8000".
struct address {
    std::string host;  ///< a name or an IP address, no brackets; may be empty
    std::uint16_t port = 0;

    bool operator==(const address&) const = default;
};

/// Parses a host and a port.
///
/// `default_port`  the port of a text that has none; without a default, a text
///                 must have a port.
/// Throws          bad_value if `text` is not an address.
[[nodiscard]] address parse_address(
    std::string_view text, std::optional<std::uint16_t> default_port = {});

/// Returns "host:port", with brackets around an IPv6 address.
[[nodiscard]] std::string to_string(const address& a);

/// A URL, or a reference to one: "http://127.0.0.1:8000/a?b", "/next".
struct url {
    std::string scheme;    ///< in lower case
    std::string host;      ///< "[fe80::1%eth0]:80"; the port may be missing
    std::string path;      ///< with its escapes, such as "/a%20b"
    std::string query;     ///< with its '?'
    std::string fragment;  ///< with its '#'
};

/// Parses a URL to get: http only, with a host.
///
/// Throws      bad_value.
[[nodiscard]] url parse_url(std::string_view text);

/// Parses a reference.
///
/// Throws      bad_value, with Go's text.
/// Source      Go: url.Parse.
[[nodiscard]] url parse_reference(std::string_view text);

/// Parses the target of a request.
///
/// Throws      bad_value.
/// Source      Go: url.ParseRequestURI.
[[nodiscard]] url parse_target(std::string_view text);

/// Returns the URL that `ref` means in a response from `base`.
///
/// Source      Go: url.URL.ResolveReference.
[[nodiscard]] url resolve(const url& base, url ref);

/// Returns the whole URL.
[[nodiscard]] std::string to_string(const url& u);

/// Returns the server of a URL, on port 80 if it has none.
///
/// Throws      bad_value if there is no such server.
[[nodiscard]] address server_of(const url& u);

/// Returns the value of the field Host.
[[nodiscard]] std::string host_field(const url& u);

/// Returns path and query, for the first line of a request.
[[nodiscard]] std::string target_of(const url& u);

/// Returns `path` with "%" and two digits for each character that needs it.
[[nodiscard]] std::string escape_path(std::string_view path);

/// Returns `text` with such escapes for all that is not ASCII.
[[nodiscard]] std::string escape_8_bit(std::string_view text);

/// Returns an absolute path without empty elements, "." and "..".
///
/// Source      Go: the cleanPath of http.ServeMux.
[[nodiscard]] std::string clean_path(std::string_view path);

}  // namespace lessons::http
