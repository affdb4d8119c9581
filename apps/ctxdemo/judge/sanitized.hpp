// Whether ctxdemo is built with the address sanitizer.
// SPDX-License-Identifier: MIT
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define CTXDEMO_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CTXDEMO_HAS_ASAN 1
#endif
#endif
#ifndef CTXDEMO_HAS_ASAN
#define CTXDEMO_HAS_ASAN 0
#endif
