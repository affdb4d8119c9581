// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "apps/ctxdemo/explore_views.hpp"
#include "apps/ctxdemo/wording.hpp"

namespace ctxdemo {

namespace {

/// `text` with each of its lines moved in.
std::string indented(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        out += "    " + text.substr(at, end - at) + '\n';
        at = end == std::string::npos ? text.size() : end + 1;
    }
    return out;
}

std::string who_is_left(const transcript& t) {
    if (t.left.empty()) return "";
    std::string out = fmt::format(
        "  {} in schedule {}:\n", t.failure.empty() ? "left behind" : "asleep",
        ctx::to_string(t.left_in));
    for (const auto& g : t.left) out += indented(ctx::to_string(g));
    return out;
}

std::string section(const transcript& t, std::uint64_t total) {
    std::string out = fmt::format(
        "{}{} of {}, such as {}\n", t.canonical ? "canonical: " : "",
        t.schedules, counted(total, "schedule"), ctx::to_string(t.shortest));
    out += indented(t.text);
    if (!t.failure.empty()) out += "  fatal error: " + t.failure + '\n';
    return out + who_is_left(t) + '\n';
}

}  // namespace

std::string explore_text(const std::string& command_line,
                         const transcripts& found, const std::string& cut_by) {
    std::string out;
    for (const auto& t : found.all) out += section(t, found.schedules);
    out += fmt::format("{}, {}; {}\n", counted(found.all.size(), "transcript"),
                       counted(found.schedules, "schedule"),
                       found.complete ? "complete: there are no others"
                                      : "not complete: " + cut_by);
    if (found.all.empty()) return out;
    return out + fmt::format("to see one again: {} --schedule {}\n",
                             command_line,
                             ctx::to_string(found.all.back().shortest));
}

}  // namespace ctxdemo
