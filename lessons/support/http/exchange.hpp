// One request of a client, and its response.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "lessons/support/http/client.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

/// Sends a request on a connection of its own, and reads the header of the
/// response.
///
/// `referer`   the URL that redirected here, or nothing.
/// Errors      Go's, without the URL; the context's.
/// Source      Go: http.Transport.RoundTrip.
[[nodiscard]] result exchange(const std::shared_ptr<const request>& r,
                              const url& u, const std::string& referer,
                              ctx::location at);

}  // namespace lessons::http
