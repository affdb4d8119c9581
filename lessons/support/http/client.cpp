// Each request has a connection, and each connection a thread that waits for
// the network. The goroutine that wants something of it asks the thread, and
// waits on a channel, so that whatever ends goroutines ends the request as
// well.
//
// The connection's socket, buffer, parser and guard belong to the thread; the
// goroutine touches them only while the thread is not at work for it. There are
// no locks.
#include "lessons/support/http/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <cctype>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>

#include "ctx/asio.hpp"
#include "ctx/channel.hpp"
#include "lessons/support/http/async.hpp"
#include "lessons/support/http/go_text.hpp"
#include "lessons/support/http/io_thread.hpp"
#include "lessons/support/http/lookup.hpp"
#include "lessons/support/http/url.hpp"

namespace ctxdemo::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t header_limit = 1 << 20;
constexpr std::size_t piece = 16 << 10;

using parser = bhttp::response_parser<bhttp::buffer_body>;

std::string text_of(const asio::ip::tcp::endpoint& e) {
    return to_string(address{e.address().to_string(), e.port()});
}

/// Not the transport's own errors, but those of what the server sent.
ctx::error broken(const std::string& why) {
    return std::runtime_error(
        "net/http: HTTP/1.x transport connection broken: " + why);
}

class connection final : public body {
public:
    explicit connection(std::shared_ptr<const request> r)
        : request_(std::move(r)), url_(parse_url(request_->url)) {
        io_.start();
    }
    ~connection() override { io_.stop(); }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    // Each step reports an error, and comes after those before it.
    [[nodiscard]] ctx::error dial();
    [[nodiscard]] ctx::error write_request();
    [[nodiscard]] ctx::error read_header();
    [[nodiscard]] response head() const;

    content read_all(std::size_t limit) override;
    void close() noexcept override;

private:
    template <class Start>
    io_result perform(Start start);
    io_result read_piece();
    [[nodiscard]] ctx::error dial(const asio::ip::tcp::endpoint& to);
    [[nodiscard]] ctx::error network_error(const char* operation,
                                           const error_code& e) const;
    [[nodiscard]] ctx::error header_error(const error_code& e) const;
    [[nodiscard]] std::string_view unparsed() const;
    void expect_response();

    const std::shared_ptr<const request> request_;
    const url url_;
    io_thread io_;
    socket socket_{io_.get_executor()};
    beast::flat_buffer buffer_{header_limit + piece};
    std::optional<parser> parser_;
    std::array<char, piece> body_piece_{};
    bool closed_ = false;
    ctx::asio_guard guard_{request_->context, io_.get_executor(),
                           [this] { socket_.close(); }};
};

/// Has the thread start an operation and waits for its end. One that is not
/// started yet when the context ends would not know of it, so it looks.
template <class Start>
io_result connection::perform(Start start) {
    const ctx::channel<io_result> ended(1);
    asio::post(io_.get_executor(), [this, start, ended] {
        if (request_->context.err()) {
            ended.send({asio::error::operation_aborted});
            return;
        }
        start([ended](const error_code& e, std::size_t bytes = 0) {
            ended.send({e, bytes});
        });
    });
    return *ended.receive();
}

ctx::error connection::dial() {
    const auto found = lookup(request_->context, url_.server);
    if (found.err && found.err == ctx::error(request_->context.err())) {
        return found.err;
    }
    if (found.err)
        return std::runtime_error("dial tcp: " + found.err.message());
    ctx::error first;
    for (const auto& endpoint : found.endpoints) {
        const auto e = dial(endpoint);
        if (!e || request_->context.err()) return e;
        if (!first) first = e;
    }
    return first;
}

ctx::error connection::dial(const asio::ip::tcp::endpoint& to) {
    const auto got = perform([this, to](auto done) {
        socket_.close();  // an earlier try
        socket_.async_connect(to, std::move(done));
    });
    const auto e = ctx::operation_error(request_->context, got.err);
    if (!got.err || e.category() == ctx::category()) return e;
    return std::runtime_error(
        fmt::format("dial tcp {}: connect: {}", text_of(to), go_text(e)));
}

ctx::error connection::write_request() {
    const auto text = std::make_shared<const std::string>(
        fmt::format("{} {} HTTP/1.1\r\n"
                    "Host: {}\r\n"
                    "User-Agent: ctxdemo\r\n"
                    "Connection: close\r\n\r\n",
                    request_->method, url_.target, url_.host));
    const auto got = perform([this, text](auto done) {
        asio::async_write(
            socket_, asio::buffer(*text),
            [text, done](const error_code& e, std::size_t n) { done(e, n); });
    });
    return got.err ? network_error("write", got.err) : ctx::error();
}

void connection::expect_response() {
    parser_.emplace();
    parser_->header_limit(header_limit);
    // That of the body is ours. (An empty optional is no limit only by name:
    // any length is greater.)
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
}

io_result connection::read_piece() {
    return perform([this](auto done) {
        bhttp::async_read_some(socket_, buffer_, *parser_, std::move(done));
    });
}

