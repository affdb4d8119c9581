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

namespace lessons::http {

/// A header: names in canonical form ("Content-Type"), each with its values.
using header = std::map<std::string, std::vector<std::string>>;

/// Returns a header's name in canonical form.
///
/// Source      Go: http.CanonicalHeaderKey.
[[nodiscard]] std::string canonical_name(std::string_view name);

/// A request, as a client sends it or as a server's handler gets it.
struct request {
    /// A client gives up once it is over. A server ends it when the client goes
    /// away, and when the handler has returned.
    ctx::context context;
    std::string method;  ///< "GET"
    std::string url;     ///< for a client whole, for a handler path and query
};

/// Where the rest of a response comes from.
class body {
public:
    virtual ~body() = default;

    /// What has been read, and why it ended before its end, if it did.
    struct content {
        std::string data;
        ctx::error err;
    };

    /// Reads all that is left, or `limit` bytes if there are more, which is an
    /// error, Go's "http: request body too large". Blocks until it is there or
    /// the request's context is over.
    ///
    /// Source      Go: io.ReadAll of an http.MaxBytesReader.
    [[nodiscard]] virtual content read_all(std::size_t limit = 1 << 20) = 0;

    /// Closes the connection.
    virtual void close() noexcept = 0;
};

/// A response, its body not read yet. The fields are Go's.
struct response {
    std::string status;  ///< "200 OK"
    int status_code = 0;
    std::string proto;  ///< "HTTP/1.1"
    int proto_major = 0;
    int proto_minor = 0;
    http::header header;
    std::shared_ptr<http::body> body;  ///< never null
    std::int64_t content_length = -1;  ///< -1 if it is not known
    std::vector<std::string> transfer_encoding;
    bool close = false;  ///< the server closes the connection after it
    std::shared_ptr<const http::request> request;
};

/// Returns it as Go's fmt prints it with %v, addresses included; "<nil>" for
/// null.
[[nodiscard]] std::string to_string(const std::shared_ptr<response>& r);

}  // namespace lessons::http
