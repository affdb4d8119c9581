// Whether this build has a sanitizer, which makes it several times slower.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#if defined(__SANITIZE_THREAD__)
#define CTX_TEST_SANITIZED_THREAD 1
#elif defined(__SANITIZE_ADDRESS__)
#define CTX_TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CTX_TEST_SANITIZED_THREAD 1
#elif __has_feature(address_sanitizer)
#define CTX_TEST_SANITIZED 1
#endif
#endif

namespace ctx_test {

#ifdef CTX_TEST_SANITIZED_THREAD
#define CTX_TEST_SANITIZED 1
inline constexpr bool thread_sanitized = true;
#else
inline constexpr bool thread_sanitized = false;
#endif

#ifdef CTX_TEST_SANITIZED
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// The time to add to a time that a program may take. With a sanitizer threads
/// start slowly, and the thread sanitizer waits for a second before a program
/// ends.
inline constexpr std::chrono::seconds slack(sanitized ? 2 : 0);

}  // namespace ctx_test
