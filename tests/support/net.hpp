// The Asio that ctx/asio.hpp uses, as `net`: Boost.Asio, or standalone Asio.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/asio.hpp>
#include <ctx/error.hpp>
#include <exception>
#include <string>

#ifdef CTX_ASIO_STANDALONE
#include <asio/awaitable.hpp>
#include <asio/bind_executor.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <asio/system_executor.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#ifdef CTX_ASIO_HAS_SLOTS
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/experimental/deferred.hpp>
#ifdef CTX_ASIO_HAS_CO_AWAIT
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/this_coro.hpp>
#endif
#endif
#else
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#ifdef CTX_ASIO_HAS_SLOTS
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/deferred.hpp>
#ifdef CTX_ASIO_HAS_CO_AWAIT
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#endif
#endif
#endif

namespace ctx_test {

#ifdef CTX_ASIO_STANDALONE
namespace net = asio;
using net_error_code = asio::error_code;
using net_system_error = asio::system_error;
#else
namespace net = boost::asio;
using net_error_code = boost::system::error_code;
using net_system_error = boost::system::system_error;
#endif

/// Returns the text of an exception; "" if there is none.
[[nodiscard]] inline std::string text_of(const std::exception_ptr& e) {
    return e ? ctx::error(e).message() : std::string();
}

}  // namespace ctx_test
