// The JSON of explore, compare and events. Few files include nlohmann/json.hpp,
// because it takes seconds to compile.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/compare.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/events.hpp"
#include "apps/ctxdemo/views/explore.hpp"
#include "apps/ctxdemo/views/json_line.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::first_character;
using lessons::is_printable;
using lessons::language;
using lessons::race_verdict;
using lessons::text_of;

namespace {

using json = nlohmann::ordered_json;

json json_of(const transcript& t) {
    json out{{"text", t.text},
             {"canonical", t.canonical},
             {"schedules", t.schedules},
             {"id", ctx::to_string(t.shortest)},
             {"leaks", t.failure.empty() ? t.left.size() : 0}};
    if (!t.failure.empty()) out["failure"] = t.failure;
    if (t.left.empty()) return out;
    json goroutines = json::array();
    for (const auto& g : t.left) goroutines.push_back(ctx::to_string(g));
    out["left"] = {{"id", ctx::to_string(t.left_in)},
                   {"goroutines", std::move(goroutines)}};
    return out;
}

json nanoseconds(const std::optional<ctx::duration>& d) {
    if (!d) return nullptr;
    return d->count();
}

json json_of(const race_verdict& r) {
    return {{"command", r.command}, {"verdict", r.verdict}};
}

json json_of(const comparison& c, ctx::duration stop_after, language l) {
    json races = json::array();
    for (const auto& r : c.races) races.push_back(json_of(r));
    return {{"lesson", c.lesson},
            {"stop_after_ns", nanoseconds(stop_after)},
            {"stopped_after_ns", nanoseconds(c.stopped)},
            {"held_up_ns", nanoseconds(c.held_up)},
            {"nested_stopped_after_ns", nanoseconds(c.nested_stopped)},
            {"left_behind", c.left},
            {"transcripts", c.transcripts},
            {"complete", c.complete},
            {"why", text_of(c.lesson).prose(l).approach},
            {"race", std::move(races)}};
}

// An object of the log. A channel or context has a name only if the program has
// one for it.
json json_of(const moment& m, object_kind kind, std::uint32_t id) {
    const auto with = [&](const char* what,
                          const std::map<std::uint32_t, std::string>& names) {
        json out{{"kind", what}, {"id", id}};
        if (const auto it = names.find(id); it != names.end()) {
            out["name"] = it->second;
        }
        return out;
    };
    if (kind == object_kind::goroutine) {
        return {{"kind", "goroutine"},
                {"id", id},
                {"name", name_of_goroutine(m, id, language::en)}};
    }
    return kind == object_kind::channel ? with("channel", m.names->channels)
                                        : with("context", m.names->contexts);
}

json json_of(const moment& m, const ctx::event_case& c) {
    const bool context = c.what == ctx::step::done;
    return {{"what", ctx::to_string(c.what)},
            {"object",
             json_of(m, context ? object_kind::context : object_kind::channel,
                     c.object)}};
}

void add_other(json& out, const moment& m, const ctx::event& e) {
    if (e.what == ctx::step::choose) out["case"] = e.other;
    if (e.what != ctx::step::derive) return;
    out["parent"] = json_of(m, object_kind::context, e.other);
    if (e.other == 0) out["parent"]["name"] = "background";
}

// `m` is the moment after the step of `e`.
json json_of(const moment& m, const ctx::event& e) {
    json out{{"time_ns", e.time.count()}, {"step", m.step}};
    out["goroutine"] = {
        {"id", e.goroutine},
        {"name", name_of_goroutine(m, e.goroutine, language::en)}};
    out["what"] = ctx::to_string(e.what);
    const auto kind = kind_of_object(e);
    if (kind != object_kind::none) out["object"] = json_of(m, kind, e.object);
    add_other(out, m, e);
    for (const auto& c : e.cases) out["cases"].push_back(json_of(m, c));
    if (e.deadline) out["deadline_ns"] = e.deadline->count();
    if (!e.text.empty()) out["text"] = e.text;
    if (e.where.line() == 0) return out;
    out["file"] = file_of(e.where);
    out["line"] = e.where.line();
    return out;
}

// Returns the two halves of a character above U+FFFF as JSON writes them, or
// the one of any other.
std::string escaped(char32_t c) {
    if (c < 0x10000) return fmt::format("\\u{:04x}", unsigned(c));
    const unsigned rest = unsigned(c) - 0x10000;
    return fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10U),
                       0xdc00 + (rest & 0x3ffU));
}

// Returns `all` on one line. U+FFFD replaces bytes that are not UTF-8.
std::string line_of(const json& all) {
    return json_line(all.dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace

std::string json_line(std::string_view dumped) {
    std::string line;
    while (!dumped.empty()) {
        const auto c = first_character(dumped);
        line += is_printable(c.code) ? std::string(dumped.substr(0, c.size))
                                     : escaped(c.code);
        dumped.remove_prefix(c.size);
    }
    return line + '\n';
}

std::string explore_json(const std::string& lesson, const transcripts& found) {
    json all = json::array();
    for (const auto& t : found.all) all.push_back(json_of(t));
    const json out{{"lesson", lesson},
                   {"complete", found.complete},
                   {"done", found.done},
                   {"schedules", found.schedules},
                   {"transcripts", std::move(all)}};
    return line_of(out);
}

std::string compare_json(const std::vector<comparison>& all,
                         ctx::duration stop_after, language l) {
    json out = json::array();
    for (const auto& c : all) out.push_back(json_of(c, stop_after, l));
    return line_of(out);
}

std::string events_json(const recording& r, language l) {
    std::string out;
    for (moments m(r); m.next();) {
        for (const auto& e : m.now().last) {
            json line = json_of(m.now(), e);
            if (&e == m.now().last.data()) {
                line["sentence"] = caption(m.now(), l);
            }
            out += line_of(line);
        }
    }
    return out;
}

}  // namespace ctxdemo
