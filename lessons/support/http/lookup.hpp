// Looking up the addresses of a host name.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

#include "ctx/context.hpp"
#include "ctx/error.hpp"
#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// Returns "host:port", with brackets around an IPv6 address.
[[nodiscard]] std::string text_of(const boost::asio::ip::tcp::endpoint& e);

/// The result of a lookup: addresses, or an error, which is Go's text or
/// c.err().
struct lookup_result {
    std::vector<boost::asio::ip::tcp::endpoint> endpoints;
    ctx::error err;
};

/// Returns the addresses of a host, the best address first. Blocks until the
/// lookup has ended or `c` is done. An IP address needs no lookup.
[[nodiscard]] lookup_result lookup(const ctx::context& c, const address& a);

}  // namespace lessons::http
