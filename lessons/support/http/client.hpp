// An HTTP client whose requests end when their context is done. The client
// speaks HTTP/1.1 without TLS, and keeps no connections.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <stdexcept>
#include <utility>

#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "lessons/support/http/message.hpp"

namespace lessons::http {

/// The error of a request that has no response. Its text is Go's, with the
/// request's method and URL.
///
/// Source      Go: url.Error.
class url_error : public std::runtime_error {
public:
    url_error(const request& r, ctx::error reason);

    /// Returns the error without the request, such as errc::deadline_exceeded.
    [[nodiscard]] const ctx::error& reason() const noexcept { return reason_; }

private:
    ctx::error reason_;
};

/// The result of a request: a response or an error. After ten redirects it is
/// both: the last response, with a closed body.
struct result {
    std::shared_ptr<response> resp;
    ctx::error err;
};

/// Sends requests, each on a connection of its own.
class client {
public:
    /// Sends a request without a body, and blocks until the header of the
    /// response has come. The body is read later. When the request's context is
    /// done, the connection is closed: `send` returns, and the server sees the
    /// close.
    ///
    /// Follows at most ten redirects. Asks for gzip, and decompresses it.
    ///
    /// Errors      a url_error; also if the header of the response is larger
    ///             than a megabyte.
    /// Throws      bad_value if the URL is not one to get.
    /// Source      Go: http.Client.Do.
    [[nodiscard]] result send(
        const request& r, ctx::location at = ctx::location::current()) const;
};

}  // namespace lessons::http
