// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/run_fault.hpp"

#include <algorithm>
#include <ctx/duration.hpp>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::judge;
using lessons::language;
using lessons::lines_of;
using lessons::printable;

namespace {

constexpr bilingual all_wait{"Deadlock. All goroutines wait for ever: {}",
                             "死锁。所有 goroutine 永远等下去：{}"};
constexpr bilingual should_be{"Line {} of the output should be: {}",
                              "输出的第 {} 行应该是：{}"};
constexpr bilingual should_end{"The output should end before line {}.",
                               "输出应该在第 {} 行之前结束。"};
constexpr bilingual ends_too_late{
    "The program ends at {}. It should end by {}.",
    "程序在 {} 结束，应该不晚于 {}。"};

using output_lines = std::vector<std::string_view>;

std::vector<source_line> lines_where_waiting(const recording& r) {
    std::vector<source_line> all;
    for (const auto& g : r.left) {
        const auto* const s = source_at(g.waits_at, *r.names.sources);
        if (s) all.push_back({s, g.waits_at.line()});
    }
    return all;
}

std::size_t common_lines(const output_lines& a, const output_lines& b) {
    const auto [at, other] = std::ranges::mismatch(a, b);
    return static_cast<std::size_t>(at - a.begin());
}

// Compares with the right output that has the most first lines in common.
run_fault wrong_output(const std::string& output, const judge& j) {
    const auto actual = lines_of(output);
    run_fault f{.kind = verdict_kind::wrong_output};
    bool first = true;
    for (const auto& right : j.outputs) {
        const auto wanted = lines_of(right);
        const std::size_t common = common_lines(actual, wanted);
        if (!first && common <= f.wrong_line) continue;
        first = false;
        f.wrong_line = common;
        f.expected.reset();
        if (common < wanted.size()) f.expected = wanted[common];
    }
    return f;
}

// What a judge compares.
std::string judged_output(const recording& r) {
    std::string text;
    for (const auto& e : r.events) {
        if (is_output(e)) text += printed(e, false);
    }
    return text;
}

// Returns the place of an output line among all lines that were printed.
std::optional<std::size_t> print_of(std::size_t line, const recording& r) {
    std::size_t prints = 0;
    std::size_t outputs = 0;
    for (const auto& e : r.events) {
        if (e.what != ctx::step::print) continue;
        if (is_output(e) && outputs++ == line) return prints;
        ++prints;
    }
    return std::nullopt;
}

ctx::duration end_of(const recording& r) {
    return r.steps.empty() ? ctx::duration() : r.steps.back().time;
}

}  // namespace

run_fault fault_in(const recording& r, const judge& j) {
    if (!r.left.empty()) {
        const auto kind =
            r.failure.empty() ? verdict_kind::leak : verdict_kind::deadlock;
        return {.kind = kind, .waiting = lines_where_waiting(r)};
    }
    if (!r.failure.empty()) return {.kind = verdict_kind::exception};
    const std::string output = judged_output(r);
    const bool is_right =
        j.outputs.empty() ||
        std::ranges::find(j.outputs, output) != j.outputs.end();
    if (!is_right) {
        run_fault f = wrong_output(output, j);
        f.wrong_print = print_of(f.wrong_line, r);
        return f;
    }
    if (j.at_most && end_of(r) > *j.at_most) {
        return {.kind = verdict_kind::too_late};
    }
    return {};
}

std::string fault_text(const run_fault& f, const recording& r, const judge& j,
                       language l) {
    switch (f.kind) {
        case verdict_kind::deadlock:
            return filled(all_wait, l, printable(asleep_in_words(r, l)));
        case verdict_kind::wrong_output:
            return f.expected ? filled(should_be, l, f.wrong_line + 1,
                                       printable(*f.expected))
                              : filled(should_end, l, f.wrong_line + 1);
        case verdict_kind::too_late:
            return filled(ends_too_late, l, short_time(end_of(r)),
                          short_time(*j.at_most));
        default:
            return describe_ending(r, std::nullopt, l);
    }
}

}  // namespace ctxdemo
