// A connection of the client: one request, one response.
//
// The connection has a thread that waits for the network. The goroutine that
// sends the request passes each operation to the thread and waits on a channel.
// So a goroutine that is ended while it waits, for example because main has
// returned, ends its request as well.
//
// Only the thread touches the socket, the buffer, the parser and the guard
// while an operation is running. The goroutine touches them only between two
// operations. Therefore they need no lock.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ctx/asio.hpp"
#include "ctx/error.hpp"
#include "lessons/support/http/async.hpp"
#include "lessons/support/http/io_thread.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/response_head.hpp"
#include "lessons/support/http/url.hpp"

namespace lessons::http {

class connection final : public body {
public:
    explicit connection(std::shared_ptr<const request> r);
    ~connection() override;
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    // The steps of a request, to be called in this order. Each step blocks, and
    // returns an error in Go's words, or the error of the context.
    [[nodiscard]] ctx::error dial();
    [[nodiscard]] ctx::error write_request();
    [[nodiscard]] ctx::error read_header();

    /// Returns the response without its body. read_header() must have
    /// succeeded.
    [[nodiscard]] response head() const;

    content read_all(std::size_t limit) override;
    void close() noexcept override;

private:
    static constexpr std::size_t header_limit = 1 << 20;
    static constexpr std::size_t piece = 16 << 10;  // bytes to read at a time

    using endpoint = boost::asio::ip::tcp::endpoint;
    using parser =
        boost::beast::http::response_parser<boost::beast::http::buffer_body>;

    template <class Start>
    io_result perform(Start start);
    [[nodiscard]] ctx::error dial(const endpoint& to);
    [[nodiscard]] ctx::error read_head();
    [[nodiscard]] ctx::error parse_head();
    [[nodiscard]] ctx::error read_more();
    [[nodiscard]] ctx::error network_error(
        const char* operation, const boost::system::error_code& e) const;
    [[nodiscard]] std::string_view unparsed() const;

    const std::shared_ptr<const request> request_;
    const url url_;
    io_thread io_;
    socket socket_{io_.get_executor()};
    endpoint from_, to_;
    boost::beast::flat_buffer buffer_{header_limit + piece};
    std::size_t header_bytes_ = 0;  // of all headers, "100 Continue" included
    std::optional<response_head> head_;
    std::optional<parser> parser_;
    std::array<char, piece> piece_{};  // a piece of the body
    bool closed_ = false;
    ctx::asio_guard guard_;
};

}  // namespace lessons::http
