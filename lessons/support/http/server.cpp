#include "lessons/support/http/server.hpp"

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <list>
#include <stdexcept>
#include <utility>

#include "ctx/asio.hpp"
#include "ctx/channel.hpp"
#include "lessons/support/http/async.hpp"
#include "lessons/support/http/go_text.hpp"
#include "lessons/support/http/io_thread.hpp"
#include "lessons/support/http/lookup.hpp"
#include "lessons/support/http/session.hpp"
#include "lessons/support/println.hpp"

namespace lessons::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

tcp::endpoint endpoint_of(const address& a) {
    if (a.host.empty()) return {tcp::v6(), a.port};
    auto found = lookup(ctx::background(), a);
    if (found.err) {
        throw std::runtime_error("listen tcp: " + found.err.message());
    }
    return found.endpoints.front();
}

/// Raises the limit on open files. Go does so when a program starts.
void raise_file_limit() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

void listen(acceptor& a, const tcp::endpoint& at) {
    const auto check = [&](const char* call, const error_code& e) {
        if (!e) return;
        throw std::runtime_error(fmt::format("listen tcp {}: {}: {}",
                                             text_of(at), call, go_text(e)));
    };
    error_code e;
    check("socket", a.open(at.protocol(), e));
    check("setsockopt", a.set_option(acceptor::reuse_address(true), e));
    if (at.address().is_v6() && at.address().is_unspecified()) {
        check("setsockopt", a.set_option(asio::ip::v6_only(false), e));
    }
    check("bind", a.bind(at, e));
    check("listen", a.listen(acceptor::max_listen_connections, e));
}

}  // namespace

void done::await_suspend(routine::handle waiting) {
    guard_ = std::make_shared<ctx::asio_guard>(
        context_, waiting.promise().home->get_executor(),
        [waiting] { waiting.resume(); });
}

class server::impl {
public:
    impl(const http::address& at, handler h, server_options options)
        : handle_(std::move(h)), rules_{io_, handle_, base_.child, options} {
        raise_file_limit();
        listen_at(at);
        address_ = text_of(acceptor_.local_endpoint());
        accepting_ = accept_all();
        accepting_.start(io_);
        io_.start();
    }
    ~impl() {
        io_.stop();
        base_.cancel();  // for other holders of a request's context
    }

    void shutdown() {
        asio::post(io_.get_executor(), [this] {
            stopping_ = true;
            acceptor_.close();
            tell_if_idle();
        });
        (void)idle_.receive();
    }

    [[nodiscard]] const std::string& address() const { return address_; }

private:
    using session = std::list<routine>::iterator;

    void listen_at(const http::address& at) {
        try {
            listen(acceptor_, endpoint_of(at));
        } catch (const std::runtime_error&) {
            if (!at.host.empty() || acceptor_.is_open()) throw;
            // Without IPv6, "all addresses" means all IPv4 addresses.
            listen(acceptor_, {tcp::v4(), at.port});
        }
    }

    routine accept_all() {
        ctx::duration pause = 5ms;
        for (;;) {
            socket s(io_.get_executor());
            const auto got = co_await async(
                [&](auto done) { acceptor_.async_accept(s, std::move(done)); });
            if (stopping_) co_return;
            if (got.err) {
                // Most likely too many files are open: try again later.
                eprintln(
                    "http: Accept error: accept tcp {}: {}; retrying in {}",
                    address_, go_text(got.err), ctx::format_duration(pause));
                co_await done(with_timeout(base_.child, pause).child);
                pause = std::min<ctx::duration>(2 * pause, 1s);
                continue;
            }
            pause = 5ms;
            const auto self = sessions_.emplace(sessions_.end());
            *self = serve(std::move(s), self);
            self->start(io_);
        }
    }

    /// A routine cannot destroy its own frame while it runs, so a handler
    /// posted to the thread erases it.
    routine serve(socket s, session self) {
        co_await serve_connection(std::move(s), rules_);
        asio::post(io_.get_executor(), [this, self] {
            sessions_.erase(self);
            tell_if_idle();
        });
    }

    void tell_if_idle() {
        if (stopping_ && sessions_.empty()) idle_.close();
    }

    io_thread io_;
    const ctx::cancelable base_ = with_cancel(ctx::background());
    const handler handle_;
    const session_rules rules_;
    std::string address_;
    acceptor acceptor_{io_.get_executor()};
    const ctx::channel<int> idle_;
    bool stopping_ = false;  // used by the thread only
    std::list<routine> sessions_;
    routine accepting_;
};

server::server(const http::address& at, handler h, server_options options)
    : impl_(std::make_unique<impl>(at, std::move(h), options)) {}

server::~server() = default;

void server::shutdown() { impl_->shutdown(); }

const std::string& server::address() const noexcept { return impl_->address(); }

}  // namespace lessons::http
