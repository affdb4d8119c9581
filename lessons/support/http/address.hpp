// Hosts and ports.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lessons::http {

/// A host and a port, as in "127.0.0.1:8000", "[::1]:80" or ":8000".
struct address {
    std::string host;  ///< a name or an IP address, no brackets; may be empty
    std::uint16_t port = 0;

    bool operator==(const address&) const = default;
};

/// Reads a host and a port; `default_port` is what a text without one means,
/// where that is allowed.
///
/// Throws      bad_value if it is not one.
[[nodiscard]] address parse_address(
    std::string_view text, std::optional<std::uint16_t> default_port = {});

/// Returns it as it is written, an IPv6 address in brackets.
[[nodiscard]] std::string to_string(const address& a);

}  // namespace lessons::http
