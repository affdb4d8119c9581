// A connection between a client and a server, over sockets or in memory. The
// client, the server and the messages are the same over either.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// What has come on a connection: bytes, or an error, or neither if the other
/// side has closed its end.
struct piece {
    std::string bytes;
    ctx::error err;
};

/// Bytes both ways between two ends. Goroutines wait for them as for any
/// channel, beside a context for example:
///
///     switch (select(recv(c.incoming(), next), recv(request.done()))) {
///
/// Threads     safe from any goroutine of the scope that made the connection.
class connection {
public:
    virtual ~connection() = default;

    /// Returns the channel on which the next piece comes, and asks for the
    /// piece unless that has been done. A piece that nobody receives stays for
    /// the next call. After a piece without bytes none comes.
    [[nodiscard]] virtual ctx::channel<piece> incoming() = 0;

    /// Sends `bytes`. Blocks until the system, or the other end, has taken
    /// them.
    ///
    /// Errors      in Go's words: "broken pipe".
    virtual ctx::error write(std::string bytes) = 0;

    /// Closes this end. A call that is blocked, here or at the other end,
    /// returns. A second close does nothing.
    virtual void close() noexcept = 0;

    [[nodiscard]] virtual const std::string& local_address() const = 0;
    [[nodiscard]] virtual const std::string& remote_address() const = 0;
};

/// A port that takes connections.
class listener {
public:
    virtual ~listener() = default;

    struct accepted {
        std::shared_ptr<connection> conn;  ///< null if there is an error
        ctx::error err;
    };

    /// Blocks until a client has connected, or close() is called.
    virtual accepted accept() = 0;
    virtual void close() noexcept = 0;
    [[nodiscard]] virtual const std::string& address() const = 0;
};

/// The result of dial().
struct dialed {
    std::shared_ptr<connection> conn;  ///< null if there is an error
    ctx::error err;                    ///< Go's text, or the context's error
};

// In a bubble these connect goroutines of that bubble, in memory; elsewhere
// they use sockets.

/// Listens at `at`; port 0 is any that is free.
///
/// Throws      std::runtime_error, with Go's text.
[[nodiscard]] std::unique_ptr<listener> listen(const address& at);

/// Connects to a listener. Blocks until that is done or `c` is.
[[nodiscard]] dialed dial(const ctx::context& c, const address& to);

}  // namespace lessons::http
