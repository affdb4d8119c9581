// All sockets of the process share one thread, the network thread, which waits
// for the network. A goroutine posts an operation to it, and waits on a channel
// for the result. So a goroutine that is ended while it waits, for example
// because main has returned, leaves only an operation behind, which owns what
// it uses.
//
// Invariants:
// 1. Only the network thread touches a socket, an acceptor, and the flags
//    beside them, once they are in use. So they need no lock.
// 2. The network thread never blocks: a channel that it sends on has room for
//    the one value that is due. It is never joined: a lookup cannot be
//    interrupted, and one that hangs must not hold up the end of the program.
// 3. An operation owns no handle (tcp_connection, tcp_listener), so that the
//    last user of a handle closes the socket.
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <cctype>
#include <locale>
#include <new>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "ctx/bubble.hpp"
#include "ctx/select.hpp"
#include "lessons/support/http/transport.hpp"

namespace lessons::http::sockets {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using ctx::location;
using endpoint = tcp::endpoint;

using executor = asio::io_context::executor_type;

/// Sockets with the concrete type of their executor. The default, a
/// type-erased executor, shares a count that the thread sanitizer misreads as a
/// race.
using socket = asio::basic_stream_socket<tcp, executor>;
using acceptor = asio::basic_socket_acceptor<tcp, executor>;
using resolver = asio::ip::basic_resolver<tcp, executor>;

/// Returns the executor of the network thread, which starts with the first
/// call.
///
/// Throws      std::system_error if no thread, or no file descriptor, is left.
executor network() {
    struct runner {
        asio::io_context io{1};
        asio::executor_work_guard<executor> work{io.get_executor()};
        // The first socket opens what an io_context waits with.
        socket first{io};
        std::thread thread{[this] { io.run(); }};
    };
    try {
        static auto& it = *new runner;  // invariant 2
        return it.io.get_executor();
    } catch (const boost::system::system_error& e) {
        // Boost's exception is not a std::system_error.
        throw std::system_error(e.code(), "cannot use the network");
    }
}

/// Lets the network thread call `close`. If there is no memory for that, the
/// socket stays open.
template <class F>
void post_close(F close) noexcept {
    try {
        asio::post(network(), std::move(close));
    } catch (const std::bad_alloc&) {
    }
}

void close_on_exec(int fd) { ::fcntl(fd, F_SETFD, FD_CLOEXEC); }

std::string text_of(const endpoint& e) {
    return to_string(address{e.address().to_string(), e.port()});
}

/// Returns a system error in Go's words: POSIX's text in lower case, such as
/// "connection refused".
std::string go_text(const error_code& e) {
    std::string text = e.message();
    // An acronym keeps its capitals: "RFS specific error".
    if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1]))) {
        text[0] = std::tolower(text[0], std::locale::classic());
    }
    return text;
}

/// The socket of a connection, shared by a handle and its operations.
class tcp_stream : public std::enable_shared_from_this<tcp_stream> {
public:
    [[nodiscard]] const ctx::channel<piece>& pieces() const { return pieces_; }

    /// To be called when the socket is connected, before it is used.
    void open() {
        close_on_exec(socket_.native_handle());
        error_code no_matter;
        socket_.set_option(tcp::no_delay(true), no_matter);  // as Go
        socket_.non_blocking(true, no_matter);
        route_ = text_of(socket_.local_endpoint(no_matter)) + "->" +
                 text_of(socket_.remote_endpoint(no_matter));
    }

    /// The addresses of both ends, its own first. Constant from now on.
    [[nodiscard]] const std::string& route() const { return route_; }

    // The rest is for the network thread only.

    [[nodiscard]] socket& raw() { return socket_; }

    /// Makes sure that a piece comes. It is read only when it is there, so that
    /// a connection that waits needs no buffer.
    void ask() {
        if (reading_ || ended_ || pieces_.size() > 0) return;
        reading_ = true;
        socket_.async_wait(socket::wait_read,
                           [self = shared_from_this()](const error_code& e) {
                               self->reading_ = false;
                               if (!e) self->read();
                           });
    }

