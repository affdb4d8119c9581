// Whether a sanitizer watches this build, which makes it several times slower.
// SPDX-License-Identifier: MIT
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CTX_TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CTX_TEST_SANITIZED 1
#endif
#endif

namespace ctx_test {

#ifdef CTX_TEST_SANITIZED
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace ctx_test
