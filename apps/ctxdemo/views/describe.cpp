// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/describe.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::printable;

namespace {

constexpr bilingual ends_with{"The run ends with: {}", "结束时：{}"};
constexpr bilingual left_behind_list{"The program ends; left behind: {}",
                                     "程序结束；遗留：{}"};
constexpr bilingual ended_by_limit{"--for ends the program at {}.",
                                   "--for 在 {} 时结束程序。"};
constexpr bilingual left_one{"{}, {}", "{}（{}）"};
constexpr bilingual left_one_at{"{}, {} ({}:{})", "{}（{}，{}:{}）"};
constexpr bilingual left_separator{"; ", "、"};
constexpr bilingual clock_word{"clock", "时钟"};
constexpr bilingual comma{", ", "、"};
constexpr bilingual and_word{" and ", "和"};

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

std::string name_of_goroutine(const moment& m, std::uint32_t id, language l) {
    if (id == 0) return std::string(clock_name(l));
    const auto it = std::ranges::find(m.goroutines, id, &goroutine_now::id);
    return it != m.goroutines.end() ? it->name
                                    : "goroutine " + std::to_string(id);
}

std::string name_of_context(const moment& m, std::uint32_t id) {
    if (id == 0) return "background";
    const auto it = std::ranges::find(m.contexts, id, &context_now::id);
    if (it != m.contexts.end() && !it->name.empty()) return it->name;
    return "context " + std::to_string(id);
}

namespace {

// Returns a goroutine that a run left: "worker, waiting for ctx (gen.cpp:12)".
std::string left_goroutine(const recording& r, const moment& end,
                           const ctx::goroutine_status& g, language l) {
    const auto name = name_of_goroutine(end, g.id, l);
    const auto now =
        std::ranges::find(end.goroutines, g.id, &goroutine_now::id);
    if (now == end.goroutines.end() || g.waits_on.empty()) return name;
    // No step shows a wait that began after main returned: "chan send".
    const auto wait =
        now->waits_on.empty() ? g.waits_on : waiting_in_words(end, *now, l);
    const auto* const source = source_at(g.waits_at, *r.names.sources);
    return source ? filled(left_one_at, l, name, wait, source->file(),
                           g.waits_at.line())
                  : filled(left_one, l, name, wait);
}

std::string left_in_words(const recording& r, language l) {
    const moment end = moment_at(r, r.steps.size());
    std::string all;
    for (const auto& g : r.left) {
        if (!all.empty()) all += left_separator.in(l);
        all += left_goroutine(r, end, g, l);
    }
    return all;
}

}  // namespace

std::string asleep_in_words(const recording& r, language l) {
    const moment end = moment_at(r, r.steps.size());
    std::string all;
    for (const auto& g : end.goroutines) {
        const auto left =
            std::ranges::find(r.left, g.id, &ctx::goroutine_status::id);
        if (left == r.left.end()) continue;
        if (!all.empty()) all += comma.in(l);
        const auto text = waiting_text(end, g, l);
        all += fmt::format("{} [{}]", g.name,
                           text.empty() ? left->waits_on : text);
    }
    return all;
}

std::string describe_ending(const recording& r,
                            std::optional<ctx::duration> limit, language l) {
    if (!r.failure.empty()) return filled(ends_with, l, printable(r.failure));
    if (!r.left.empty()) {
        return filled(left_behind_list, l, printable(left_in_words(r, l)));
    }
    if (!limit) return "";
    return filled(ended_by_limit, l, ctx::format_duration(*limit));
}

std::string_view clock_name(language l) noexcept { return clock_word.in(l); }

std::string list_of(const std::vector<std::string>& parts, language l) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0 && i + 1 == parts.size()) {
            append(text, and_word, parts[i], l);
        } else {
            if (i > 0) text += comma.in(l);
            text += parts[i];
        }
    }
    return text;
}

void append(std::string& text, const bilingual& word, std::string_view next,
            language l) {
    const bool is_spaced = l == language::zh;
    if (is_spaced && !text.empty() && is_ascii(text.back())) text += ' ';
    text += word.in(l);
    if (is_spaced && !next.empty() && is_ascii(next.front())) text += ' ';
    text += next;
}

}  // namespace ctxdemo
