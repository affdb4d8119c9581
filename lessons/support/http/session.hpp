// One connection of a server.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/context.hpp"
#include "lessons/support/http/io_thread.hpp"
#include "lessons/support/http/routine.hpp"
#include "lessons/support/http/server.hpp"

namespace lessons::http {

/// What all connections of a server have in common; outlives them.
struct session_rules {
    io_thread& io;
    const handler& handle;
    ctx::context base;  ///< the parent of the requests' contexts
    server_options options;
};

/// Answers the requests that come on a connection, and closes it. Bad ones get
/// Go's answer, 400 or 431; what is bad is for Beast to say, which is stricter
/// than Go: lines end in CR LF, for one. Does not throw.
routine serve_connection(socket s, const session_rules& rules);

}  // namespace lessons::http
