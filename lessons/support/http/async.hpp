// Asio's operations in routines.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/error_code.hpp>
#include <coroutine>
#include <cstddef>
#include <utility>

namespace lessons::http {

/// How an operation ended.
struct io_result {
    boost::system::error_code err;
    std::size_t bytes = 0;
};

/// `co_await async(start)` starts an operation, with a handler that it gives to
/// `start`, and goes on at its end with an io_result.
template <class Start>
class [[nodiscard]] async {
public:
    explicit async(Start start) : start_(std::move(start)) {}

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) {
        // Asio calls no handler before the call that starts it has returned.
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