    void end() {
        if (!std::exchange(ended_, true)) pieces_.close();
    }

    void close() {
        error_code no_matter;
        socket_.close(no_matter);
        end();
    }

private:
    void read() {
        static thread_local std::array<char, 16 << 10> buffer;
        if (ended_) return;
        error_code e;
        const auto n = socket_.read_some(asio::buffer(buffer), e);
        if (e == asio::error::would_block) return ask();
        if (!e) return pieces_.send({{buffer.data(), n}, {}});
        if (e != asio::error::eof) {
            pieces_.send(
                {"", std::runtime_error(fmt::format("read tcp {}: read: {}",
                                                    route_, go_text(e)))});
        }
        end();
    }

    const ctx::channel<piece> pieces_{1};
    socket socket_{network()};
    std::string route_;
    bool reading_ = false;
    bool ended_ = false;  // pieces_ is closed
};

/// Lets the network thread call `start(done)`, and returns the channel on which
/// the error comes with which the operation calls `done`. The operation owns
/// what `start` does.
template <class Start>
ctx::channel<error_code> begin(Start start) {
    ctx::channel<error_code> ended(1);
    asio::post(network(), [start, ended] {
        start([start, ended](const error_code& e, std::size_t = 0) {
            ended.send(e);
        });
    });
    return ended;
}

class tcp_connection final : public connection {
public:
    explicit tcp_connection(std::shared_ptr<tcp_stream> stream)
        : stream_(std::move(stream)) {}
    ~tcp_connection() override { tcp_connection::close(location::current()); }

    ctx::channel<piece> incoming() override {
        asio::post(network(), [s = stream_] { s->ask(); });
        return stream_->pieces();
    }

    ctx::error write(std::string bytes, location at) override {
        const auto text = std::make_shared<const std::string>(std::move(bytes));
        const auto ended = begin([s = stream_, text](auto done) {
            asio::async_write(s->raw(), asio::buffer(*text), done);
        });
        const auto e = ended.receive(at);
        if (!e || !*e) return {};
        return std::runtime_error(fmt::format("write tcp {}: write: {}",
                                              stream_->route(), go_text(*e)));
    }

    void close_write(location) noexcept override {
        post_close([s = stream_] {
            error_code no_matter;
            s->raw().shutdown(socket::shutdown_send, no_matter);
        });
    }

    void close_read() noexcept override {
        post_close([s = stream_] { s->end(); });
    }

    void close(location) noexcept override {
        post_close([s = stream_] { s->close(); });
    }

private:
    const std::shared_ptr<tcp_stream> stream_;
};

/// Returns the addresses of a host, the best address first. Blocks until the
/// lookup has ended or `c` is done.
///
/// Throws      std::runtime_error with Go's text, "dial tcp: lookup x: no such
///             host" if `call` is "dial"; the error of `c`.
std::vector<endpoint> lookup(const std::string& call, const ctx::context& c,
                             const address& a) {
    error_code not_ip;
    const auto ip = asio::ip::make_address(a.host, not_ip);
    if (!not_ip) return {{ip, a.port}};
    const auto found = std::make_shared<std::vector<endpoint>>();
    const auto names = std::make_shared<resolver>(network());
    const ctx::channel<error_code> ended(1);
    names->async_resolve(
        a.host, std::to_string(a.port),
        resolver::numeric_service | resolver::address_configured,
        [=](const error_code& e, const resolver::results_type& all) {
            (void)names;  // a resolver that is destroyed gives up
            found->assign(all.begin(), all.end());
            ended.send(e);
        });
    std::optional<error_code> e;
    if (select(recv(c.done()), recv(ended, e)) == 0) {
        ctx::error(c.err()).raise();
    }
    if (!*e) return *found;
    const bool is_unknown = *e == asio::error::host_not_found;
    throw std::runtime_error(call + " tcp: lookup " + a.host + ": " +
                             (is_unknown ? "no such host" : e->message()));
}

/// Raises the limit on open files. Go does so when a program starts.
void raise_file_limit() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

