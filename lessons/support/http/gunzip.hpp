// Bodies that come as gzip.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace lessons::http {

/// Returns a function that decompresses at most `n` bytes, and returns nothing
/// at the end. So a small body cannot fill the memory.
///
/// `compressed`  returns the next piece of the data; nothing at the end.
/// Throws        std::bad_alloc. The function throws malformed, with Go's text,
///               and what `compressed` throws.
/// Source        Go: gzip.Reader.
[[nodiscard]] std::function<std::string(std::size_t n)> gunzip(
    std::function<std::string()> compressed);

}  // namespace lessons::http
