// The one place that names what threads meet at.
//
// Everything in the library that several threads touch is made of these. Here
// they are the standard ones. The interleaving tests (tests/interleave) compile
// the library with a sync.hpp of their own, from an include directory that
// comes first, and so see, and order, each step that threads may take in
// another order.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "ctx/detail/small_mutex.hpp"

namespace ctx::detail {

using mutex = std::mutex;
using condition_variable = std::condition_variable;
template <class T>
using atomic = std::atomic<T>;

/// Where no condition variable goes with it: a tenth of the size.
using small_mutex = basic_small_mutex<std::atomic, 100>;

/// A T that is no atomic, though several threads use it: something else, a
/// mutex or an atomic, keeps any two uses apart. The tests check that.
template <class T>
using plain = T;

}  // namespace ctx::detail
