// A connection of the client: one request, one response.
//
// It has a thread that waits for the network. The goroutine that wants
// something of it asks the thread, and waits on a channel, so that whatever
// ends goroutines ends the request as well.
//
// Socket, buffer, parser and guard belong to the thread; the goroutine touches
// them only while the thread is not at work for it, so they need no lock.
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

    // The steps of a request. Each comes after those before it, blocks, and
    // returns an error in Go's words, or that of the context.
    [[nodiscard]] ctx::error dial();
    [[nodiscard]] ctx::error write_request();
    [[nodiscard]] ctx::error read_header();

    /// The response, but for its body, once its header has been read.
    [[nodiscard]] response head() const;

    content read_all(std::size_t limit) override;
    void close() noexcept override;

private:
    static constexpr std::size_t header_limit = 1 << 20;
    static constexpr std::size_t piece = 16 << 10;  // read at a time

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
    std::size_t header_bytes_ = 0;  // of all headers; some only say "go on"
    std::optional<response_head> head_;
    std::optional<parser> parser_;
    std::array<char, piece> piece_{};  // of the body
    bool closed_ = false;
    ctx::asio_guard guard_;
};

}  // namespace lessons::http
