// Bytes that come from a connection, read as the parts of a message: lines and
// fields, as Go reads them, and pieces of a body.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "ctx/error.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/transport.hpp"

namespace lessons::http {

/// Thrown for a message that is not HTTP, with Go's text.
struct malformed : std::runtime_error {
    explicit malformed(const std::string& text, int its_status = 400,
                       const char* public_text = "")
        : runtime_error(text), status(its_status), told(public_text) {}

    int status;        ///< with which a server refuses it
    const char* told;  ///< what a server tells about it; may be empty
};

/// Parses "HTTP/1.1", and returns 11.
[[nodiscard]] int parse_version(std::string_view text);

/// A buffer in front of a connection. After an error, or the end of the bytes,
/// no more are asked for. A member that throws at the end throws the error of
/// the connection, or malformed.
class reader {
public:
    /// Blocks until the next piece has come. A piece without bytes and without
    /// an error is the end.
    using source = std::function<piece()>;

    explicit reader(source next) : next_(std::move(next)) {}
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    /// Adds a piece that another reader of the connection has received.
    void put(piece p);

    /// Blocks until there are `n` bytes, or no more come. Returns what has
    /// come.
    [[nodiscard]] std::string_view peek(std::size_t n);

    /// Reads at most `n` bytes, as they come. Returns nothing at the end.
    std::string some(std::size_t n);

    /// Reads up to and including the next '\n'; without one, `limit` bytes, or
    /// all to the end.
    [[nodiscard]] std::string up_to_newline(std::size_t limit);

    /// Sets how many bytes line() and fields() may read in all.
    void limit_header(std::size_t n) { limit_ = left_ = n; }

    /// Reads a line, and returns it without its end, LF or CR LF. The last line
    /// may have no end.
    [[nodiscard]] std::string line();

    /// Reads fields, up to and including an empty line.
    ///
    /// Source      Go: textproto.Reader.ReadMIMEHeader.
    [[nodiscard]] header fields();

    /// Throws for bytes that are missing.
    [[noreturn]] void fail(const char* text = "unexpected EOF") const;

    /// The reason why no more bytes come; none at the end.
    [[nodiscard]] const ctx::error& err() const noexcept { return err_; }

    /// Returns true once no more bytes come.
    [[nodiscard]] bool ended() const noexcept { return ended_; }

    /// The bytes that have come and have not been read.
    [[nodiscard]] std::string_view buffered() const;

private:
    bool more();

    source next_;
    std::string bytes_;
    std::size_t start_ = 0;  // of the bytes that have not been read
    bool ended_ = false;
    ctx::error err_;
    std::size_t limit_ = 0, left_ = 0;  // of the header
};

}  // namespace lessons::http
