// An HTTP server whose handlers learn from their context that nobody waits for
// them any more.
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

/// Where a handler writes its response: plain text, status 200. It is sent when
/// the handler returns.
///
/// Source      Go: http.ResponseWriter.
class response_writer {
public:
    void write(std::string_view text) { text_ += text; }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// Answers a request. Both arguments outlive the routine. It must not block:
/// all the others wait meanwhile.
///
/// Source      Go: http.HandlerFunc.
using handler = std::function<routine(response_writer&, const request&)>;

struct server_options {
    /// The time that a client has for the header of a request, and that a
    /// connection may be idle. Go's default is for ever.
    ctx::duration header_timeout = std::chrono::seconds(10);
};

/// Serves HTTP/1.1, every path with one handler, on a thread of its own, for as
/// long as it lives. When it goes, so do its connections and handlers, at once.
///
/// Like Go's, it raises the process's limit on open files as far as allowed.
class server {
public:
    /// Starts to listen. Port 0 is any that is free; no host is all addresses.
    ///
    /// Throws      std::runtime_error if it cannot, in Go's words: "listen tcp
    ///             127.0.0.1:8000: bind: address already in use".
    server(const http::address& at, handler h, server_options options = {});
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Accepts no more connections, and blocks until those that are open have
    /// ended. To be called once.
    ///
    /// Source      Go: http.Server.Shutdown, which closes idle ones at once.
    void shutdown();

    /// Where it listens: "127.0.0.1:8000", with the port that was free.
    [[nodiscard]] const std::string& address() const noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace lessons::http
