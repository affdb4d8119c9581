// Where a learner's program throws exceptions: all throws of the process come
// through here first, those of the standard library and of ctx included.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ctxdemo {

/// A throw.
struct thrown {
    std::uint32_t goroutine = 0;  ///< 0: none yet
    std::array<void*, 32> stack{};
    std::size_t depth = 0;
};

/// Begins to keep the last throw of this process, but for those by which the
/// library ends goroutines.
void begin_to_keep_throws() noexcept;

/// Forgets it.
void forget_throw() noexcept;

/// Returns it. Under the address sanitizer, which has its own __cxa_throw,
/// there is none.
[[nodiscard]] const thrown& last_throw() noexcept;

}  // namespace ctxdemo
