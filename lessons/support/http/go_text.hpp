// Texts as Go prints them.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace lessons::http {

/// Returns a system error in Go's words: POSIX's text in lower case, such as
/// "connection refused".
[[nodiscard]] std::string go_text(const std::error_code& e);

/// Returns true if `text` is a token, the form of a header field's name
/// (RFC 9110).
[[nodiscard]] bool is_token(std::string_view text);

/// Returns `text` without the blanks and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Returns true if the texts differ at most in the case of ASCII letters.
[[nodiscard]] bool equal_fold(std::string_view a, std::string_view b);

/// Returns true if one of the lists has the word: "keep-alive, close".
[[nodiscard]] bool has_word(const std::vector<std::string>& lists,
                            std::string_view word);

/// Returns the words of a list, without empty ones.
[[nodiscard]] std::vector<std::string> words(std::string_view list);

}  // namespace lessons::http
