// Peers that say exactly what a test wants them to, over TCP on this machine.
//
// Every wait is given up with an exception after long enough for the slowest
// machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace ctx_test {

/// A connection.
class peer {
public:
    /// Takes over a socket.
    explicit peer(int fd) : fd_(fd) {}
    ~peer();
    peer(peer&& other) noexcept;
    peer& operator=(peer&&) = delete;

    /// Connects to "127.0.0.1:8000".
    [[nodiscard]] static peer connect(const std::string& address);

    [[nodiscard]] int fd() const noexcept { return fd_; }

    /// Returns false if the other end has gone.
    bool send(std::string_view text) const;

    /// Says that there is no more to come.
    void end() const;

    /// Returns what comes, up to and with `mark`.
    [[nodiscard]] std::string read_until(std::string_view mark) const;

    /// Returns all that comes until the other end closes, or resets.
    [[nodiscard]] std::string read_all() const;

private:
    [[nodiscard]] bool read_some(std::string& text) const;

    int fd_;
};

/// Gives each connection to a function, one after the other, on a thread.
class peer_server {
public:
    explicit peer_server(std::function<void(peer)> talk);
    ~peer_server();
    peer_server(const peer_server&) = delete;
    peer_server& operator=(const peer_server&) = delete;

    [[nodiscard]] const std::string& address() const { return address_; }

private:
    int fd_;
    std::string address_;
    std::jthread thread_;
};

/// Returns "127.0.0.1:n", where nobody listens.
[[nodiscard]] std::string unused_address();

/// Returns once somebody listens at `address`.
void await_listener(const std::string& address);

}  // namespace ctx_test
