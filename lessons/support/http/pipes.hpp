// Connections in memory, between goroutines of one bubble.
//
// A bubble has its own ports, because all its goroutines run on one thread, and
// a port is free again once its listener is destroyed. A port is found by its
// number alone: every host is this machine. Port 0 takes the first free port
// from 8000 on, so that runs repeat.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "lessons/support/http/transport.hpp"

namespace lessons::http::pipes {

/// As http::listen and http::dial.
[[nodiscard]] std::unique_ptr<listener> listen(const address& at);
[[nodiscard]] connected dial(const ctx::context& c, const address& to,
                             ctx::location at);

}  // namespace lessons::http::pipes
