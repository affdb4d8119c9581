#include "lessons/support/http/connection.hpp"

#include <fmt/core.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <limits>
#include <stdexcept>
#include <utility>

#include "ctx/channel.hpp"
#include "lessons/support/http/go_text.hpp"
#include "lessons/support/http/lookup.hpp"

namespace lessons::http {

namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using boost::system::error_code;

/// Returns the error for a response that is not valid HTTP.
ctx::error broken(const std::string& why) {
    return std::runtime_error(
        "net/http: HTTP/1.x transport connection broken: " + why);
}

template <class Fields>
header canonical(const Fields& fields) {
    header all;
    for (const auto& field : fields) {
        const auto name = field.name_string();
        const auto value = field.value();
        all[canonical_name({name.data(), name.size()})].emplace_back(
            value.data(), value.size());
    }
    return all;
}

}  // namespace

connection::connection(std::shared_ptr<const request> r)
    : request_(std::move(r)),
      url_(parse_url(request_->url)),
      guard_(ctx::close_on_done(request_->context, socket_)) {
    io_.start();
}

connection::~connection() { io_.stop(); }

/// Lets the thread start an operation, and waits until the operation has ended.
/// The thread first looks at the context: if the context was done before the
/// operation starts, no close will end the operation.
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

ctx::error connection::network_error(const char* operation,
                                     const error_code& e) const {
    const auto why = ctx::operation_error(request_->context, e);
    if (why.category() == ctx::category()) return why;
    return std::runtime_error(fmt::format("{} tcp {}->{}: {}: {}", operation,
                                          text_of(from_), text_of(to_),
                                          operation, go_text(why)));
}

ctx::error connection::dial() {
    const auto found = lookup(request_->context, url_.server);
    if (found.err && request_->context.err()) return request_->context.err();
    if (found.err) {
        return std::runtime_error("dial tcp: " + found.err.message());
    }
    ctx::error first;
    for (const auto& to : found.endpoints) {
        const auto e = dial(to);
        if (!e || request_->context.err()) return e;
        if (!first) first = e;
    }
    return first;
}

ctx::error connection::dial(const endpoint& to) {
    const auto got = perform([this, to](auto done) {
        error_code no_matter;
        socket_.close(no_matter);  // left open by an earlier try
        socket_.async_connect(to, [this, done](const error_code& e) {
            error_code unknown;
            from_ = socket_.local_endpoint(unknown);
            done(e);
        });
    });
    const auto why = ctx::operation_error(request_->context, got.err);
    if (why && why.category() != ctx::category()) {
        return std::runtime_error(
            fmt::format("dial tcp {}: connect: {}", text_of(to), go_text(why)));
    }
    to_ = to;
    return why;
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

std::string_view connection::unparsed() const {
    const auto data = buffer_.data();
    return {static_cast<const char*>(data.data()), data.size()};
}

ctx::error connection::read_header() {
    for (;;) {
        ctx::error err = read_head();
        if (!err) err = parse_head();
        if (err) return err;
        const auto status = parser_->get().result_int();
        // A 1xx status is informational: another header follows.
        if (status / 100 != 1 || status == 101) return {};
    }
}

/// Reads until a whole header is in the buffer.
ctx::error connection::read_head() {
    head_.emplace();
    for (;;) {
        if (const auto fault = head_->read(unparsed(), false); !fault.empty()) {
            return broken(fault);
        }
        const bool complete = head_->done();
        const auto size = complete ? head_->size() : buffer_.size();
        if (header_bytes_ + size > header_limit) {
            return broken(fmt::format(
                "net/http: server response headers exceeded {} bytes; aborted",
                header_limit));
        }
        if (complete) return {};
        const auto got = perform([this](auto done) {
            socket_.async_read_some(buffer_.prepare(piece), std::move(done));
        });
        if (got.err && got.err != asio::error::eof) {
            return network_error("read", got.err);
        }
        if (got.err && buffer_.size() == 0) return std::runtime_error("EOF");
        if (got.err) {
            const auto fault = head_->read(unparsed(), true);
            return broken(fault.empty() ? "unexpected EOF" : fault);
        }
        buffer_.commit(got.bytes);
    }
}

ctx::error connection::parse_head() {
    parser_.emplace();
    // This class checks both limits itself. (boost::none would not switch the
    // limit off: Beast takes any length as greater than none.)
    parser_->header_limit(std::numeric_limits<std::uint32_t>::max());
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
    const std::string text = head_->strict();
    error_code e;
    try {
        parser_->put(asio::buffer(text), e);
    } catch (const std::length_error& too_large) {
        return broken(too_large.what());  // Beast takes 64 KiB for a field
    }
    buffer_.consume(head_->size());
    header_bytes_ += head_->size();
    if (e || !parser_->is_header_done()) return broken(e.message());
    return {};
}

/// Moves the fields that are about the connection out of the header, into
/// members of the response.
response connection::head() const {
    const auto& message = parser_->get();
    response r;
    r.status = head_->status();
    r.status_code = static_cast<int>(message.result_int());
    r.proto = head_->proto();  // "HTTP/1.1"
    r.proto_major = r.proto[5] - '0';
    r.proto_minor = r.proto[7] - '0';
    r.header = canonical(message);
    r.close = !parser_->keep_alive();
    if (bhttp::token_list(message[bhttp::field::connection]).exists("close")) {
        r.header.erase("Connection");
    }
    if (parser_->chunked()) {
        r.transfer_encoding = {"chunked"};
        r.header.erase("Transfer-Encoding");
    } else if (parser_->is_done()) {
        r.content_length = 0;
    } else if (const auto length = parser_->content_length()) {
        r.content_length = static_cast<std::int64_t>(*length);
    }
    r.request = request_;
    return r;
}

body::content connection::read_all(std::size_t limit) {
    content c;
    if (closed_) {
        c.err = std::runtime_error("http: read on closed response body");
    }
    while (!c.err && !parser_->is_done()) {
        auto& next = parser_->get().body();
        next.data = piece_.data();
        next.size = piece_.size();
        c.err = read_more();
        c.data.append(piece_.data(), piece_.size() - next.size);
        if (c.data.size() > limit) {
            c.data.resize(limit);
            c.err = std::runtime_error("http: request body too large");
        }
    }
    return c;
}

/// Reads and parses some of the body.
ctx::error connection::read_more() {
    const auto got = perform([this](auto done) {
        bhttp::async_read_some(socket_, buffer_, *parser_, std::move(done));
    });
    if (!got.err || got.err == bhttp::error::need_buffer) return {};
    if (got.err == bhttp::error::partial_message) {
        return std::runtime_error("unexpected EOF");
    }
    if (got.err == bhttp::error::buffer_overflow) {
        return std::runtime_error(
            "header line too long");  // the line of a chunk
    }
    if (got.err == bhttp::error::bad_chunk) {
        return std::runtime_error("invalid byte in chunk length");
    }
    static const auto& parse_errors =
        make_error_code(bhttp::error::bad_chunk).category();
    if (got.err.category() == parse_errors) {
        return std::runtime_error(got.err.message());
    }
    return network_error("read", got.err);
}

void connection::close() noexcept {
    closed_ = true;
    io_.stop();
    error_code no_matter;
    socket_.close(no_matter);
}

}  // namespace lessons::http
