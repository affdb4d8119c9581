// Requests and responses.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ctx/context.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"

namespace lessons::http {

/// A header: names in canonical form ("Content-Type"), each with its values.
using header = std::map<std::string, std::vector<std::string>>;

/// Returns the canonical form of the name of a header field.
///
/// Source      Go: http.CanonicalHeaderKey.
[[nodiscard]] std::string canonical_name(std::string_view name);

/// Returns the first value of a field; empty if there is none.
///
/// Source      Go: http.Header.Get.
[[nodiscard]] std::string first_of(const header& h, const std::string& name);

/// Returns all values of a field.
[[nodiscard]] std::vector<std::string> all_of(const header& h,
                                              const std::string& name);

/// A request, as a client sends it or as a server's handler gets it.
struct request {
    /// A client gives up when this context is done. A server cancels it when
    /// the client goes away, and when the handler has returned.
    ctx::context context;
    std::string method;  ///< "GET"
    std::string
        url;  ///< in a client the whole URL, in a handler path and query
};

/// The body of a response, still to be read from the connection.
class body {
public:
    virtual ~body() = default;

    /// The data that was read, and the error if the body is not complete.
    struct content {
        std::string data;
        ctx::error err;
    };

    /// Reads the rest of the body. Blocks until the body has come or the
    /// request's context is done.
    ///
    /// `limit`     the largest number of bytes to return; a longer body is an
    ///             error, Go's "http: request body too large".
    /// Source      Go: io.ReadAll of an http.MaxBytesReader.
    [[nodiscard]] virtual content read_all(
        std::size_t limit = 1 << 20,
        ctx::location at = ctx::location::current()) = 0;

    /// Closes the connection.
    virtual void close(
        ctx::location at = ctx::location::current()) noexcept = 0;

    /// Returns true if the response has no body.
    ///
    /// Source      Go: http.NoBody.
    [[nodiscard]] virtual bool is_none() const noexcept = 0;
};

/// A response whose body has not been read yet. The members are Go's.
struct response {
    std::string status;  ///< "200 OK"
    int status_code = 0;
    std::string proto;  ///< "HTTP/1.1"
    int proto_major = 0;
    int proto_minor = 0;
    http::header header;
    std::shared_ptr<http::body> body;  ///< never null
    std::int64_t content_length = -1;  ///< -1 if unknown
    std::vector<std::string> transfer_encoding;
    bool close = false;         ///< the server closes the connection then
    bool uncompressed = false;  ///< the body came as gzip
    http::header trailer;       ///< the names that are announced, no values
    std::shared_ptr<const http::request> request;
};

/// Returns the text that Go's fmt prints for a response with %v; "<nil>" for
/// null. The addresses in it are those of the objects, but not in a bubble,
/// whose runs repeat.
[[nodiscard]] std::string to_string(const std::shared_ptr<response>& r);

}  // namespace lessons::http
