// Which names a shared library shows.
// SPDX-License-Identifier: MIT
#pragma once

/// Makes a name of libctx.so visible to programs and other shared libraries,
/// also if all of them are compiled with -fvisibility=hidden. Public functions
/// that are not inline have the mark, and so have the functions of ctx::detail
/// that public templates, or libctx_bubble.so, call. A public exception class
/// has the mark as a whole, and a key function: its type is then the same in
/// all shared libraries.
#if defined(__GNUC__)
#define CTX_EXPORT __attribute__((visibility("default")))
#else
#define CTX_EXPORT
#endif
