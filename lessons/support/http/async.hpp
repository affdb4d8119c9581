// Awaiting Asio's operations in routines.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/error_code.hpp>
#include <coroutine>
#include <cstddef>
#include <utility>

namespace lessons::http {

/// The result of an operation.
struct io_result {
    boost::system::error_code err;
    std::size_t bytes = 0;
};

/// `co_await async(start)` calls `start` with a completion handler, which
/// `start` passes to an Asio operation. The routine goes on when the operation
/// has ended; the result of the await is an io_result.
template <class Start>
class [[nodiscard]] async {
public:
    explicit async(Start start) : start_(std::move(start)) {}

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) {
        // Resuming in the handler is safe: Asio never calls a handler before
        // the call that starts the operation has returned.
        start_([this, waiting](const boost::system::error_code& e,
                               std::size_t bytes = 0) {
            result_ = {e, bytes};
            waiting.resume();
        });
    }
    [[nodiscard]] io_result await_resume() const noexcept { return result_; }

private:
    Start start_;
    io_result result_;
};

}  // namespace lessons::http
