// Bytes that come from a connection, read as lines and bodies need them.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "ctx/error.hpp"
#include "lessons/support/http/transport.hpp"

namespace lessons::http {

/// A buffer in front of a connection. After an error, or the end of the bytes,
/// no more are asked for.
///
/// Source      Go: bufio.Reader.
class reader {
public:
    /// Blocks until the next piece has come. A piece without bytes and without
    /// an error is the end.
    using source = std::function<piece()>;

    explicit reader(source next) : next_(std::move(next)) {}

    /// Adds a piece that another reader of the connection has received.
    void put(piece p);

    /// Blocks until there are `n` bytes, or no more come. Returns what has
    /// come.
    [[nodiscard]] std::string_view peek(std::size_t n);

    /// Reads up to and including the next '\n'; without one, `limit` bytes, or
    /// all to the end.
    [[nodiscard]] std::string line(std::size_t limit);

    /// Reads at most `n` bytes, as they come. Returns nothing at the end.
    [[nodiscard]] std::string some(std::size_t n);

    /// Drops `n` bytes that have come.
    void skip(std::size_t n);

    /// The reason why no more bytes come; none at the end.
    [[nodiscard]] const ctx::error& err() const noexcept { return err_; }
    [[nodiscard]] bool ended() const noexcept { return ended_; }

    /// The number of bytes that have come and have not been read.
    [[nodiscard]] std::size_t buffered() const noexcept {
        return bytes_.size() - start_;
    }

private:
    [[nodiscard]] std::string_view rest() const;
    bool more();

    source next_;
    std::string bytes_;
    std::size_t start_ = 0;  // of the bytes that have not been read
    bool ended_ = false;
    ctx::error err_;
};

}  // namespace lessons::http
