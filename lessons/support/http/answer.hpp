// Responses before they are sent.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lessons/support/http/message.hpp"
#include "lessons/support/http/reader.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

/// A response before it is sent.
struct answer {
    int status = 200;
    http::header header;  ///< beside the fields that every response has
    std::string text;
};

/// Returns "200 OK".
[[nodiscard]] std::string status_line(int status);

/// Returns the answer to a request that does not reach the handler, which is
/// for "/": a redirect to a clean path, for example.
///
/// `target`    the target of the request.
/// Source      Go: http.ServeMux.
[[nodiscard]] std::optional<answer> answer_without_handler(
    std::string_view method, version v, const url& target);

}  // namespace lessons::http
