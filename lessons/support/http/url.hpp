// URLs, as Go's net/url has them.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// A URL, or a reference to one: "http://127.0.0.1:8000/a?b", "/next".
struct url {
    std::string scheme;    ///< in lower case
    std::string opaque;    ///< all after the scheme, if no slash follows it
    std::string host;      ///< "[fe80::1%eth0]:80"; the port may be missing
    std::string path;      ///< with its escapes, such as "/a%20b"
    std::string query;     ///< with its '?'
    std::string fragment;  ///< with its '#'
};

/// Parses a URL to get: http only, with a host.
///
/// Throws      bad_value with a text for a person.
[[nodiscard]] url parse_url(std::string_view text);

/// Parses a reference.
///
/// Throws      bad_value with Go's text.
/// Source      Go: url.Parse.
[[nodiscard]] url parse_reference(std::string_view text);

/// Parses the target of a request.
///
/// Throws      bad_value with Go's text.
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
