// Requests, and the header fields of all messages.
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ctx/context.hpp"
#include "ctx/location.hpp"

namespace lessons::http {

using ctx::location;

/// A request, as a client sends it or as a server's handler gets it.
struct request {
    /// A client gives up when this context is done. A server cancels it when
    /// the client goes away, and when the handler has returned.
    ctx::context context;
    std::string method;  ///< "GET"
    std::string
        url;  ///< in a client the whole URL, in a handler path and query
};

/// A header: names in canonical form ("Content-Type"), each with its values.
using header = std::map<std::string, std::vector<std::string>>;

/// Returns the canonical form of the name of a header field.
///
/// Source      Go: http.CanonicalHeaderKey.
[[nodiscard]] std::string canonical_name(std::string_view name);

/// Returns the first value of a field; empty if there is none.
[[nodiscard]] std::string first_of(const header& h, const std::string& name);

/// Returns all values of a field.
[[nodiscard]] std::vector<std::string> all_of(const header& h,
                                              const std::string& name);

/// Returns true if `text` has only letters and digits of ASCII, and `marks`.
[[nodiscard]] bool is_made_of(std::string_view text, std::string_view marks);

/// Returns true if `text` is a token, the form of a field's name (RFC 9110).
[[nodiscard]] bool is_token(std::string_view text);

/// Returns `text` without the blanks and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Returns true if the texts differ at most in the case of letters.
[[nodiscard]] bool equal_fold(std::string_view a, std::string_view b);

/// Returns the words of a list, without empty ones: "keep-alive, close".
[[nodiscard]] std::vector<std::string> words(const std::string& list);

/// Returns true if one of the lists has the word, in any case.
[[nodiscard]] bool has_word(const std::vector<std::string>& lists,
                            std::string_view word);

}  // namespace lessons::http
