// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/describe.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/views/filled.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual goes_on{"goes on", "继续"};
constexpr bilingual deadline_passes{"the deadline passes: {}",
                                    "截止时间到：{}"};
constexpr bilingual timer_fires{"a timer goes off", "定时器到点"};
constexpr bilingual case_taken{"the select takes case {}",
                               "select 选中分支 {}"};
constexpr bilingual starts_first{"goes first", "先走"};
constexpr bilingual prints_first{"prints", "打印"};
constexpr bilingual returns_first{"returns", "返回"};
constexpr bilingual others_first{"others go first", "其他的先走"};
constexpr bilingual ends_with{"The run ends with: {}", "结束时：{}"};
constexpr bilingual left_behind_list{"left behind: {}", "遗留：{}"};
constexpr bilingual ended_by_limit{"--for {}: the program is ended here.",
                                   "--for {}：程序到此结束。"};
constexpr bilingual comma{", ", "、"};

}  // namespace

std::string name_of_goroutine(const moment& m, std::uint32_t id, language l) {
    if (id == 0) return std::string(outside_name(m.real_time, l));
    const auto it = std::ranges::find(m.goroutines, id, &goroutine_now::id);
    return it != m.goroutines.end() ? it->name
                                    : "goroutine " + std::to_string(id);
}

std::string name_of_context(const moment& m, std::uint32_t id) {
    const auto it = std::ranges::find(m.contexts, id, &context_now::id);
    if (it != m.contexts.end() && !it->name.empty()) return it->name;
    return "context " + std::to_string(id);
}

std::string describe_ending(const recording& r,
                            std::optional<ctx::duration> limit, language l) {
    if (!r.failure.empty()) return filled(ends_with, l, r.failure);
    if (!r.left.empty()) {
        std::string all;
        for (const auto& g : r.left) {
            if (!all.empty()) all += comma.in(l);
            all += fmt::format("{} [{}]", g.name.empty() ? "goroutine" : g.name,
                               g.waits_on);
        }
        return filled(left_behind_list, l, all);
    }
    if (!limit) return "";
    return filled(ended_by_limit, l, ctx::format_duration(*limit));
}

std::string describe_way(const recording& r, const choice_point& c,
                         std::size_t way, language l) {
    const ctx::way& w = c.ways[way];
    const moment m = moment_at(r, c.step);
    const auto does = [&](const bilingual& what) {
        return fmt::format("{} {}", name_of_goroutine(m, w.goroutine, l),
                           what.in(l));
    };
    using kind = ctx::choice::kind;
    if (c.what == kind::select) return filled(case_taken, l, w.select_case);
    if (w.context != 0)
        return filled(deadline_passes, l, name_of_context(m, w.context));
    if (w.goroutine == 0) {
        return std::string(
            (c.what == kind::next ? timer_fires : others_first).in(l));
    }
    switch (c.what) {
        case kind::start:
            return does(starts_first);
        case kind::print:
            return does(prints_first);
        case kind::end:
            return does(returns_first);
        default:
            return does(goes_on);
    }
}

std::string_view outside_name(bool real_time, language l) noexcept {
    if (l == language::zh) return real_time ? "外部" : "时钟";
    return name_of_outside(real_time);
}

}  // namespace ctxdemo
