// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/run_steps.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual not_started{"not started", "还没有启动"};
constexpr bilingual goes_on{"goes on", "继续运行"};
constexpr bilingual waits{"waits: {}", "等待：{}"};
constexpr bilingual returned{"returned", "已返回"};

std::string state_of(const moment& m, std::uint32_t goroutine, language l) {
    using state = goroutine_now::state;
    const auto g =
        std::ranges::find(m.goroutines, goroutine, &goroutine_now::id);
    if (g == m.goroutines.end()) return std::string(not_started.in(l));
    if (g->is == state::ended) return std::string(returned.in(l));
    if (g->is == state::ready) return std::string(goes_on.in(l));
    return filled(waits, l, waiting_text(m, *g, l));
}

shown_step shown_at(const moment& m, const code_book& code, const moment& end) {
    const code_pair& pair = code.at(m);
    shown_step s{
        .time = seconds_of(m.time),
        .sentence = in_both([&](language l) { return sentence_of(m, l); }),
        .file = pair.source().name,
        // Time that goes on happens at no line.
        .at = m.last.empty() ? code_place{} : pair.place_of(m),
        .en = tree_rows(m, language::en),
        .zh = tree_rows(m, language::zh),
        .states = {}};
    for (const auto& g : end.goroutines) {
        s.states.push_back(
            in_both([&](language l) { return state_of(m, g.id, l); }));
    }
    return s;
}

}  // namespace

std::vector<shown_step> shown_steps(const recording& r, const code_book& code) {
    const moment end = moment_at(r, r.steps.size());
    moments m(r);
    std::vector<shown_step> all{shown_at(m.now(), code, end)};
    ctx::duration before{};
    while (m.next()) {
        const std::size_t instant =
            all.back().instant + (m.now().time == before ? 0 : 1);
        before = m.now().time;
        all.push_back(shown_at(m.now(), code, end));
        all.back().instant = instant;
    }
    return all;
}

std::vector<std::string> goroutines_of(const recording& r) {
    std::vector<std::string> names;
    for (const auto& g : moment_at(r, r.steps.size()).goroutines) {
        names.push_back(g.name);
    }
    return names;
}

std::string place_text(const shown_step& s) {
    if (!s.at.cpp) return "";
    return fmt::format("{}:{}", s.file.substr(s.file.rfind('/') + 1),
                       *s.at.cpp + 1);
}

}  // namespace ctxdemo
