// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/describe.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/screen/printable.hpp"
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

constexpr std::pair<ctx::step, std::string_view> chinese_steps[] = {
    {ctx::step::go, "启动"},         {ctx::step::exit, "返回"},
    {ctx::step::print, "打印"},      {ctx::step::sleep, "睡眠"},
    {ctx::step::send, "发送"},       {ctx::step::receive, "接收"},
    {ctx::step::close, "关闭"},      {ctx::step::done, "看 done"},
    {ctx::step::choose, "选中分支"}, {ctx::step::wait, "等待"},
    {ctx::step::block, "阻塞在"},    {ctx::step::wake, "等完"},
    {ctx::step::derive, "派生"},     {ctx::step::cancel, "取消"},
    {ctx::step::expire, "到期"},
};

// English uses the library's names, as does Chinese where it has no other word.
std::string_view name_of(ctx::step s, language l) noexcept {
    if (l == language::zh) {
        for (const auto& [step, name] : chinese_steps) {
            if (step == s) return name;
        }
    }
    return to_string(s);
}

std::string name_of(const moment& m, std::uint32_t goroutine) {
    const auto it =
        std::ranges::find(m.goroutines, goroutine, &goroutine_now::id);
    return it != m.goroutines.end() ? it->name
                                    : "goroutine " + std::to_string(goroutine);
}

std::string how_of(const moment& m, std::uint32_t context) {
    const auto it = std::ranges::find(m.contexts, context, &context_now::id);
    return it != m.contexts.end() ? it->how
                                  : "context " + std::to_string(context);
}

}  // namespace

std::string describe_step(const moment& m, language l) {
    if (!m.last) return "";
    const ctx::event& e = *m.last;
    std::string line = e.goroutine == 0
                           ? std::string(outside_name(m.real_time, l))
                           : name_of(m, e.goroutine);
    line += fmt::format("{}{}", colon.in(l), name_of(e.what, l));
    if (e.what == ctx::step::cancel || e.what == ctx::step::expire) {
        line += fmt::format(" {}{}", how_of(m, e.object), colon.in(l));
    } else if (!e.text.empty()) {
        line += ' ';
    }
    return printable(line + e.text);
}

std::string describe_ending(const recording& r,
                            std::optional<ctx::duration> limit, language l) {
    if (!r.failure.empty()) return filled(ends_with, l, printable(r.failure));
    if (!r.left.empty()) {
        std::string all;
        for (const auto& g : r.left) {
            if (!all.empty()) all += comma.in(l);
            all += fmt::format("{} [{}]", g.name.empty() ? "goroutine" : g.name,
                               g.waits_on);
        }
        return filled(left_behind_list, l, printable(all));
    }
    if (!limit) return "";
    return filled(ended_by_limit, l, ctx::format_duration(*limit));
}

std::string describe_way(const recording& r, const choice_point& c,
                         std::size_t way, language l) {
    const ctx::way& w = c.ways[way];
    const moment m = moment_at(r, c.step);
    const auto does = [&](const bilingual& what) {
        return fmt::format("{} {}", printable(name_of(m, w.goroutine)),
                           what.in(l));
    };
    using kind = ctx::choice::kind;
    if (c.what == kind::select) return filled(case_taken, l, w.select_case);
    if (w.context != 0) return filled(deadline_passes, l, how_of(m, w.context));
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
