// This file and views/json.cpp alone include nlohmann's JSON library, because
// it takes seconds to compile.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/json.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ctxdemo {

namespace {

using json = nlohmann::ordered_json;

constexpr int version = 1;

json json_of(const lesson_progress& p) {
    json out = json::object();
    if (p.answer) {
        out["answer"] = p.answer->number;
        out["right"] = p.answer->right;
    }
    out["finished"] = p.finished;
    out["date"] = p.date;
    return out;
}

/// Returns `text` if it is a date such as "2026-11-23", else nothing.
std::string date_in(const std::string& text) {
    int y = 0;
    unsigned m = 0, d = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2u", &y, &m, &d) != 3) return "";
    const bool exists =
        (std::chrono::year(y) / static_cast<int>(m) / static_cast<int>(d)).ok();
    return exists ? fmt::format("{:04}-{:02}-{:02}", y, m, d) : "";
}

/// Returns as much as can be understood of a lesson.
lesson_progress understood(const json& from) {
    lesson_progress p;
    if (const auto n = from.value("answer", std::int64_t{0}); n > 0) {
        p.answer = {n, from.value("right", false)};
    }
    p.finished = from.value("finished", false);
    p.date = date_in(from.value("date", ""));
    return p;
}

/// Text that this program writes comes out the same when it is written again.
/// All else has a field that is missing, unknown or wrong.
lesson_progress parse_lesson(const std::string& name, const json& from) {
    try {
        auto p = understood(from);
        // ordered_json would compare the order of fields too.
        if (nlohmann::json(json_of(p)) == nlohmann::json(from)) return p;
    } catch (const json::exception&) {
        // A field of another type, or not an object at all.
    }
    throw progress_error(fmt::format(
        "the lesson {} has a field that is missing, unknown or wrong",
        json(name).dump()));
}

void check_version(const json& all) {
    const json found = all.is_object() ? all.value("version", json()) : json();
    if (!found.is_number_integer()) throw progress_error("it has no version");
    if (found == version) return;
    throw progress_error(
        fmt::format("it is of version {}, and this ctxdemo knows version {}",
                    found.dump(), version));
}

}  // namespace

std::string progress_json(const progress_map& all) {
    json lessons = json::object();
    for (const auto& [name, p] : all) lessons[name] = json_of(p);
    const json out{{"version", version}, {"lessons", std::move(lessons)}};
    return out.dump(2) + '\n';
}

progress_map parse_progress(std::string_view text) {
    const json all = json::parse(text, nullptr, false);
    if (all.is_discarded()) throw progress_error("it is not JSON");
    check_version(all);
    const json lessons = all.value("lessons", json());
    if (!lessons.is_object() || all.size() != 2) {
        throw progress_error("it has no lessons, or has more than lessons");
    }
    progress_map parsed;
    for (const auto& [name, value] : lessons.items()) {
        parsed.emplace(name, parse_lesson(name, value));
    }
    return parsed;
}

}  // namespace ctxdemo
