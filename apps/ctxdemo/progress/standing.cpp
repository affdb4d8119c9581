// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/standing.hpp"


namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual done_right_text{"done, right", "完成，答对"};
constexpr bilingual done_wrong_text{"done, wrong", "完成，答错"};
constexpr bilingual done_skipped_text{"done, skipped", "完成，跳过"};
constexpr bilingual begun_right_text{"begun, right", "未完，答对"};
constexpr bilingual begun_wrong_text{"begun, wrong", "未完，答错"};

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
    switch (s) {
        case standing::open:
            break;
        case standing::begun_right:
            return begun_right_text.in(l);
        case standing::begun_wrong:
            return begun_wrong_text.in(l);
        case standing::done_right:
            return done_right_text.in(l);
        case standing::done_wrong:
            return done_wrong_text.in(l);
        case standing::done_skipped:
            return done_skipped_text.in(l);
    }
    return "";
}

}  // namespace ctxdemo
