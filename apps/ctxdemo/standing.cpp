// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/standing.hpp"

#include "apps/ctxdemo/texts.hpp"

namespace ctxdemo {

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
            return text(say::begun_right, l);
        case standing::begun_wrong:
            return text(say::begun_wrong, l);
        case standing::done_right:
            return text(say::done_right, l);
        case standing::done_wrong:
            return text(say::done_wrong, l);
        case standing::done_skipped:
            return text(say::done_skipped, l);
    }
    return "";
}

}  // namespace ctxdemo
