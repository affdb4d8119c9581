// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/check_json.hpp"

#include <nlohmann/json.hpp>

#include "apps/ctxdemo/exercise/verdict_headline.hpp"
#include "apps/ctxdemo/views/json_line.hpp"

namespace ctxdemo {

namespace {

using nlohmann::ordered_json;

void add_place(ordered_json& to, const source_place& at) {
    if (at.file.empty()) return;
    to["file"] = at.file;
    if (at.line != 0) to["line"] = at.line;
}

ordered_json json_of(const goroutine_place& g) {
    ordered_json out{{"id", g.id}, {"name", name_of(g)}};
    if (!g.waits_on.empty()) out["waits_on"] = g.waits_on;
    add_place(out, g.at);
    return out;
}

ordered_json json_of(const access_place& a) {
    ordered_json out{{"goroutine", name_of(a.by)},
                     {"write", a.is_write},
                     {"atomic", a.is_atomic}};
    add_place(out, a.by.at);
    return out;
}

template <class T>
ordered_json json_of(const std::vector<T>& all) {
    ordered_json out = ordered_json::array();
    for (const auto& each : all) out.push_back(json_of(each));
    return out;
}

void add_proof(ordered_json& out, const verdict& v) {
    if (v.failing > 0) out["schedule"] = v.schedule;
    if (v.at.line != 0) add_place(out["at"], v.at);
    if (!v.goroutines.empty()) out["goroutines"] = json_of(v.goroutines);
    if (!v.race.empty()) out["race"] = json_of(v.race);
    if (!v.what.empty()) out["what"] = v.what;
    if (!v.thrown.empty()) out["thrown"] = v.thrown;
    if (!v.missing.empty()) out["missing"] = v.missing;
    if (!v.warning.empty()) {
        out["warning"] = v.warning;
        add_place(out["warned_at"], v.warned_at);
    }
    if (!v.details.empty()) out["details"] = v.details;
    if (!v.stray_output.empty()) out["stray_output"] = v.stray_output;
    if (v.kind == verdict_kind::wrong_output) {
        out["actual"] = v.actual;
        out["expected"] = v.expected;
    }
    if (v.kind == verdict_kind::too_late) {
        out["took_ns"] = v.took.count();
        out["at_most_ns"] = v.at_most.count();
    }
}

}  // namespace

std::string check_json(const verdict& v, const judged_source& judged,
                       lessons::language l) {
    ordered_json out{
        {"exercise", judged.of.name},   {"file", judged.file},
        {"verdict", to_string(v.kind)}, {"sentence", verdict_headline(v, l)},
        {"schedules", v.schedules},     {"complete", v.complete},
        {"failing", v.failing}};
    add_proof(out, v);
    return json_line(
        out.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

}  // namespace ctxdemo
