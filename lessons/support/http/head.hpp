// The header of a message, read as Go reads it: a first line, then fields.
// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lessons/support/http/message.hpp"
#include "lessons/support/http/reader.hpp"

namespace lessons::http {

/// Thrown for a message that is not HTTP. The text is Go's.
struct malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Thrown for a header that is larger than allowed.
struct header_too_large : malformed {
    using malformed::malformed;
};

/// Thrown for an encoding of the body other than "chunked".
struct unsupported_encoding : malformed {
    using malformed::malformed;
};

/// Thrown if reading from the connection has failed.
struct read_failed {
    ctx::error why;
};

/// Throws for bytes that are missing.
///
/// Throws      read_failed if the reader has an error, else malformed.
[[noreturn]] void fail_at_end(const reader& from,
                              const char* text = "unexpected EOF");

struct version {
    int major = 1;
    int minor = 1;

    auto operator<=>(const version&) const = default;
};

/// Parses "HTTP/1.1".
///
/// Throws      malformed.
[[nodiscard]] version parse_version(std::string_view text);

/// Reads the headers of messages.
class head_reader {
public:
    /// `limit`     the largest number of bytes that line() and fields() read in
    ///             all.
    head_reader(reader& from, std::size_t limit) : from_(from), left_(limit) {}

    /// Reads a line, and returns it without its end, LF or CR LF. The last line
    /// may have no end.
    ///
    /// Throws      header_too_large; read_failed or malformed if there is no
    ///             line.
    [[nodiscard]] std::string line();

    /// Reads fields, up to and including an empty line.
    ///
    /// Throws      as line(); malformed.
    /// Source      Go: textproto.Reader.ReadMIMEHeader.
    [[nodiscard]] header fields();

private:
    [[nodiscard]] std::string field();
    [[nodiscard]] bool skip_blanks();

    reader& from_;
    std::size_t left_;
};

}  // namespace lessons::http
