// A function that a compiler, or the standard library, calls by its C name.
// SPDX-License-Identifier: MIT
#pragma once

#define CTX_ENTRY extern "C" __attribute__((visibility("default")))

/// The return address of an entry point.
#define CTX_PC __builtin_return_address(0)
