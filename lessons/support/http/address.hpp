// Hosts and ports.
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

}  // namespace lessons::http
