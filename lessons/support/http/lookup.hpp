// Looking up the addresses of a host name.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

#include "ctx/context.hpp"
#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// Returns "host:port", with brackets around an IPv6 address.
[[nodiscard]] std::string text_of(const boost::asio::ip::tcp::endpoint& e);

/// Returns the addresses of a host, the best address first. Blocks until the
/// lookup has ended or `c` is done. An IP address needs no lookup.
///
/// Throws      std::runtime_error with Go's text, "dial tcp: lookup x: no such
///             host" if `call` is "dial"; the error of `c`.
[[nodiscard]] std::vector<boost::asio::ip::tcp::endpoint> lookup(
    const std::string& call, const ctx::context& c, const address& a);

}  // namespace lessons::http
