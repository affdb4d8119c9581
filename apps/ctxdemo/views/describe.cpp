// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/describe.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>

#include "apps/ctxdemo/run/event_text.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual goes_on{"goes on", "继续"};
constexpr bilingual deadline_passes{"the deadline passes of ", "截止时间到："};
constexpr bilingual timer_fires{"a timer goes off", "定时器到点"};
constexpr bilingual case_taken{"the select takes case ", "select 选中分支 "};
constexpr bilingual starts_first{"goes first", "先走"};
constexpr bilingual prints_first{"prints", "打印"};
constexpr bilingual returns_first{"returns", "返回"};
constexpr bilingual others_first{"others go first", "其他的先走"};
constexpr bilingual ends_with{"It ends with: ", "结束时："};
constexpr bilingual left_behind_list{"left behind: ", "遗留："};
constexpr bilingual time_is_over{"--for {}: the program is ended here.",
                                 "--for {}：程序到此结束。"};
constexpr bilingual colon{": ", "："};

// In English they are called as the library calls them.
std::string_view name_of(ctx::step s, language l) noexcept {
    using ctx::step;
    if (l == language::en) return to_string(s);
    switch (s) {
        case step::go:
            return "启动";
        case step::exit:
            return "返回";
        case step::print:
            return "打印";
        case step::sleep:
            return "睡眠";
        case step::send:
            return "发送";
        case step::receive:
            return "接收";
        case step::close:
            return "关闭";
        case step::done:
            return "看 done";
        case step::select:
            return "select";
        case step::choose:
            return "选中分支";
        case step::wait:
            return "等待";
        case step::block:
            return "阻塞在";
        case step::wake:
            return "等完";
        case step::derive:
            return "派生";
        case step::cancel:
            return "取消";
        case step::expire:
            return "到期";
        case step::after_func:
            return "after_func";
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
                           ? std::string(name_of_outside(m.real_time))
                           : name_of(m, e.goroutine);
    line += ": " + std::string(name_of(e.what, l));
    // Which context is over: there may be several.
    if (e.what == ctx::step::cancel || e.what == ctx::step::expire) {
        line += fmt::format(" {}{}", how_of(m, e.object), colon.in(l));
    } else if (!e.text.empty()) {
        line += ' ';
    }
    return line + first_line(e.text);
}

std::string describe_ending(const recording& r,
                            std::optional<ctx::duration> limit, language l) {
    if (!r.failure.empty()) {
        return fmt::format("{}{}", ends_with.in(l), r.failure);
    }
    if (!r.left.empty()) {
        std::string all;
        for (const auto& g : r.left) {
            all +=
                fmt::format("{}{} [{}]", all.empty() ? "" : ", ",
                            g.name.empty() ? "goroutine" : g.name, g.waits_on);
        }
        return fmt::format("{}{}", left_behind_list.in(l), all);
    }
    if (!limit) return "";
    return fmt::format(fmt::runtime(time_is_over.in(l)),
                       ctx::format_duration(*limit));
}

std::string describe_way(const recording& r, const choice_point& c,
                         std::size_t way, language l) {
    const ctx::way& w = c.ways[way];
    const moment m = moment_at(r, c.step);
    const auto does = [&](const bilingual& what) {
        return fmt::format("{} {}", name_of(m, w.goroutine), what.in(l));
    };
    using kind = ctx::choice::kind;
    if (c.what == kind::select) {
        return fmt::format("{}{}", case_taken.in(l), w.select_case);
    }
    if (w.context != 0) {
        return fmt::format("{}{}", deadline_passes.in(l), how_of(m, w.context));
    }
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

}  // namespace ctxdemo
