// URLs, as far as the client goes: http alone.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// Where a request goes.
struct url {
    address server;      ///< the port is 80 if the URL has none
    std::string host;    ///< for the Host header: as written, no port added
    std::string target;  ///< path and query, without the fragment
};

/// Takes a URL apart: "http://127.0.0.1:8000/a?b".
///
/// Throws      bad_value if it is not one, is not http, has no host, a bad port
///             or a user.
[[nodiscard]] url parse_url(std::string_view text);

}  // namespace lessons::http
