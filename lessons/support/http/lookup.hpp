// From names of hosts to their addresses.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

#include "ctx/context.hpp"
#include "ctx/error.hpp"
#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// Returns it as it is written, as to_string of an address.
[[nodiscard]] std::string text_of(const boost::asio::ip::tcp::endpoint& e);

/// What a lookup has found; or why not, in Go's words or c.err().
struct lookup_result {
    std::vector<boost::asio::ip::tcp::endpoint> endpoints;
    ctx::error err;
};

/// Returns the addresses of a host, the best one first. Blocks until they are
/// there or `c` is over; an IP address needs no lookup.
[[nodiscard]] lookup_result lookup(const ctx::context& c, const address& a);

}  // namespace lessons::http
