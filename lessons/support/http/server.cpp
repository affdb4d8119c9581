// A goroutine "connection" reads requests, one after the other, and watches,
// while a goroutine "handler" works, whether the client goes away.
//
// Invariants:
// 1. All goroutines own shares of the core, so they may outlive the server.
// 2. The stream of a visit is its handler's while the handler works, and
//    otherwise its connection's. A connection whose client has gone, and has
//    left no further request, leaves the stream to the handler for good.
// 3. The core knows each open connection, so that it can close it. A closed
//    connection has no more bytes, and so its goroutine ends.
// 4. The mutex of the core is a leaf. Connections are closed without it.
#include "lessons/support/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "ctx/ctx.hpp"
#include "lessons/support/http/request_stream.hpp"
#include "lessons/support/http/transport.hpp"
#include "lessons/support/println.hpp"

namespace lessons::http {

namespace {

using namespace std::chrono_literals;

/// Returns the date for the field Date. The date of a bubble begins where Go's
/// testing/synctest does.
std::time_t date() {
    using namespace std::chrono;
    if (!ctx::in_bubble()) return std::time(nullptr);
    const auto now = floor<seconds>(ctx::clock::now().time_since_epoch());
    return system_clock::to_time_t(sys_days(year(2000) / January / 1) + now);
}

}  // namespace

/// The state that the goroutines of a server share.
struct server::core {
    core(const http::address& where, handler h, ctx::duration timeout,
         location its_line)
        : handle(std::move(h)),
          header_timeout(timeout),
          at(its_line),
          port(listen(where)) {}

    const handler handle;
    const ctx::duration header_timeout;
    const location at;
    const std::unique_ptr<listener> port;
    ctx::wait_group network;  // the listener and the connections
    ctx::wait_group handlers;

    /// Is canceled when the server is destroyed: connections end.
    const ctx::cancelable stopped = with_cancel(ctx::background());

    /// Is canceled when they have ended: handlers may end. After that main may
    /// end, and the handlers with it.
    const ctx::cancelable abandoned = with_cancel(ctx::background());

    std::atomic<bool> closed = false;
    std::mutex mutex;
    // Guarded by mutex; true: idle.
    std::map<std::shared_ptr<connection>, bool> open;

    void close(bool only_idle, const location& where) {
        std::vector<std::shared_ptr<connection>> to_close;
        closed = true;
        {
            const std::scoped_lock lock(mutex);
            for (const auto& [conn, is_idle] : open) {
                if (is_idle || !only_idle) to_close.push_back(conn);
            }
        }
        port->close(where);
        for (const auto& conn : to_close) conn->close();
    }
};

/// A client, from its connection to the end of it.
class server::visit : public std::enable_shared_from_this<visit> {
public:
    visit(std::shared_ptr<core> home, std::shared_ptr<connection> conn)
        : core_(std::move(home)), conn_(std::move(conn)) {}
    ~visit() {
        const std::scoped_lock lock(core_->mutex);
        core_->open.erase(conn_);
    }

    static void accept_all(const std::shared_ptr<core>& home);

    /// Answers the requests that come, until there are no more.
    void serve() {
        for (bool is_first = true;; is_first = false) {
            const auto got = next_request(is_first);
            if (!got) break;
            if (got->settled) {
                reply(*got->settled, core_->at);
            } else if (!call_handler(*got)) {
                return;  // the handler may still send its response
            }
            const auto next =
                failed_ ? after_response::close : stream_.finish();
            if (next == after_response::linger) linger();
            if (next != after_response::next) break;
        }
        conn_->close(direction::both, core_->at);
    }

private:
    /// Notes whether the connection waits for a request. Returns false if it
    /// must not, because the server is closed.
    bool note(bool is_idle) {
        const std::scoped_lock lock(core_->mutex);
        if (is_idle && core_->closed) return false;
        core_->open[conn_] = is_idle;
        return true;
    }

    /// Calls `f`, which receives. After the time `limit` nothing more comes.
    template <class F>
    auto within(ctx::duration limit, F f) {
        const auto in_time = with_timeout(ctx::background(), limit);
        until_ = in_time.child;
        const auto stop = after_func(
            until_, [conn = conn_] { conn->close(direction::receiving); },
            ctx::inline_executor());
        const ctx::defer cleanup([&] {
            until_ = ctx::background();
            stop();
            in_time.cancel();
        });
        return f();
    }

