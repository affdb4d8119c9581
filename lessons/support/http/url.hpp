// The URLs that the client supports: http only.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// The destination of a request.
struct url {
    address server;      ///< the port is 80 if the URL has none
    std::string host;    ///< for the Host header, as written
    std::string target;  ///< path and query, without the fragment
};

/// Parses a URL: "http://127.0.0.1:8000/a?b".
///
/// Throws      bad_value if `text` is not a URL, is not http, has no host, has
///             a bad port, or names a user.
[[nodiscard]] url parse_url(std::string_view text);

}  // namespace lessons::http
