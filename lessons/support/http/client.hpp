// An HTTP client whose requests a context ends. It speaks HTTP/1.1 without TLS,
// keeps no connections, and follows no redirects.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "ctx/error.hpp"
#include "lessons/support/http/message.hpp"

namespace lessons::http {

/// Why a request has no response.
///
/// Source      Go: url.Error.
class url_error : public std::runtime_error {
public:
    url_error(const request& r, ctx::error reason);

    /// Without the request: errc::deadline_exceeded, for one.
    [[nodiscard]] const ctx::error& reason() const noexcept { return reason_; }

private:
    ctx::error reason_;
};

/// What comes of a request: a response or an error.
struct result {
    std::shared_ptr<response> resp;
    ctx::error err;
};

/// Sends requests, each on a connection of its own.
class client {
public:
    /// Sends a request without a body and returns when the header of the
    /// response is there; its body is read later. When the request's context is
    /// over the connection is closed: this returns, the server sees it.
    ///
    /// Errors      a url_error: Go's text, with the request's method and URL.
    ///             The header of the response may have a megabyte.
    /// Source      Go: http.Client.Do.
    [[nodiscard]] result send(const request& r) const;
};

}  // namespace lessons::http