    /// The time for the header runs from the start of the connection, but from
    /// the first bytes of a further request.
    std::optional<received> next_request(bool is_first) {
        if (!note(true)) return {};
        if (!is_first && !stream_.wait()) return {};
        return within(core_->header_timeout, [this] {
            (void)stream_.bytes().peek(1);
            note(false);
            return stream_.read();
        });
    }

    /// Lets the handler answer. Returns false if no request can follow.
    bool call_handler(const received& got) {
        const auto at = core_->at;
        const auto [context, cancel] = with_cancel(ctx::background(), at);
        const ctx::channel<bool> answered;  // is closed then
        bool is_gone = stream_.bytes().ended();
        if (is_gone) cancel(at);
        const request r{context, got.method, got.url};
        core_->handlers.go(
            "handler",
            [self = shared_from_this(), r, cancel = cancel, answered] {
                self->handle(r, cancel, answered);
            },
            at);
        std::optional<piece> ahead;
        // As Go: nobody watches a client whose body has not been read.
        if (!got.body_remains && !is_gone) {
            if (select(recv(context.done(), at),
                       recv(conn_->incoming(), ahead, at)) == 0) {
                return true;
            }
            is_gone = !ahead || ahead->err;
            if (is_gone && !core_->stopped.child.err()) cancel(at);
            if (is_gone && stream_.bytes().buffered().empty()) return false;
        }
        // The client has sent bytes ahead: its next request, or the rest of
        // this one. As in Go, nobody watches any more then.
        if (select(recv(answered), recv(core_->stopped.child.done())) == 1) {
            return false;
        }
        if (is_gone || ahead) {
            stream_.bytes().put(std::move(ahead).value_or(piece()));
        }
        return true;
    }

    void handle(const request& r, const ctx::cancel_func& cancel,
                const ctx::channel<bool>& answered) {
        const auto at = core_->at;
        const auto release = after_func(
            core_->abandoned.child, [=] { cancel(at); },
            ctx::inline_executor());
        const ctx::defer end([&] {
            release();
            answered.close();
            cancel(at);
        });
        response_writer w;
        w.at_ = at;
        try {
            core_->handle(w, r);
            reply({200, "", w.text_}, w.at_);
        } catch (const std::exception& e) {
            eprintln("http: handler failed: {}", e.what());
            failed_ = true;
            conn_->close(direction::both, at);
        }
    }

    void reply(const answer& a, const location& at) {
        failed_ = bool(conn_->write(stream_.response(a, date()), at));
    }

    /// Ends the sending side, and waits until the client ends its side.
    void linger() {
        conn_->close(direction::sending, core_->at);
        within(500ms, [this] {
            while (!next_piece().bytes.empty()) continue;
        });
    }

    [[nodiscard]] piece next_piece() {
        auto next = conn_->incoming().receive(core_->at);
        return next ? *std::move(next) : piece{"", until_.err()};
    }

    const std::shared_ptr<core> core_;
    const std::shared_ptr<connection> conn_;
    request_stream stream_{[this] { return next_piece(); }};  // invariant 2
    ctx::context until_ = ctx::background();  // when nothing more comes
    bool failed_ = false;  // as stream_: there was no way to respond
};

void server::visit::accept_all(const std::shared_ptr<core>& home) {
    ctx::duration pause = 5ms;
    for (;;) {
        try {
            const auto v =
                std::make_shared<visit>(home, home->port->accept(home->at));
            home->network.go(
                "connection", [v] { v->serve(); }, home->at);
            pause = 5ms;
        } catch (const std::runtime_error& e) {
            if (home->closed) return;
            // Most likely too many files are open, or there are too many
            // threads: try again later.
            eprintln("http: Accept error: {}; retrying in {}", e.what(),
                     ctx::format_duration(pause));
            ctx::sleep_for(pause);
            pause = std::min<ctx::duration>(2 * pause, 1s);
        }
    }
}

server::server(const http::address& where, handler h,
               ctx::duration header_timeout, location at)
    : core_(std::make_shared<core>(where, std::move(h), header_timeout, at)) {
    core_->network.go(
        "listener", [c = core_] { visit::accept_all(c); }, at);
}

server::~server() noexcept(false) {
    core_->stopped.cancel();
    core_->close(false, core_->at);
    core_->network.wait();
    core_->abandoned.cancel();
}

void server::shutdown(location at) {
    core_->close(true, at);
    core_->network.wait(at);
    core_->handlers.wait();  // of clients that have gone
}

const std::string& server::address() const noexcept {
    return core_->port->address();
}

}  // namespace lessons::http
