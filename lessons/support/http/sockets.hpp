// Connections over TCP. Goroutines of every scope may use them, and so may
// threads that are no goroutines.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "lessons/support/http/transport.hpp"

namespace lessons::http::sockets {

/// As http::listen and http::dial. listen() also raises the limit on open files
/// of the process as far as allowed, as a Go program does when it starts.
[[nodiscard]] std::unique_ptr<listener> listen(const address& at);
[[nodiscard]] connected dial(const ctx::context& c, const address& to,
                             ctx::location at);

}  // namespace lessons::http::sockets
