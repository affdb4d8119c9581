// The words about waiting for a wait group, a lock, a notice or a call.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Parts of sentences about a goroutine that waits. {} is the name of the wait
/// group.
struct wait_words {
    std::string_view begin;  ///< of what the block of the log waits on
    lessons::bilingual awaited;
    lessons::bilingual happened;
};

/// Returns the words for a block of a step::wait that waits on `what`.
[[nodiscard]] const wait_words& words_of_wait(std::string_view what);

/// Returns true if `what` is a wait group.
[[nodiscard]] bool is_wait_group(std::string_view what) noexcept;

}  // namespace ctxdemo
