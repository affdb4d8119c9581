// Where the body of a message ends. A server and a proxy that disagree about
// it take a part of a body for a request, so all doubts are errors. And the
// bodies that come as gzip.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "lessons/support/http/message.hpp"
#include "lessons/support/http/reader.hpp"

namespace lessons::http {

/// How the body of a message is sent.
struct framing {
    enum class kind { none, length, chunked, until_close };

    kind what = kind::none;
    std::int64_t length = 0;  ///< as Go's ContentLength: -1 if unknown
    bool chunked = false;     ///< the header says so, even if there is no body
    bool close = false;       ///< the connection ends after the message
    header trailer;           ///< the names of the fields after the body
};

/// Returns the framing of a message, and removes the fields about it from `h`,
/// as Go does.
///
/// `version`   11 is HTTP/1.1.
/// `status`    of a response; -1 for a request.
/// Throws      malformed.
[[nodiscard]] framing find_framing(header& h, int version, int status = -1);

/// Reads a body, piece by piece.
class framed_body {
public:
    framed_body(reader& from, const framing& f);

    /// Returns at most `n` bytes; none at the end of the body, or after it has
    /// thrown.
    ///
    /// Throws      malformed; what the reader throws.
    [[nodiscard]] std::string some(std::size_t n);

    [[nodiscard]] bool ended() const noexcept {
        return what_ == framing::kind::none;
    }

    /// Returns how many bytes are to come, if that is known, else 0.
    [[nodiscard]] std::uint64_t left() const noexcept {
        return what_ == framing::kind::length ? left_ : 0;
    }

private:
    void next_chunk();
    void skip_trailer();

    reader& from_;
    framing::kind what_;
    std::uint64_t left_ = 0;     // of the body, or of the chunk
    bool in_chunk_ = false;      // its CR LF has not been read
    std::uint64_t useless_ = 0;  // bytes beside the data, beyond the tolerance
};

/// Returns the first `limit` bytes of what `packed` contains, which may be
/// much more.
///
/// Throws      malformed, with Go's text; std::bad_alloc.
/// Source      Go: gzip.Reader.
[[nodiscard]] std::string gunzip(std::string packed, std::size_t limit);

}  // namespace lessons::http
