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

namespace ctx::detail {

using mutex = std::mutex;
using condition_variable = std::condition_variable;
template <class T>
using atomic = std::atomic<T>;

/// A T that is no atomic, though several threads use it: something else, a
/// mutex or an atomic, keeps any two uses apart. The tests check that.
template <class T>
using plain = T;

}  // namespace ctx::detail