ctx::error connection::read_header() {
    expect_response();
    for (;;) {
        const auto got = read_piece();
        if (got.err) return header_error(got.err);
        if (!parser_->is_header_done()) {
            // Without waiting for the end of something that is no header.
            const auto malformed = malformed_part(unparsed(), false);
            if (!malformed.empty()) return broken(malformed);
        } else if (parser_->get().result_int() / 100 == 1 &&
                   parser_->get().result() !=
                       bhttp::status::switching_protocols) {
            expect_response();  // that one only says that it goes on
        } else {
            return {};
        }
    }
}

std::string_view connection::unparsed() const {
    const auto data = buffer_.data();
    return {static_cast<const char*>(data.data()), data.size()};
}

ctx::error connection::network_error(const char* operation,
                                     const error_code& e) const {
    const auto why = ctx::operation_error(request_->context, e);
    if (why.category() == ctx::category()) return why;
    error_code no_matter;
    const auto from = socket_.local_endpoint(no_matter);
    const auto to = socket_.remote_endpoint(no_matter);
    return std::runtime_error(fmt::format("{} tcp {}->{}: {}: {}", operation,
                                          text_of(from), text_of(to), operation,
                                          go_text(why)));
}

ctx::error connection::header_error(const error_code& e) const {
    if (e == bhttp::error::end_of_stream) return std::runtime_error("EOF");
    if (e == bhttp::error::header_limit || e == bhttp::error::buffer_overflow) {
        return std::runtime_error(fmt::format(
            "net/http: server response headers exceeded {} bytes; aborted",
            header_limit));
    }
    const bool ended = e == bhttp::error::partial_message;
    const auto malformed = malformed_part(unparsed(), ended);
    if (!malformed.empty()) return broken(malformed);
    if (ended) return broken("unexpected EOF");
    if (e.category() != asio::error::get_system_category() &&
        e.category() != asio::error::get_misc_category()) {
        return broken(e.message());
    }
    return network_error("read", e);
}

std::string status_of(const parser& p) {
    const auto reason = p.get().reason();
    return fmt::format("{} {}", p.get().result_int(),
                       std::string_view(reason.data(), reason.size()));
}

header fields_of(const parser& p) {
    header all;
    for (const auto& field : p.get()) {
        const auto name = field.name_string();
        const auto value = field.value();
        all[canonical_name({name.data(), name.size()})].emplace_back(
            value.data(), value.size());
    }
    return all;
}

/// Some fields speak of the connection, and become fields of the response.
response connection::head() const {
    const int version = static_cast<int>(parser_->get().version());
    response r;
    r.status = status_of(*parser_);
    r.status_code = static_cast<int>(parser_->get().result_int());
    r.proto_major = version / 10;
    r.proto_minor = version % 10;
    r.proto = fmt::format("HTTP/{}.{}", r.proto_major, r.proto_minor);
    r.header = fields_of(*parser_);
    r.close = !parser_->get().keep_alive() || parser_->need_eof();
    if (const auto field = parser_->get()[bhttp::field::connection];
        bhttp::token_list(field).exists("close")) {
        r.header.erase("Connection");
    }
    if (parser_->chunked()) {
        r.transfer_encoding = {"chunked"};
        r.header.erase("Transfer-Encoding");
    } else if (const auto length = parser_->content_length()) {
        r.content_length = static_cast<std::int64_t>(*length);
    } else if (parser_->is_done()) {
        r.content_length = 0;
    }
    r.request = request_;
    return r;
}

body::content connection::read_all(std::size_t limit) {
    content c;
    if (closed_) {
        c.err = std::runtime_error("http: read on closed response body");
        return c;
    }
    while (!parser_->is_done()) {
        auto& next = parser_->get().body();
        next.data = body_piece_.data();
        next.size = body_piece_.size();
        const auto got = read_piece();
        c.data.append(body_piece_.data(), body_piece_.size() - next.size);
        if (c.data.size() > limit) {
            c.data.resize(limit);
            c.err = std::runtime_error("http: response body too large");
            break;
        }
        if (got.err == bhttp::error::partial_message) {
            c.err = std::runtime_error("unexpected EOF");
            break;
        }
        if (got.err && got.err != bhttp::error::need_buffer &&
            got.err != bhttp::error::end_of_stream) {
            c.err = network_error("read", got.err);
            break;
        }
    }
    return c;
}

void connection::close() noexcept {
    closed_ = true;
    io_.stop();
    error_code no_matter;
    socket_.close(no_matter);
}

std::string title_case(std::string text) {
    std::ranges::transform(
        text.begin() + 1, text.end(), text.begin() + 1,
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

url_error::url_error(const request& r, ctx::error reason)
    : std::runtime_error(fmt::format("{} {}: {}", title_case(r.method),
                                     quoted(r.url), reason.message())),
      reason_(std::move(reason)) {}

result client::send(const request& r) const {
    const auto own = std::make_shared<const request>(r);
    const auto c = std::make_shared<connection>(own);
    ctx::error err = c->dial();
    if (!err) err = c->write_request();
    if (!err) err = c->read_header();
    if (err) return {nullptr, url_error(r, std::move(err))};
    auto resp = std::make_shared<response>(c->head());
    resp->body = c;
    return {std::move(resp), {}};
}

}  // namespace ctxdemo::http
