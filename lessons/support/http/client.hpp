// An HTTP client whose requests end when their context is done. The client
// speaks HTTP/1.1 without TLS, and keeps no connections.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "ctx/error.hpp"
#include "lessons/support/http/framing.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/reader.hpp"

namespace lessons::http {

/// The body of a response, still to be read from the connection.
class body {
public:
    /// The data that was read, and the error if the body is not complete.
    struct content {
        std::string data;
        ctx::error err;
    };

    virtual ~body() = default;

    /// Reads the rest of the body, and closes the connection. Blocks until the
    /// body has come or the request's context is done. A body of more than a
    /// megabyte is an error, Go's "http: request body too large".
    ///
    /// Source      Go: io.ReadAll of an http.MaxBytesReader.
    [[nodiscard]] virtual content read_all(
        location at = location::current()) = 0;

    /// Closes the connection.
    virtual void close(location at = location::current()) noexcept = 0;
};

/// A response whose body has not been read yet.
struct response {
    std::string status;  ///< "200 OK"
    int status_code = 0;
    int version = 11;  ///< HTTP/1.1
    http::header header;
    http::framing framing;
    bool uncompressed = false;         ///< the body came as gzip
    std::shared_ptr<http::body> body;  ///< never null
    http::request request;
};

/// Returns the text that Go's fmt prints for a response with %v; "<nil>" for
/// null. The addresses in it are those of the objects, but not in a bubble,
/// whose runs repeat.
[[nodiscard]] std::string to_string(const std::shared_ptr<response>& r);

/// The result of a request: a response or an error. After ten redirects it is
/// both: the last response, with a closed body.
struct result {
    std::shared_ptr<response> resp;
    ctx::error err;  ///< with Go's text: "Get \"http://x/\": EOF"
};

/// Sends requests, each on a connection of its own.
class client {
public:
    /// Sends a GET request, and blocks until the header of the response has
    /// come. The body is read later. When the request's context is done, the
    /// connection is closed: `send` returns, and the server sees the close.
    ///
    /// Follows at most ten redirects. Asks for gzip, and decompresses it.
    /// Accepts a header of at most a megabyte.
    ///
    /// Throws      bad_value if the URL is not one to get.
    /// Source      Go: http.Client.Do.
    [[nodiscard]] result send(const request& r,
                              location at = location::current()) const;
};

}  // namespace lessons::http
