// Compiles where clang and libc++ are installed.
// SPDX-License-Identifier: MIT
#include <version>
#ifndef _LIBCPP_VERSION
#error this is not libc++
#endif
