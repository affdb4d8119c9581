// Text as Go has it.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace lessons::http {

/// Returns an error of the system in Go's words, which are POSIX's in lower
/// case: "connection refused".
[[nodiscard]] std::string go_text(const std::error_code& e);

/// Returns `text` in double quotes, with what does not print escaped.
///
/// Source      Go: strconv.Quote.
[[nodiscard]] std::string quoted(std::string_view text);

/// True if `text` is a token, as the names of header fields are (RFC 9110).
[[nodiscard]] bool is_token(std::string_view text);

}  // namespace lessons::http
