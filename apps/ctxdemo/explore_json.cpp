// One of the two files to include nlohmann's, because it takes seconds to
// compile.
// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "apps/ctxdemo/explore_views.hpp"

namespace ctxdemo {

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

}  // namespace

std::string explore_json(const std::string& lesson, const transcripts& found) {
    json all = json::array();
    for (const auto& t : found.all) all.push_back(json_of(t));
    const json out{{"lesson", lesson},
                   {"complete", found.complete},
                   {"schedules", found.schedules},
                   {"transcripts", std::move(all)}};
    return out.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

}  // namespace ctxdemo
