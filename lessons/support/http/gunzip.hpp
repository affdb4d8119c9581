// Bodies that come as gzip.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace lessons::http {

/// Decompresses data piece by piece, so that a small body cannot fill the
/// memory.
///
/// Source      Go: gzip.Reader.
class gunzip {
public:
    /// Returns the next piece of the compressed data; nothing at the end.
    using source = std::function<std::string()>;

    explicit gunzip(source compressed);

    /// Returns at most `n` bytes; none at the end.
    ///
    /// Throws      malformed, with Go's text; what the source throws.
    [[nodiscard]] std::string some(std::size_t n);

private:
    struct stream;

    [[nodiscard]] bool has_input();

    source compressed_;
    std::string input_;
    std::shared_ptr<stream> stream_;
    bool in_member_ = false;
};

}  // namespace lessons::http
