// A thread for Asio.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>
#include <system_error>
#include <thread>

namespace lessons::http {

/// An io_context and the one thread that runs it. A class with sockets on this
/// io_thread has it as its first member and calls stop() in its destructor, so
/// that no handler runs while the sockets are destroyed.
///
/// The constructor throws std::system_error if no file descriptor is left, and
/// start() if no thread is left.
class io_thread {
public:
    using executor = boost::asio::io_context::executor_type;

    io_thread() {
        try {
            // The first socket opens what an io_context waits with.
            const boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                   executor>
                first(io_);
        } catch (const boost::system::system_error& e) {
            // Boost's exception is not a std::system_error.
            throw std::system_error(e.code(), "cannot use the network");
        }
    }
    ~io_thread() { stop(); }
    io_thread(const io_thread&) = delete;
    io_thread& operator=(const io_thread&) = delete;

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
