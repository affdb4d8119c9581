// TCP peers on this machine that send exactly what a test wants.
//
// Every wait throws after a time that is long enough for the slowest machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace ctx_test {

/// One end of a connection.
class peer {
public:
    /// Takes over the socket `fd`.
    explicit peer(int fd) : fd_(fd) {}
    ~peer();
    peer(peer&& other) noexcept;
    peer& operator=(peer&&) = delete;

    /// Connects to an address like "127.0.0.1:8000".
    [[nodiscard]] static peer connect(const std::string& address);

    [[nodiscard]] int fd() const noexcept { return fd_; }

    /// Sends all of `text`. Returns false if the other end has gone.
    bool send(std::string_view text) const;

    /// Tells the other end that nothing more will be sent.
    void end() const;

    /// Reads until `mark` has come. Returns all that was read, which may go
    /// beyond `mark`.
    [[nodiscard]] std::string read_until(std::string_view mark) const;

    /// Returns all that comes until the other end closes or resets the
    /// connection.
    [[nodiscard]] std::string read_all() const;

private:
    [[nodiscard]] bool read_some(std::string& text) const;

    int fd_;
};

/// A server that calls `talk` with each connection, one after the other, on a
/// thread of its own.
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

/// Returns an address, "127.0.0.1:n", at which no server listens.
[[nodiscard]] std::string unused_address();

/// Returns once a server listens at `address`.
void await_listener(const std::string& address);

}  // namespace ctx_test
