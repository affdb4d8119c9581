// The addresses of a place are its file: "@1f2a,3b40".
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/verdict_wire.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

namespace ctxdemo {

using nlohmann::json;

source_place place_of_addresses(std::span<const std::uintptr_t> stack) {
    if (stack.empty()) return {};
    return {.file = fmt::format("@{:x}", fmt::join(stack, ",")), .line = 0};
}

std::vector<std::uintptr_t> addresses_of(const source_place& p) {
    std::vector<std::uintptr_t> all;
    if (!p.file.starts_with('@')) return all;
    const char* const end = p.file.data() + p.file.size();
    for (const char* at = p.file.data() + 1; at < end; ++at) {
        std::uintptr_t address = 0;
        const auto read = std::from_chars(at, end, address, 16);
        if (read.ec != std::errc()) break;
        all.push_back(address);
        at = read.ptr;
    }
    return all;
}

void for_each_place(verdict& v, const std::function<void(source_place&)>& f) {
    f(v.at);
    for (auto& g : v.goroutines) f(g.at);
    for (auto& access : v.race) f(access.by.at);
}

// nlohmann finds these by their names.
namespace {

void to_json(json& j, const source_place& p) {
    j = {{"file", p.file}, {"line", p.line}};
}

void from_json(const json& j, source_place& p) {
    j.at("file").get_to(p.file);
    j.at("line").get_to(p.line);
}

void to_json(json& j, const goroutine_place& g) {
    j = {{"id", g.id}, {"name", g.name}, {"waits_on", g.waits_on}};
    to_json(j["at"], g.at);
}

void from_json(const json& j, goroutine_place& g) {
    j.at("id").get_to(g.id);
    g.name = j.value("name", "");
    g.waits_on = j.value("waits_on", "");
    from_json(j.at("at"), g.at);
}

void to_json(json& j, const access_place& a) {
    j = {{"write", a.is_write}, {"atomic", a.is_atomic}};
    to_json(j["by"], a.by);
}

void from_json(const json& j, access_place& a) {
    j.at("write").get_to(a.is_write);
    j.at("atomic").get_to(a.is_atomic);
    from_json(j.at("by"), a.by);
}

template <class T>
json list_of(const std::vector<T>& all) {
    json list = json::array();
    for (const auto& one : all) to_json(list.emplace_back(), one);
    return list;
}

template <class T>
void read_list(const json& j, const char* name, std::vector<T>& all) {
    if (!j.contains(name)) return;
    for (const auto& one : j.at(name)) from_json(one, all.emplace_back());
}

verdict verdict_in(const json& j) {
    verdict v;
    const auto kind = parse_verdict_kind(j.at("kind").get<std::string>());
    if (!kind) throw std::out_of_range("kind");
    v.kind = *kind;
    v.schedules = j.value("schedules", v.schedules);
    v.complete = j.value("complete", v.complete);
    v.failing = j.value("failing", v.failing);
    v.schedule = j.value("schedule", "");
    if (j.contains("at")) from_json(j.at("at"), v.at);
    read_list(j, "goroutines", v.goroutines);
    read_list(j, "race", v.race);
    v.what = j.value("what", "");
    v.thrown = j.value("thrown", "");
    v.missing = j.value("missing", "");
    v.actual = j.value("actual", "");
    v.expected = j.value("expected", "");
    v.took = ctx::duration(j.value("took", std::int64_t{0}));
    v.at_most = ctx::duration(j.value("at_most", std::int64_t{0}));
    return v;
}

}  // namespace

std::string to_line(const verdict& v) {
    json j{{"kind", to_string(v.kind)}, {"schedules", v.schedules},
           {"complete", v.complete},    {"failing", v.failing},
           {"schedule", v.schedule},    {"goroutines", list_of(v.goroutines)},
           {"race", list_of(v.race)},   {"what", v.what},
           {"thrown", v.thrown},        {"missing", v.missing},
           {"actual", v.actual},        {"expected", v.expected},
           {"took", v.took.count()},    {"at_most", v.at_most.count()}};
    to_json(j["at"], v.at);
    // A learner's program may print bytes that are no UTF-8.
    return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<verdict> parse_line(std::string_view line) {
    try {
        return verdict_in(json::parse(line));
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace ctxdemo
