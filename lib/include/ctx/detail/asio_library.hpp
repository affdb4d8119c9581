// Which Asio ctx/asio.hpp uses: Boost.Asio, or, with CTX_ASIO_STANDALONE,
// standalone Asio. The headers that depend on it put what they define into
// CTX_ASIO_NAMESPACE, an inline namespace, so that the sources of a program may
// differ in their choice.
// SPDX-License-Identifier: MIT
#pragma once

#if !defined(CTX_ASIO_STANDALONE) && defined(ASIO_STANDALONE)
#define CTX_ASIO_STANDALONE
#endif

#ifdef CTX_ASIO_STANDALONE
#include <asio/error.hpp>
#include <asio/error_code.hpp>
#include <asio/system_error.hpp>
#include <asio/version.hpp>
#define CTX_ASIO_NAMESPACE with_standalone_asio
#define CTX_ASIO_VERSION ASIO_VERSION
#ifdef ASIO_HAS_CO_AWAIT
#define CTX_ASIO_HAS_CO_AWAIT
#endif
#else
#include <boost/asio/error.hpp>
#include <boost/asio/version.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>
#define CTX_ASIO_NAMESPACE with_boost_asio
#define CTX_ASIO_VERSION BOOST_ASIO_VERSION
#ifdef BOOST_ASIO_HAS_CO_AWAIT
#define CTX_ASIO_HAS_CO_AWAIT
#endif
#endif

// Operations have cancellation slots: Asio 1.19, Boost 1.77.
#if CTX_ASIO_VERSION >= 101900
#define CTX_ASIO_HAS_SLOTS
#endif

namespace ctx::detail {
inline namespace CTX_ASIO_NAMESPACE {

#ifdef CTX_ASIO_STANDALONE
namespace net = ::asio;
using net_error_code = ::asio::error_code;
using net_system_error = ::asio::system_error;
#else
namespace net = ::boost::asio;
using net_error_code = ::boost::system::error_code;
using net_system_error = ::boost::system::system_error;
#endif

}  // namespace CTX_ASIO_NAMESPACE
}  // namespace ctx::detail
