// Few files include nlohmann's JSON library, because it takes seconds to
// compile.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/json.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ctxdemo {

namespace {

using json = nlohmann::ordered_json;

constexpr int version_without_exercises = 1;
constexpr int version = 2;

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

json json_of(const exercise_progress& p) {
    return {{"hints", p.hints}, {"solved", p.solved}, {"date", p.date}};
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

/// Return as much as can be understood.
void understand(const json& from, lesson_progress& p) {
    if (const auto n = from.value("answer", std::int64_t{0}); n > 0) {
        p.answer = {n, from.value("right", false)};
    }
    p.finished = from.value("finished", false);
    p.date = date_in(from.value("date", ""));
}

void understand(const json& from, exercise_progress& p) {
    p.hints = std::max(from.value("hints", std::int64_t{0}), std::int64_t{0});
    p.solved = from.value("solved", false);
    p.date = date_in(from.value("date", ""));
}

/// Returns the progress in one `what`, a lesson or an exercise. Text that this
/// program writes comes out the same when it is written again. All else has a
/// field that is missing, unknown or wrong.
template <class Progress>
Progress parse_one(const char* what, const std::string& name,
                   const json& from) {
    try {
        Progress p;
        understand(from, p);
        // ordered_json would compare the order of fields too.
        if (nlohmann::json(json_of(p)) == nlohmann::json(from)) return p;
    } catch (const json::exception&) {
        // A field of another type, or not an object at all.
    }
    throw progress_error(
        fmt::format("the {} {} has a field that is missing, unknown or wrong",
                    what, json(name).dump()));
}

template <class Progress>
std::map<std::string, Progress> parse_all(const char* what, const json& from) {
    std::map<std::string, Progress> parsed;
    for (const auto& [name, value] : from.items()) {
        parsed.emplace(name, parse_one<Progress>(what, name, value));
    }
    return parsed;
}

template <class Progress>
json json_of_all(const std::map<std::string, Progress>& all) {
    json out = json::object();
    for (const auto& [name, p] : all) out[name] = json_of(p);
    return out;
}

int version_of(const json& all) {
    const json found = all.is_object() ? all.value("version", json()) : json();
    if (!found.is_number_integer()) throw progress_error("it has no version");
    for (const int known : {version_without_exercises, version}) {
        if (found == known) return known;
    }
    throw progress_error(
        fmt::format("it is of version {}, and this ctxdemo knows version {}",
                    found.dump(), version));
}

}  // namespace

std::string progress_json(const kept_progress& all) {
    json out{{"version", version_without_exercises},
             {"lessons", json_of_all(all.lessons)}};
    if (!all.exercises.empty()) {
        out["version"] = version;
        out["exercises"] = json_of_all(all.exercises);
    }
    return out.dump(2) + '\n';
}

kept_progress parse_progress(std::string_view text) {
    const json all = json::parse(text, nullptr, false);
    if (all.is_discarded()) throw progress_error("it is not JSON");
    const bool has_exercises = version_of(all) == version;
    const json lessons = all.value("lessons", json());
    if (!lessons.is_object() || all.size() != (has_exercises ? 3 : 2)) {
        throw progress_error("it has no lessons, or has more than lessons");
    }
    kept_progress parsed{parse_all<lesson_progress>("lesson", lessons), {}};
    if (!has_exercises) return parsed;
    const json exercises = all.value("exercises", json());
    if (!exercises.is_object()) throw progress_error("it has no exercises");
    parsed.exercises = parse_all<exercise_progress>("exercise", exercises);
    return parsed;
}

}  // namespace ctxdemo
