// How a lesson stands, as the lists show it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "apps/ctxdemo/progress/json.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Whether a lesson's walk has reached its end, and its last answer. A lesson
/// that is done without an answer was skipped.
enum class standing : std::uint8_t {
    open,
    begun_right,
    begun_wrong,
    done_right,
    done_wrong,
    done_skipped,
};

[[nodiscard]] standing standing_of(const progress_map& all,
                                   const std::string& lesson);

[[nodiscard]] bool is_done(standing s) noexcept;
[[nodiscard]] bool is_wrong(standing s) noexcept;

/// Returns "done, right"; an empty text for an open lesson.
[[nodiscard]] std::string_view text(standing s, lessons::language l) noexcept;

/// Returns "[x] done, right": the text with a mark that every terminal can
/// show, without color.
[[nodiscard]] std::string marked_text(standing s, lessons::language l);

}  // namespace ctxdemo
