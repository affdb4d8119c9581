// An HTTP server that gives each request 100 ms.
// SPDX-License-Identifier: MIT
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast.hpp>
#include <ctx/ctx.hpp>
#include <iostream>

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
namespace http = boost::beast::http;
using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

// Stands for a query, which takes as long as it says.
std::string query(const ctx::context& c, const std::string& text) {
    const auto time = ctx::parse_duration(text);
    if (!time) throw std::invalid_argument("not a duration");
    if (const auto err = ctx::sleep_for(c, *time)) throw std::system_error(err);
    return "took " + text;
}

response handle(const request& r) {
    const auto [c, cancel] = ctx::with_timeout(ctx::background(), 100ms);
    response answer(http::status::ok, r.version());
    try {
        answer.body() = query(c, std::string(r.target().substr(1)));
    } catch (const std::exception& e) {
        answer.result(c.err() ? http::status::gateway_timeout
                              : http::status::bad_request);
        answer.body() = e.what();
    }
    answer.prepare_payload();
    return answer;
}

void serve(tcp::socket connection) try {
    boost::beast::flat_buffer buffer;
    for (request r; r.keep_alive();) {
        http::read(connection, buffer, r = {});
        http::write(connection, handle(r));
    }
} catch (const boost::system::system_error&) {
    // The client has left.
}

int main() {
    boost::asio::io_context io;
    tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
    std::cout << "listening at " << acceptor.local_endpoint() << std::endl;
    for (;;) {
        ctx::go([s = acceptor.accept()]() mutable { serve(std::move(s)); });
    }
}
