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
#include "lessons/support/http/address.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/routine.hpp"

namespace lessons::http {

/// The response that a handler writes: plain text, status 200. The server sends
/// it when the handler has returned.
///
/// Source      Go: http.ResponseWriter.
class response_writer {
public:
    /// Appends `text` to the response.
    void write(std::string_view text) { text_ += text; }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// A function that answers a request. Both arguments outlive the routine. The
/// routine must not block its thread, because all other handlers share it.
///
/// Source      Go: http.HandlerFunc.
using handler = std::function<routine(response_writer&, const request&)>;

struct server_options {
    /// The longest time for a client to send the header of a request, and for a
    /// connection to be idle. Go's default is for ever.
    ctx::duration header_timeout = std::chrono::seconds(10);
};

/// Serves HTTP/1.1 on a thread of its own, with one handler for every path. The
/// destructor ends all connections and handlers at once.
///
/// The server raises the process's limit on open files as far as allowed, as Go
/// does.
class server {
public:
    /// Starts to listen.
    ///
    /// `at`        port 0 takes any free port; an empty host takes all
    ///             addresses.
    /// Throws      std::runtime_error if listening fails, with Go's text:
    ///             "listen tcp 127.0.0.1:8000: bind: address already in use".
    server(const http::address& at, handler h, server_options options = {});
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Accepts no more connections, and blocks until all open connections have
    /// ended. Call it at most once.
    ///
    /// Source      Go: http.Server.Shutdown, which closes idle connections at
    ///             once.
    void shutdown();

    /// Returns the address it listens on, with the actual port:
    /// "127.0.0.1:8000".
    [[nodiscard]] const std::string& address() const noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace lessons::http
