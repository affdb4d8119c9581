// The one place that names the types by which threads synchronize.
//
// Everything in the library that several threads touch is made of these types.
// Here they are the standard's. The interleaving tests (tests/interleave)
// compile the library with a sync.hpp of their own, from an include directory
// that comes first. So they see each step that depends on the order of threads,
// and can choose the order.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "ctx/detail/small_mutex.hpp"

namespace ctx::detail {

using mutex = std::mutex;
using condition_variable = std::condition_variable;
template <class T>
using atomic = std::atomic<T>;

/// A mutex a tenth the size of std::mutex, for use without a condition
/// variable.
using small_mutex = basic_small_mutex<std::atomic, 100>;

/// How often a goroutine looks again whether a lock is free before it blocks,
/// and how long it waits before a lock is handed to it (lock_state.cpp).
inline constexpr int lock_spins = 100;
inline constexpr std::chrono::milliseconds lock_patience{1};

/// A T that several threads use although it is not atomic: a mutex or another
/// atomic orders any two uses. The interleaving tests check that.
template <class T>
using plain = T;

}  // namespace ctx::detail
