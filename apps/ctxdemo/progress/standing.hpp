// What has become of a lesson, as the lists show it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "apps/ctxdemo/progress/json.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// How far one is with a lesson, and how its question was answered the last
/// time. Done without an answer, it was skipped.
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

/// "done, right"; empty for one that is open.
[[nodiscard]] std::string_view text(standing s, lessons::language l) noexcept;

}  // namespace ctxdemo
