// The words about waiting for a wait group, a lock, a notice or a call.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Sentences about a goroutine, {0}. {1} is the name of the wait group.
struct wait_words {
    std::string_view begin;  ///< of what the block of the log waits on
    lessons::bilingual waits;
    lessons::bilingual goes_on;
};

/// Returns the words for a block of a step::wait that waits on `what`.
[[nodiscard]] const wait_words& words_of_wait(std::string_view what);

/// Returns true if `what` is a wait group.
[[nodiscard]] bool is_wait_group(std::string_view what) noexcept;

}  // namespace ctxdemo
