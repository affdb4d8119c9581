// All code here runs on the server's thread. A context may be canceled on any
// thread, and this is posted to the server's thread. So there are no locks.
//
// A routine may be destroyed while it waits, once the thread has stopped. It
// leaves a handler behind that is never called.
#include "lessons/support/http/session.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <exception>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "ctx/asio.hpp"
#include "ctx/defer.hpp"
#include "lessons/support/http/async.hpp"
#include "lessons/support/println.hpp"

namespace lessons::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t header_limit = 1 << 20;  // Go's
constexpr std::size_t buffer_limit = header_limit + 4096;

using head_parser = bhttp::request_parser<bhttp::empty_body>;
using answer = bhttp::response<bhttp::string_body>;

/// Cancels a request when its client goes away. The watch waits until the
/// connection is readable: no bytes then mean that the client has closed it.
/// Bytes mean that the client has sent its next request ahead, and the watch
/// ends, as in Go.
class client_watch {
public:
    client_watch(socket& s, ctx::cancel_func cancel)
        : state_(std::make_shared<state>(s, std::move(cancel))) {
        wait(state_);
    }
    ~client_watch() {
        state_->live = false;
        error_code no_matter;
        state_->connection.cancel(no_matter);
    }
    client_watch(const client_watch&) = delete;
    client_watch& operator=(const client_watch&) = delete;

private:
    struct state {
        state(socket& s, ctx::cancel_func c)
            : connection(s), cancel(std::move(c)) {}

        socket& connection;  // to be used only while live
        ctx::cancel_func cancel;
        bool live = true;
    };

    static void wait(const std::shared_ptr<state>& s) {
        s->connection.async_wait(socket::wait_read, [s](const error_code& e) {
            if (!e && s->live) look(s);
        });
    }

    static void look(const std::shared_ptr<state>& s) {
        char byte = 0;
        const auto n = ::recv(s->connection.native_handle(), &byte, 1,
                              MSG_PEEK | MSG_DONTWAIT);
        if (n > 0) return;
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return wait(s);
        s->cancel();
    }

    std::shared_ptr<state> state_;
};

std::string http_date() {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                       fmt::gmtime(std::time(nullptr)));
}

/// Returns an answer with the header fields of Go's server, in Go's order.
answer make_answer(const head_parser& head, const std::string& text,
                   bool keep_alive) {
    answer a(bhttp::status::ok, head.get().version());
    a.set(bhttp::field::date, http_date());
    a.content_length(text.size());
    a.set(bhttp::field::content_type, "text/plain; charset=utf-8");
    a.keep_alive(keep_alive);
    if (head.get().method() != bhttp::verb::head) a.body() = text;
    return a;
}

bool has_body(const head_parser& head) {
    const auto length = head.content_length();
    return head.chunked() || (length && *length > 0);
}

request make_request(const head_parser& head, const ctx::context& c) {
    const auto method = head.get().method_string();
    const auto target = head.get().target();
    return {c, {method.data(), method.size()}, {target.data(), target.size()}};
}

/// Returns the status for a request that could not be read or has a bad header;
/// empty if the request is fine or the client is gone.
std::string_view fault_of(const error_code& e, const head_parser& head) {
    if (e == bhttp::error::end_of_stream) return "";
    if (e == bhttp::error::header_limit || e == bhttp::error::buffer_overflow) {
        return "431 Request Header Fields Too Large";
    }
    static const auto& parse_errors =
        make_error_code(bhttp::error::bad_method).category();
    if (e.category() == parse_errors) return "400 Bad Request";
    if (e || head.get().version() < 11) return "";
    const auto hosts = head.get().count(bhttp::field::host);
    if (hosts == 0) return "400 Bad Request: missing required Host header";
    return hosts == 1 ? "" : "400 Bad Request";
}

/// Closes the sending side, and waits until the client closes its side. Closing
/// the connection at once, with unread bytes, would reset it and lose the
/// answer.
routine linger(socket& s, const session_rules& rules) {
    error_code no_matter;
    s.shutdown(socket::shutdown_send, no_matter);
    const auto [enough, cancel] =
        with_timeout(rules.base, std::chrono::milliseconds(500));
    const ctx::defer cleanup(cancel);
    const auto guard = ctx::close_on_done(enough, s);
    std::array<char, 4096> ignored;
    for (io_result got; !got.err;) {
        got = co_await async([&](auto done) {
            s.async_read_some(asio::buffer(ignored), std::move(done));
        });
    }
}

routine refuse(socket& s, std::string_view status, const session_rules& rules) {
    const std::string text = fmt::format(
        "HTTP/1.1 {}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Connection: close\r\n\r\n"
        "{}",
        status, status);
    (void)co_await async([&](auto done) {
        asio::async_write(s, asio::buffer(text), std::move(done));
    });
    co_await linger(s, rules);
}

/// Reads the header of a request. Closes the connection if the header does not
/// come in time.
routine read_head(socket& s, beast::flat_buffer& buffer, head_parser& head,
                  error_code& err, const session_rules& rules) {
    head.header_limit(header_limit);
    head.body_limit(
        std::numeric_limits<std::uint64_t>::max());  // the body is not read
    const auto [in_time, cancel] =
        with_timeout(rules.base, rules.options.header_timeout);
    const ctx::defer cleanup(cancel);
    const auto guard = ctx::close_on_done(in_time, s);
    const auto got = co_await async([&](auto done) {
        bhttp::async_read_header(s, buffer, head, std::move(done));
    });
    err = got.err;
}

/// Answers a request. Sets `keep_alive` to true if another request may follow.
routine respond(socket& s, const head_parser& head, bool& keep_alive,
                const session_rules& rules) {
    const auto [context, cancel] = with_cancel(rules.base);
    const request r = make_request(head, context);
    response_writer w;
    {
        const client_watch watch(s, cancel);
        co_await rules.handle(w, r);
    }
    cancel();
    keep_alive = head.get().keep_alive() && !has_body(head);
    const answer a = make_answer(head, w.text(), keep_alive);
    const auto got = co_await async(
        [&](auto done) { bhttp::async_write(s, a, std::move(done)); });
    keep_alive = keep_alive && !got.err;
    if (!got.err && has_body(head)) co_await linger(s, rules);
}

routine serve_requests(socket& s, const session_rules& rules) {
    beast::flat_buffer buffer(buffer_limit);
    for (bool keep_alive = true; keep_alive;) {
        head_parser head;
        error_code e;
        co_await read_head(s, buffer, head, e, rules);
        const auto fault = fault_of(e, head);
        if (!fault.empty()) co_await refuse(s, fault, rules);
        if (e || !fault.empty()) co_return;
        co_await respond(s, head, keep_alive, rules);
    }
}

}  // namespace

routine serve_connection(socket s, const session_rules& rules) {
    try {
        co_await serve_requests(s, rules);
    } catch (const std::exception& e) {
        eprintln("http: handler failed: {}", e.what());
    }
}

}  // namespace lessons::http
