// Texts as Go prints them.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace lessons::http {

/// Returns a system error in Go's words: POSIX's text in lower case, such as
/// "connection refused".
[[nodiscard]] std::string go_text(const std::error_code& e);

/// Returns true if `text` is a token, the form of a header field's name
/// (RFC 9110).
[[nodiscard]] bool is_token(std::string_view text);

}  // namespace lessons::http