/// Returns the address of a host to listen at, as Go an IPv4 address if there
/// is one.
endpoint endpoint_of(const address& a) {
    if (a.host.empty()) return {tcp::v6(), a.port};
    const auto found = lookup("listen", ctx::background(), a);
    const auto v4 = std::ranges::find_if(
        found, [](const auto& e) { return e.address().is_v4(); });
    return v4 == found.end() ? found.front() : *v4;
}

void open(acceptor& a, const endpoint& at) {
    const auto check = [&](const char* call, const error_code& e) {
        if (!e) return;
        throw std::runtime_error(fmt::format("listen tcp {}: {}: {}",
                                             text_of(at), call, go_text(e)));
    };
    error_code e;
    check("socket", a.open(at.protocol(), e));
    close_on_exec(a.native_handle());
    check("setsockopt", a.set_option(acceptor::reuse_address(true), e));
    if (at.address().is_v6() && at.address().is_unspecified()) {
        check("setsockopt", a.set_option(asio::ip::v6_only(false), e));
    }
    check("bind", a.bind(at, e));
    check("listen", a.listen(acceptor::max_listen_connections, e));
}

class tcp_listener final : public listener {
public:
    explicit tcp_listener(const http::address& at) {
        try {
            open(*acceptor_, endpoint_of(at));
        } catch (const std::runtime_error&) {
            if (!at.host.empty() || acceptor_->is_open()) throw;
            // Without IPv6, "all addresses" means all IPv4 addresses.
            open(*acceptor_, {tcp::v4(), at.port});
        }
        address_ = text_of(acceptor_->local_endpoint());
    }
    ~tcp_listener() override { tcp_listener::close(ctx::location::current()); }

    connected accept(location at) override {
        auto next = std::make_shared<tcp_stream>();
        const auto ended = begin([next, a = acceptor_](auto done) {
            a->async_accept(next->raw(), done);
        });
        const auto e = ended.receive(at);
        if (e && *e) {
            return {nullptr,
                    std::runtime_error(fmt::format("accept tcp {}: accept4: {}",
                                                   address_, go_text(*e)))};
        }
        next->open();
        return {std::make_shared<tcp_connection>(std::move(next)), {}};
    }

    void close(ctx::location) noexcept override {
        post_close([a = acceptor_] {
            error_code no_matter;
            a->close(no_matter);
        });
    }

    const std::string& address() const override { return address_; }

private:
    const std::shared_ptr<acceptor> acceptor_ =
        std::make_shared<acceptor>(network());
    std::string address_;
};

connected dial(const ctx::context& c, const endpoint& to, location at) {
    auto stream = std::make_shared<tcp_stream>();
    auto conn = std::make_shared<tcp_connection>(stream);
    const auto ended = begin(
        [stream, to](auto done) { stream->raw().async_connect(to, done); });
    std::optional<error_code> e;
    if (select(recv(ended, e, at), recv(c.done(), at)) == 1) {
        return {nullptr, c.err()};
    }
    if (*e) {
        return {nullptr,
                std::runtime_error(fmt::format("dial tcp {}: connect: {}",
                                               text_of(to), go_text(*e)))};
    }
    stream->open();
    return {std::move(conn), {}};
}

}  // namespace

}  // namespace lessons::http::sockets

namespace lessons::http {

std::unique_ptr<listener> listen(const address& at) {
    if (ctx::in_bubble()) return pipes::listen(at);
    sockets::raise_file_limit();
    return std::make_unique<sockets::tcp_listener>(at);
}

connected dial(const ctx::context& c, const address& to, ctx::location at) {
    if (const auto e = c.err()) return {nullptr, e};
    if (ctx::in_bubble()) return pipes::dial(c, to, at);
    ctx::error first;
    for (const auto& endpoint : sockets::lookup("dial", c, to)) {
        auto got = sockets::dial(c, endpoint, at);
        if (got.conn || c.err()) return got;
        if (!first) first = got.err;
    }
    return {nullptr, first};
}

}  // namespace lessons::http
