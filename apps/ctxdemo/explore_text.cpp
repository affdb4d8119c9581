// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include "apps/ctxdemo/explore_views.hpp"
#include "apps/ctxdemo/lines.hpp"
#include "apps/ctxdemo/texts.hpp"

namespace ctxdemo {

namespace {

/// The words for `what` with its places filled in. (They are known to fit: all
/// of them are printed by the tests, in both languages.)
template <class... Args>
std::string filled(say what, language l, const Args&... args) {
    return fmt::format(fmt::runtime(text(what, l)), args...);
}

std::string schedules(std::uint64_t n, language l) {
    return filled(say::schedules_run, l, n, n == 1 ? "" : "s");
}

std::string transcripts_of(std::size_t n, language l) {
    return filled(say::transcripts_found, l, n, n == 1 ? "" : "s");
}

/// `text` with each of its lines moved in.
std::string indented(const std::string& text) {
    std::string out;
    for (const auto& line : lines_of(text)) out += "    " + line + '\n';
    return out;
}

std::string who_is_left(const transcript& t, language l) {
    if (t.left.empty()) return "";
    const say how =
        t.failure.empty() ? say::left_in_schedule : say::asleep_in_schedule;
    std::string out = "  " + filled(how, l, ctx::to_string(t.left_in)) + '\n';
    for (const auto& g : t.left) out += indented(ctx::to_string(g));
    return out;
}

std::string section(const transcript& t, std::uint64_t total, language l) {
    std::string out =
        filled(t.canonical ? say::canonical_section : say::other_section, l,
               t.schedules, schedules(total, l), ctx::to_string(t.shortest)) +
        '\n';
    out += indented(t.text);
    if (!t.failure.empty()) {
        out += "  " + filled(say::fatal_error, l, t.failure) + '\n';
    }
    return out + who_is_left(t, l) + '\n';
}

}  // namespace

std::string explore_text(const std::string& command_line,
                         const transcripts& found, const std::string& cut_by,
                         language l) {
    std::string out;
    for (const auto& t : found.all) out += section(t, found.schedules, l);
    const std::string many = transcripts_of(found.all.size(), l);
    const std::string runs = schedules(found.schedules, l);
    out += found.complete
               ? filled(say::complete_search, l, many, runs)
               : filled(say::incomplete_search, l, many, runs, cut_by);
    out += '\n';
    if (found.all.empty()) return out;
    return out +
           filled(say::see_again, l, command_line,
                  ctx::to_string(found.all.back().shortest)) +
           '\n';
}

}  // namespace ctxdemo
