// What Go says when something goes wrong on the network.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace ctxdemo::http {

/// Returns an error of the system in Go's words, which are POSIX's in lower
/// case: "connection refused".
[[nodiscard]] std::string go_text(const std::error_code& e);

/// Returns what is wrong with the beginning of a response, as Go's client says
/// it: `malformed HTTP response "abc"`. Empty if nothing is, so far.
///
/// `head`      what has come; its last line may not be whole yet.
/// `ended`     true if there is no more, so that it is.
[[nodiscard]] std::string malformed_part(std::string_view head, bool ended);

/// Returns `text` in double quotes, with what does not print escaped.
///
/// Source      Go: strconv.Quote.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace ctxdemo::http
