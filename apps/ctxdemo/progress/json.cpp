// One of the two files to include nlohmann's, because it takes seconds to
// compile.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/json.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

namespace ctxdemo {

namespace {

using json = nlohmann::ordered_json;

constexpr int version = 1;

[[noreturn]] void fail_at(const std::string& lesson, const char* key) {
    throw progress_error("\"" + std::string(key) + "\" of the lesson " +
                         json(lesson).dump() + " is missing or wrong");
}

/// The number in `digits`; -1 if they are none.
int number_of(std::string_view digits) {
    int n = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return -1;
        n = n * 10 + (c - '0');
    }
    return n;
}

/// "2026-11-23"
bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const int year = number_of(text.substr(0, 4));
    const int month = number_of(text.substr(5, 2));
    const int day = number_of(text.substr(8, 2));
    if (year < 0 || month < 0 || day < 0) return false;
    using namespace std::chrono;
    return (std::chrono::year(year) / month / day).ok();
}

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

/// Takes `key` out of `from`; null if it is not there.
json taken(json& from, const char* key) {
    json value;
    const auto it = from.find(key);
    if (it == from.end()) return value;
    value = *it;
    from.erase(it);
    return value;
}

lesson_progress parse_one(const std::string& lesson, json from) {
    lesson_progress p;
    if (!from.is_object()) {
        throw progress_error("the lesson " + json(lesson).dump() + " is wrong");
    }
    const json answer = taken(from, "answer");
    const json right = taken(from, "right");
    const json finished = taken(from, "finished");
    const json date = taken(from, "date");
    if (!from.empty()) fail_at(lesson, from.begin().key().c_str());
    if (!answer.is_null() || !right.is_null()) {
        // Signed if it was typed as a negative one, or made by a program.
        if (!answer.is_number_unsigned() || answer < 1 || answer > 1'000'000) {
            fail_at(lesson, "answer");
        }
        if (!right.is_boolean()) fail_at(lesson, "right");
        p.answer = {answer.get<std::int64_t>(), right.get<bool>()};
    }
    if (!finished.is_boolean()) fail_at(lesson, "finished");
    if (!date.is_string() || !is_date(date.get_ref<const std::string&>())) {
        fail_at(lesson, "date");
    }
    p.finished = finished.get<bool>();
    p.date = date.get<std::string>();
    return p;
}

void check_version(const json& all) {
    const auto it = all.find("version");
    if (it == all.end() || !it->is_number_integer()) {
        throw progress_error("it has no version");
    }
    if (*it == version) return;
    throw progress_error("it is of version " + it->dump() +
                         ", and this ctxdemo knows version 1");
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
    if (!all.is_object()) throw progress_error("it is not an object");
    check_version(all);
    const auto lessons = all.find("lessons");
    if (lessons == all.end() || !lessons->is_object() || all.size() != 2) {
        throw progress_error("it has no lessons, or more than them");
    }
    progress_map parsed;
    for (const auto& [name, value] : lessons->items()) {
        parsed.emplace(name, parse_one(name, value));
    }
    return parsed;
}

}  // namespace ctxdemo
