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
// 3. An operation owns a tcp_connection, but not its handle, so that the last
//    user of the handle closes the socket.
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
#include <exception>
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

/// Lets the network thread call `start(done)`, and returns the channel on which
/// the error comes with which the operation calls `done`. The operation owns
/// what `start` does.
template <class Start>
ctx::channel<error_code> begin(Start start) {
    ctx::channel<error_code> ended(1);
    asio::post(network(), [start, ended] {
        start(
            [start, ended](const error_code& e, auto&&...) { ended.send(e); });
    });
    return ended;
}

/// Blocks until an operation has ended, and returns its error; or until `c` is
/// done, and throws the error of `c`.
error_code await(const ctx::channel<error_code>& ended, const ctx::context& c,
                 location at) {
    std::optional<error_code> e;
    if (select(recv(ended, e, at), recv(c.done(), at)) == 1) {
        ctx::error(c.err()).raise();
    }
    return *e;
}

void close_on_exec(int fd) { ::fcntl(fd, F_SETFD, FD_CLOEXEC); }

std::string text_of(const endpoint& e) {
    return to_string(address{e.address().to_string(), e.port()});
}

/// Returns the error of a call of the system. Go has POSIX's texts in lower
/// case: "dial tcp A: connect: connection refused".
///
/// Source      Go: net.OpError.
std::runtime_error failed(const char* what, const std::string& where,
                          const char* call, const error_code& e) {
    auto text = e.message();
    text[0] = std::tolower(text[0], std::locale::classic());
    return std::runtime_error(
        fmt::format("{} tcp {}: {}: {}", what, where, call, text));
}

class tcp_connection final
    : public connection,
      public std::enable_shared_from_this<tcp_connection> {
public:
    /// Returns the handle. To be called once.
    std::shared_ptr<connection> handle() {
        const auto close = [self = shared_from_this()](auto*) {
            self->close(direction::both, location::current());
        };
        return {this, close};
    }

    /// To be called when the socket is connected, before it is used.
    void open() {
        close_on_exec(raw.native_handle());
        error_code no_matter;
        raw.set_option(tcp::no_delay(true), no_matter);  // as Go
        raw.non_blocking(true, no_matter);
        route_ = text_of(raw.local_endpoint(no_matter)) + "->" +
                 text_of(raw.remote_endpoint(no_matter));
    }

    ctx::channel<piece> incoming() override {
        asio::post(network(), [self = shared_from_this()] { self->ask(); });
        return pieces_;
    }

    ctx::error write(std::string bytes, location at) override {
        const auto text = std::make_shared<const std::string>(std::move(bytes));
        const auto ended = begin([self = shared_from_this(), text](auto done) {
            asio::async_write(self->raw, asio::buffer(*text), done);
        });
        const auto e = ended.receive(at);
        if (!e || !*e) return {};
        return failed("write", route_, "write", *e);
    }

    void close(direction which, location) noexcept override {
        post_close([self = shared_from_this(), which] {
            error_code no_matter;
            if (which == direction::sending) {
                self->raw.shutdown(socket::shutdown_send, no_matter);
            } else {
                if (which == direction::both) self->raw.close(no_matter);
                self->end();
            }
        });
    }

    socket raw{network()};

private:
    // For the network thread only:

    /// Makes sure that a piece comes. It is read only when it is there, so that
    /// a connection that waits needs no buffer.
    void ask() {
        if (reading_ || ended_ || pieces_.size() > 0) return;
        reading_ = true;
        raw.async_wait(socket::wait_read,
                       [self = shared_from_this()](const error_code& e) {
                           self->reading_ = false;
                           if (!e) self->read();
                       });
    }

    void read() {
        static thread_local std::array<char, 16 << 10> buffer;
        if (ended_) return;
        error_code e;
        const auto n = raw.read_some(asio::buffer(buffer), e);
        if (e == asio::error::would_block) return ask();
        if (!e) return pieces_.send({{buffer.data(), n}, {}});
        if (e != asio::error::eof) {
            pieces_.send({"", failed("read", route_, "read", e)});
        }
        end();
    }

    void end() {
        if (!std::exchange(ended_, true)) pieces_.close();
    }

    const ctx::channel<piece> pieces_{1};
    std::string route_;  // "A->B", its own address first; constant once open
    bool reading_ = false;
    bool ended_ = false;  // pieces_ is closed
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
    const auto e = await(ended, c, location::current());
    if (!e) return *found;
    const bool is_unknown = e == asio::error::host_not_found;
    throw std::runtime_error(call + " tcp: lookup " + a.host + ": " +
                             (is_unknown ? "no such host" : e.message()));
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
        if (e) throw failed("listen", text_of(at), call, e);
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
    ~tcp_listener() override { tcp_listener::close(location::current()); }

    std::shared_ptr<connection> accept(location at) override {
        const auto next = std::make_shared<tcp_connection>();
        const auto ended = begin([next, a = acceptor_](auto done) {
            a->async_accept(next->raw, done);
        });
        const auto e = ended.receive(at);
        if (e && *e) throw failed("accept", address_, "accept4", *e);
        next->open();
        return next->handle();
    }

    void close(location) noexcept override {
        post_close([a = acceptor_] {
            error_code no_matter;
            a->close(no_matter);
        });
    }

private:
    const std::shared_ptr<acceptor> acceptor_ =
        std::make_shared<acceptor>(network());
};

std::shared_ptr<connection> dial(const ctx::context& c, const endpoint& to,
                                 location at) {
    const auto next = std::make_shared<tcp_connection>();
    auto handle = next->handle();
    const auto ended =
        begin([next, to](auto done) { next->raw.async_connect(to, done); });
    const auto e = await(ended, c, at);
    if (e) throw failed("dial", text_of(to), "connect", e);
    next->open();
    return handle;
}

}  // namespace

}  // namespace lessons::http::sockets

namespace lessons::http {

std::unique_ptr<listener> listen(const address& at) {
    if (ctx::in_bubble()) return pipes::listen(at);
    sockets::raise_file_limit();
    return std::make_unique<sockets::tcp_listener>(at);
}

std::shared_ptr<connection> dial(const ctx::context& c, const address& to,
                                 location at) {
    if (const auto e = c.err()) ctx::error(e).raise();
    if (ctx::in_bubble()) return pipes::dial(c, to, at);
    std::exception_ptr first;
    for (const auto& endpoint : sockets::lookup("dial", c, to)) {
        try {
            return sockets::dial(c, endpoint, at);
        } catch (const std::runtime_error&) {
            if (c.err()) throw;
            if (!first) first = std::current_exception();
        }
    }
    std::rethrow_exception(first);
}

}  // namespace lessons::http
