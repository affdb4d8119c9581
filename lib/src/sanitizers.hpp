// The sanitizer that this library is compiled with.
// SPDX-License-Identifier: MIT
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define CTX_ADDRESS_SANITIZER 1
#elif defined(__SANITIZE_THREAD__)
#define CTX_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CTX_ADDRESS_SANITIZER 1
#elif __has_feature(thread_sanitizer)
#define CTX_THREAD_SANITIZER 1
#endif
#endif

namespace ctx::detail {

#if defined(CTX_ADDRESS_SANITIZER) || defined(CTX_THREAD_SANITIZER)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace ctx::detail
