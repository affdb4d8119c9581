// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/standing.hpp"

#include <fmt/core.h>

#include <cstddef>

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

// From begun_right on.
constexpr bilingual texts[] = {{"begun, right", "未完，答对"},
                               {"begun, wrong", "未完，答错"},
                               {"done, right", "完成，答对"},
                               {"done, wrong", "完成，答错"},
                               {"done, skipped", "完成，跳过"}};

}  // namespace

standing standing_of(const progress_map& all, const std::string& lesson) {
    const auto it = all.find(lesson);
    if (it == all.end()) return standing::open;
    const auto& [answer, finished, date] = it->second;
    if (!answer) return finished ? standing::done_skipped : standing::open;
    if (answer->right) {
        return finished ? standing::done_right : standing::begun_right;
    }
    return finished ? standing::done_wrong : standing::begun_wrong;
}

bool is_done(standing s) noexcept { return s >= standing::done_right; }

bool is_wrong(standing s) noexcept {
    return s == standing::begun_wrong || s == standing::done_wrong;
}

std::string_view text(standing s, language l) noexcept {
    if (s == standing::open) return "";
    return texts[static_cast<std::size_t>(s) - 1].in(l);
}

std::string marked_text(standing s, language l) {
    if (s == standing::open) return "";
    const char* const mark = is_wrong(s) ? "[!]" : is_done(s) ? "[x]" : "[ ]";
    return fmt::format("{} {}", mark, text(s, l));
}

}  // namespace ctxdemo
