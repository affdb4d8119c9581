// The requests of one connection, and the bytes that answer them: what Go's
// server accepts, what it refuses, and with which words.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lessons/support/http/framing.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/reader.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

/// A response before it is sent.
struct answer {
    int status = 200;
    std::string fields;  ///< "Location: /a\r\n", beside those of all responses
    std::string text;
};

/// A request that has come.
struct received {
    std::string method;  ///< "GET"
    std::string url;     ///< path and query, or "*"

    /// The answer of the server itself, if there is one: the handler is not
    /// called.
    std::optional<answer> settled;

    bool body_remains = false;  ///< a part of the body has not been read
};

/// The action that follows a response.
enum class after_response {
    next,    ///< call wait(), then read()
    close,   ///< close
    linger,  ///< end the sending side, wait 500 ms, and close; as the client
             ///< may still send, closing at once could lose the response
};

/// Reads requests, one after the other. For each:
///
///     read();  response();  send its bytes;  finish();  wait();
class request_stream {
public:
    explicit request_stream(reader::source next) : in_(std::move(next)) {}

    /// The buffer, to put() what has come while a handler worked.
    [[nodiscard]] reader& bytes() { return in_; }

    /// Blocks until the first bytes of the next request have come. Returns
    /// false if there is none.
    [[nodiscard]] bool wait() { return in_.peek(4).size() == 4; }

    /// Reads the header of a request, of at most a megabyte. Returns nothing if
    /// the client has closed, or its connection has failed; but refuses a line
    /// that is wrong already, as Go.
    [[nodiscard]] std::optional<received> read();

    /// Returns the bytes of the response to the last request, with the date
    /// `now`. Reads the rest of the request's body first, if it is not large:
    /// the connection can then be used again.
    [[nodiscard]] std::string response(const answer& a, std::time_t now);

    /// To be called once the response has been sent. May read, too.
    [[nodiscard]] after_response finish();

private:
    void read_first_line();
    void read_fields();
    void finish_body();
    [[nodiscard]] bool has(const char* field, std::string_view word) const;
    [[nodiscard]] std::string connection_field(bool closes, bool has_length);

    reader in_;
    // Of the last request:
    std::string refusal_;  // the whole response, if there is no request
    std::string method_, target_;
    int version_ = 11;
    url url_;
    header header_;
    std::optional<framed_body> body_;
    bool wants_close_ = false;
    bool close_ = false;      // after the response
    bool too_large_ = false;  // the body
};

}  // namespace lessons::http
