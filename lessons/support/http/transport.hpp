// Connections between clients and servers: in a bubble between its goroutines,
// in memory (pipes.cpp), and elsewhere over TCP (sockets.cpp).
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

using ctx::location;

/// A piece of what comes on a connection: bytes, or an error in Go's words. A
/// piece with neither stands for the end.
struct piece {
    std::string bytes;
    ctx::error err;
};

enum class direction { sending, receiving, both };

/// An end of a connection. It is closed with the last of its owners.
///
/// Threads     safe from any thread; in a bubble from its goroutines. One
///             goroutine at a time may write, and one may receive.
class connection {
public:
    virtual ~connection() = default;

    /// Asks for the next piece, and returns the channel on which it comes. A
    /// piece that nobody receives stays for the next call. The channel is
    /// closed after an error, and when either end has been closed.
    [[nodiscard]] virtual ctx::channel<piece> incoming() = 0;

    /// Sends `bytes`. Blocks until the system, or a buffer, has taken them.
    ///
    /// Errors      "write tcp A->B: write: broken pipe", for example.
    virtual ctx::error write(std::string bytes,
                             location at = location::current()) = 0;

    /// Closes one direction or both. The other end receives what has been
    /// written, and then the end; writes fail from now on. A receiver at this
    /// end gets what has come, and then the end, unless both are closed. Calls
    /// that are blocked in a closed direction return.
    virtual void close(direction which = direction::both,
                       location at = location::current()) noexcept = 0;
};

/// A port that takes connections. The destructor closes it.
class listener {
public:
    virtual ~listener() = default;

    /// Blocks until a client has connected, or close() is called.
    ///
    /// Throws      std::runtime_error, with Go's text.
    /// Threads     one goroutine at a time.
    virtual std::shared_ptr<connection> accept(
        location at = location::current()) = 0;

    /// Refuses all further connections, and those that have not been accepted.
    ///
    /// Threads     safe beside accept().
    virtual void close(location at = location::current()) noexcept = 0;

    /// Returns the address with its actual port: "127.0.0.1:8000".
    [[nodiscard]] const std::string& address() const { return address_; }

protected:
    std::string address_;
};

/// Listens at `at`. Port 0 takes a free port, an empty host all addresses.
///
/// Throws      std::runtime_error, with Go's text; std::system_error if there
///             is no thread, or no file descriptor, to wait for the network.
[[nodiscard]] std::unique_ptr<listener> listen(const address& at);

/// Connects to a listener. Blocks until that is done or `c` is.
///
/// Throws      the error of `c`; std::runtime_error, with Go's text:
///             "dial tcp A: connect: connection refused"; std::system_error as
///             listen().
[[nodiscard]] std::shared_ptr<connection> dial(
    const ctx::context& c, const address& to,
    location at = location::current());

namespace pipes {
std::unique_ptr<listener> listen(const address& at);
std::shared_ptr<connection> dial(const ctx::context& c, const address& to,
                                 location at);
}  // namespace pipes

}  // namespace lessons::http
