// Which names a shared library shows.
// SPDX-License-Identifier: MIT
#pragma once

/// Marks what programs and other shared libraries find in libctx.so, also if
/// all of them are compiled with -fvisibility=hidden. All public functions that
/// are not inline have the mark, and the functions of ctx::detail that public
/// templates call. A public exception has it as a whole, with its key function:
/// its type is then one and the same in all shared libraries.
#if defined(__GNUC__)
#define CTX_EXPORT __attribute__((visibility("default")))
#else
#define CTX_EXPORT
#endif
