// SPDX-License-Identifier: MIT
#include "tests/support/sockets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace ctx_test {

namespace {

constexpr int patience_ms = 60'000;

int check(int result, const char* call) {
    if (result < 0) {
        throw std::system_error(errno, std::generic_category(), call);
    }
    return result;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

std::uint16_t port_of(const std::string& address) {
    return static_cast<std::uint16_t>(
        std::stoi(address.substr(address.rfind(':') + 1)));
}

int open_socket() {
    return check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
}

/// Binds `fd` to a free port, and returns its address.
std::string bind_free(int fd) {
    auto a = loopback(0);
    socklen_t size = sizeof a;
    check(::bind(fd, reinterpret_cast<sockaddr*>(&a), size), "bind");
    check(::getsockname(fd, reinterpret_cast<sockaddr*>(&a), &size), "name");
    return "127.0.0.1:" + std::to_string(ntohs(a.sin_port));
}

int try_connect(int fd, const std::string& address) {
    const auto a = loopback(port_of(address));
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&a), sizeof a);
}

}  // namespace

peer::~peer() {
    if (fd_ >= 0) ::close(fd_);
}

peer::peer(peer&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

peer peer::connect(const std::string& address) {
    peer p(open_socket());
    check(try_connect(p.fd_, address), "connect");
    return p;
}

bool peer::send(std::string_view text) const {
    while (!text.empty()) {
        const auto n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
        if (n < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void peer::end() const { ::shutdown(fd_, SHUT_WR); }

bool peer::read_some(std::string& text) const {
    pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, patience_ms) == 0) {
        throw std::runtime_error("the other end says nothing: " + text);
    }
    char buffer[4096];
    const auto n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    text.append(buffer, static_cast<std::size_t>(n));
    return true;
}

std::string peer::read_until(std::string_view mark) const {
    std::string text;
    while (text.find(mark) == text.npos) {
        if (!read_some(text)) throw std::runtime_error("it ended: " + text);
    }
    return text;
}

std::string peer::read_all() const {
    std::string text;
    while (read_some(text)) {
    }
    return text;
}

peer_server::peer_server(std::function<void(peer)> talk)
    : fd_(open_socket()), address_(bind_free(fd_)) {
    check(::listen(fd_, 16), "listen");
    thread_ = std::jthread([fd = fd_, talk = std::move(talk)] {
        // accept4() fails once the destructor has shut down the socket.
        for (int c; (c = ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            talk(peer(c));
        }
    });
}

peer_server::~peer_server() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
}

std::string unused_address() {
    const int fd = open_socket();
    const auto address = bind_free(fd);
    ::close(fd);
    return address;
}

void await_listener(const std::string& address) {
    using std::chrono::steady_clock;
    const auto give_up =
        steady_clock::now() + std::chrono::milliseconds(patience_ms);
    for (bool listens = false; !listens;) {
        if (steady_clock::now() > give_up) {
            throw std::runtime_error("nobody listens at " + address);
        }
        const peer p(open_socket());
        listens = try_connect(p.fd(), address) == 0;
        ::sched_yield();
    }
}

}  // namespace ctx_test
