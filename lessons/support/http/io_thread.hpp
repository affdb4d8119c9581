// A thread for Asio.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <thread>

namespace lessons::http {

/// An io_context and the one thread that runs it. A class with sockets on this
/// io_thread has it as its first member and calls stop() in its destructor, so
/// that no handler runs while the sockets are destroyed.
class io_thread {
public:
    using executor = boost::asio::io_context::executor_type;

    ~io_thread() { stop(); }

    [[nodiscard]] executor get_executor() { return io_.get_executor(); }

    /// Starts the thread. Call it once.
    void start() {
        thread_ = std::jthread([this] { io_.run(); });
    }

    /// Stops and joins the thread. Handlers that have not run yet never run.
    void stop() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
    }

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<executor> work_{io_.get_executor()};
    std::jthread thread_;
};

/// Sockets with the concrete type of their executor. The default, a
/// type-erased executor, shares a count that the thread sanitizer misreads as a
/// race.
using socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, io_thread::executor>;
using acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                    io_thread::executor>;

}  // namespace lessons::http
