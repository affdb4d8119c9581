// Bodies that come as gzip.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

namespace lessons::http {

/// Returns the first `limit` bytes of what `packed` contains, which may be
/// much more.
///
/// Throws      malformed, with Go's text; std::bad_alloc.
/// Source      Go: gzip.Reader.
[[nodiscard]] std::string gunzip(std::string packed, std::size_t limit);

}  // namespace lessons::http
