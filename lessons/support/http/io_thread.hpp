// A thread for Asio.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <thread>

namespace lessons::http {

/// An io_context and the one thread that runs it. Whoever uses sockets on it
/// has it as the first of its members and calls stop() in its destructor, so
/// that nothing runs any more while they go.
class io_thread {
public:
    using executor = boost::asio::io_context::executor_type;

    ~io_thread() { stop(); }

    [[nodiscard]] executor get_executor() { return io_.get_executor(); }

    void start() {
        thread_ = std::jthread([this] { io_.run(); });
    }

    /// Returns once nothing runs any more. What is still to be run never is.
    void stop() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
    }

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<executor> work_{io_.get_executor()};
    std::jthread thread_;
};

/// Sockets that know the type of their executor: others share a count on it
/// that the thread sanitizer cannot see through.
using socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, io_thread::executor>;
using acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                    io_thread::executor>;

}  // namespace lessons::http
