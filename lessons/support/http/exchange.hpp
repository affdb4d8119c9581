// One request of a client, and its response.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "ctx/location.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

/// Sends a request on a connection of its own, and reads the header of the
/// response.
///
/// `referer`   the URL that redirected here, or nothing.
/// Throws      std::exception with Go's text, which has no URL; the error of
///             the context if that is done.
/// Source      Go: http.Transport.RoundTrip.
[[nodiscard]] std::shared_ptr<response> exchange(
    const std::shared_ptr<const request>& r, const url& u,
    const std::string& referer, ctx::location at);

}  // namespace lessons::http
