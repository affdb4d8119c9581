// One connection of a server.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/context.hpp"
#include "lessons/support/http/io_thread.hpp"
#include "lessons/support/http/routine.hpp"
#include "lessons/support/http/server.hpp"

namespace lessons::http {

/// The settings that all connections of a server share. Outlives them.
struct session_rules {
    io_thread& io;
    const handler& handle;
    ctx::context base;  ///< the parent of the requests' contexts
    server_options options;
};

/// Answers the requests that come on a connection, and then closes it. A bad
/// request gets Go's answer, 400 or 431. Beast decides which requests are bad,
/// and is stricter than Go: for example, lines must end in CR LF. Does not
/// throw.
routine serve_connection(socket s, const session_rules& rules);

}  // namespace lessons::http
