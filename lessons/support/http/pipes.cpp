// Connections in memory, between goroutines of one bubble.
//
// A bubble has its own ports, because all its goroutines run on one thread, and
// a port is free again once its listener is destroyed. A port is found by its
// number alone: every host is this machine. Port 0 takes the first free port
// from 8000 on, so that runs repeat.
//
// Invariants:
// 1. All that happens here happens on the one thread of a bubble, and a
//    goroutine gives its turn away only in a call of ctx. So there are no
//    locks. An exploration sees no more than such calls: `listened` tells it
//    when `ports` changes.
// 2. `ports` has the listeners that are open, and no others. A bubble that ends
//    unwinds its goroutines, and so destroys its listeners.
// 3. A channel of connections is empty when its last handle goes, because the
//    destructor of a connection uses channels, which the values of a channel
//    must not do.
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "ctx/atomic.hpp"
#include "ctx/select.hpp"
#include "lessons/support/http/transport.hpp"

namespace lessons::http::pipes {

namespace {

constexpr std::size_t capacity = 64;  // of pieces, and of connections to accept

/// A direction of a connection.
struct stream {
    void close(const location& at) noexcept {
        if (!closed.exchange(true)) pieces.close(at);
    }

    const ctx::channel<piece> pieces{capacity};
    ctx::atomic<bool> closed = false;
};

class pipe_end final : public connection {
public:
    /// `route`     the addresses of both ends: "A->B".
    pipe_end(std::shared_ptr<stream> in, std::shared_ptr<stream> out,
             std::string route)
        : in_(std::move(in)), out_(std::move(out)), route_(std::move(route)) {}
    ~pipe_end() override {
        pipe_end::close(direction::both, location::current());
    }

    ctx::channel<piece> incoming() override { return in_->pieces; }

    ctx::error write(std::string bytes, location at) override {
        try {
            out_->pieces.send({std::move(bytes), {}}, at);
            return {};
        } catch (const ctx::closed_channel&) {
            return std::runtime_error("write tcp " + route_ +
                                      ": write: broken pipe");
        }
    }

    void close(direction which, location at) noexcept override {
        if (which != direction::receiving) out_->close(at);
        if (which != direction::sending) in_->close(at);
    }

private:
    const std::shared_ptr<stream> in_;
    const std::shared_ptr<stream> out_;
    const std::string route_;
};

class pipe_listener;

thread_local std::map<std::uint16_t, pipe_listener*> ports;  // invariant 2
thread_local ctx::atomic<int> listened = 0;                  // invariant 1

class pipe_listener final : public listener {
public:
    explicit pipe_listener(const http::address& at) : port_(at.port) {
        address_ = to_string(at);
        ++listened;
        ports.emplace(port_, this);
    }
    ~pipe_listener() override { pipe_listener::close(location::current()); }

    std::shared_ptr<connection> accept(location at) override {
        if (auto next = clients_.receive(at)) return *std::move(next);
        throw std::runtime_error("accept tcp " + address_ +
                                 ": use of closed network connection");
    }

    void close(location at) noexcept override {
        if (closed_.exchange(true)) return;
        ++listened;
        ports.erase(port_);
        clients_.close(at);
        while (clients_.receive()) continue;  // invariant 3
    }

    /// Returns the client's end. Blocks while too many clients wait.
    std::shared_ptr<connection> connect(const ctx::context& c,
                                        const location& at) {
        const auto there = std::make_shared<stream>();
        const auto back = std::make_shared<stream>();
        // A port of the client for each connection, as the system has them.
        const auto local = "127.0.0.1:" + std::to_string(next_client_++);
        auto near =
            std::make_shared<pipe_end>(back, there, local + "->" + address_);
        auto far =
            std::make_shared<pipe_end>(there, back, address_ + "->" + local);
        if (select(send(clients_, std::move(far), at), recv(c.done(), at))) {
            ctx::error(c.err()).raise();
        }
        return near;
    }

private:
    const std::uint16_t port_;
    const ctx::channel<std::shared_ptr<connection>> clients_{capacity};
    std::uint16_t next_client_ = 49152;
    ctx::atomic<bool> closed_ = false;
};

/// Returns the address as the system knows it.
address resolved(address a) {
    if (a.host == "localhost") a.host = "127.0.0.1";
    return a;
}

}  // namespace

std::unique_ptr<listener> listen(const address& at) {
    address a = resolved(at);
    if (a.host.empty()) a.host = "::";
    if (a.port == 0) {
        a.port = 8000;
        while (ports.contains(a.port)) ++a.port;
    }
    if (ports.contains(a.port)) {
        throw std::runtime_error("listen tcp " + to_string(a) +
                                 ": bind: address already in use");
    }
    return std::make_unique<pipe_listener>(a);
}

std::shared_ptr<connection> dial(const ctx::context& c, const address& to,
                                 location at) {
    try {
        (void)listened.load();
        const auto found = ports.find(to.port);
        if (found != ports.end()) return found->second->connect(c, at);
    } catch (const ctx::closed_channel&) {
        // The listener was closed while this waited.
    }
    throw std::runtime_error("dial tcp " + to_string(resolved(to)) +
                             ": connect: connection refused");
}

}  // namespace lessons::http::pipes
