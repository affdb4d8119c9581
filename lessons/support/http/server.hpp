// An HTTP server. The context of a request is canceled when its client goes
// away, so that the handler can stop.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "ctx/clock.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

/// The response that a handler writes: plain text, status 200. The server sends
/// it when the handler has returned.
///
/// Source      Go: http.ResponseWriter.
class response_writer {
public:
    /// Appends `text` to the response. The step that sends the response has the
    /// line of the last call.
    void write(std::string_view text, location at = location::current()) {
        text_ += text;
        at_ = at;
    }

private:
    friend class server;

    std::string text_;
    location at_;
};

/// A function that answers a request, in a goroutine of its own. Both arguments
/// outlive the call.
///
/// Source      Go: http.HandlerFunc.
using handler = std::function<void(response_writer&, const request&)>;

/// Serves HTTP/1.1, with one handler for every path, in goroutines of the scope
/// that made the server: a "listener", a "connection" for each client, and a
/// "handler" for each request. In a bubble the server listens in memory.
///
/// The destructor closes all connections, and so cancels the contexts of their
/// requests. It does not wait for handlers, so the function must own what it
/// uses, or its scope must end first. The destructor blocks for a moment, and
/// may throw goroutine_exit, as any blocking call.
///
/// `at` is the line that the steps of these goroutines have in the log.
class server {
public:
    /// Starts to listen.
    ///
    /// `where`           port 0 takes any free port; an empty host takes all
    ///                   addresses.
    /// `header_timeout`  the longest time for a client to send the header of a
    ///                   request, from the start of the connection, and later
    ///                   from the first bytes of a request. Go:
    ///                   http.Server.ReadHeaderTimeout.
    /// Throws            std::runtime_error if listening fails, with Go's text:
    ///                   "listen tcp 127.0.0.1:80: bind: permission denied".
    server(const http::address& where, handler h,
           ctx::duration header_timeout = std::chrono::seconds(10),
           location at = location::current());
    ~server() noexcept(false);
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Accepts no more connections, closes the idle ones, and blocks until the
    /// running requests have been answered.
    ///
    /// Source      Go: http.Server.Shutdown.
    void shutdown(location at = location::current());

    /// Returns the address it listens on, with the actual port:
    /// "127.0.0.1:8000".
    [[nodiscard]] const std::string& address() const noexcept;

private:
    struct core;
    class visit;
    std::shared_ptr<core> core_;
};

}  // namespace lessons::http
