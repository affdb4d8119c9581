// A lesson's runs have few texts and trees, at many steps. So the steps have
// their numbers only:
//
//     {"texts": [["worker waits for sleep 1s", "worker ..."], ["worker"], ...],
//      "trees": [[{"depth": 0, "name": "background", ...}, ...], ...],
//      "states": [[1, 1], [4, 1], ...],
//      "elements": ["<svg ...>", "<text ...>main</text>", ...],
//      "runs": [{"lanes": [0, 1, ...], "time": ["0.000s", "1.000s", ...],
//                "instant": [0, 0, 1, ...], "sentence": [0, 4, ...],
//                "tree": [0, 0, 1, ...], "states": [0, 1, 1, ...], ...}, ...]}
//
// The lanes of two runs differ in a few elements. A run has a time for each of
// its instants, and a step has the number of its instant.
//
// Only this file of the room includes nlohmann/json.hpp, because it takes
// seconds to compile.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/run_data.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/ctxdemo/page/run_steps.hpp"
#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/views/choice_text.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/lanes_svg.hpp"

namespace ctxdemo {

using lessons::language;

namespace {

using json = nlohmann::ordered_json;

/// Values that are in the JSON once, and are known by their numbers.
class numbered {
public:
    std::size_t number_of(json value) {
        const auto [at, is_new] = numbers_.try_emplace(
            value.dump(-1, ' ', false, replace), all_.size());
        if (is_new) all_.push_back(std::move(value));
        return at->second;
    }

    [[nodiscard]] json take() { return std::move(all_); }

    static constexpr auto replace = json::error_handler_t::replace;

private:
    std::map<std::string, std::size_t> numbers_;
    json all_ = json::array();
};

const char* word_for(const tree_row& r) {
    using state = context_now::state;
    if (r.id == 0) return "root";
    if (r.is == state::live) return "live";
    return r.is == state::canceled ? "canceled" : "expired";
}

// The number of a line, from 1; 0 if there is none.
std::size_t number_of(const std::optional<std::size_t>& line) {
    return line ? *line + 1 : 0;
}

std::string id_of(const recording& r) {
    const std::string id = ctx::to_string(schedule_of(r));
    return id.empty() ? "0" : id;
}

// The lines that a run prints, each with the step that prints it.
json lines_of(const recording& r) {
    json lines = json::array();
    for (std::size_t i = 0; i < r.steps.size(); ++i) {
        for (std::size_t k = r.steps[i].begin; k < r.steps[i].end; ++k) {
            const ctx::event& e = r.events[k];
            if (e.what != ctx::step::print) continue;
            lines.push_back({i + 1, e.text});
            if (!is_output(e)) lines.back().push_back(1);
        }
    }
    return lines;
}

/// Makes the JSON of the runs of one lesson.
class writer {
public:
    writer(const walk& w, const std::vector<std::string>& files)
        : walk_(w), files_(files) {}

    json of(const lesson_runs& runs) {
        json all = json::array();
        for (const auto& r : runs.all) all.push_back(of(r));
        return {{"texts", texts_.take()},
                {"trees", trees_.take()},
                {"states", states_.take()},
                {"elements", elements_.take()},
                {"runs", std::move(all)}};
    }

private:
    json of(const page_run& page) {
        const recording& r = page.run;
        const std::size_t answer = answer_that_agrees(walk_.lesson(), r);
        const auto ending = in_both(
            [&](language l) { return describe_ending(r, walk_.limit(), l); });
        auto lanes = draw_lanes(r);
        json run{{"id", id_of(r)}, {"answer", -1}, {"ending", -1}};
        if (answer < walk_.answer_count()) run["answer"] = answer;
        if (!ending.en.empty()) run["ending"] = text(ending);
        run["lanes"] = elements_of(lanes.svg);
        run["cursor"] = std::move(lanes.cursor);
        run["goroutines"] = goroutines_of(r);
        run["lines"] = lines_of(r);
        add_steps(run, r);
        run["choices"] = json::array();
        for (const auto& c : page.choices) {
            run["choices"].push_back(choice(r, c));
        }
        return run;
    }

    // The numbers of the elements of a picture, each with its text and the ends
    // of those around it.
    json elements_of(std::string_view svg) {
        json numbers = json::array();
        while (!svg.empty()) {
            std::size_t end = svg.find('<', 1);
            while (end != svg.npos && svg[end + 1] == '/') {
                end = svg.find('<', end + 1);
            }
            numbers.push_back(elements_.number_of(svg.substr(0, end)));
            svg.remove_prefix(std::min(end, svg.size()));
        }
        return numbers;
    }

    void add_steps(json& run, const recording& r) {
        const code_book code(walk_.code().own().source(), r);
        for (const auto& s : shown_steps(r, code)) {
            const auto file = std::ranges::find(files_, s.file);
            if (run["time"].size() == s.instant) run["time"].push_back(s.time);
            run["sentence"].push_back(text(s.sentence));
            run["file"].push_back(file - files_.begin());
            run["cpp"].push_back(number_of(s.at.cpp));
            run["go"].push_back(number_of(s.at.go));
            run["tree"].push_back(tree(s));
            json states = json::array();
            for (const auto& state : s.states) states.push_back(text(state));
            run["states"].push_back(states_.number_of(std::move(states)));
            run["instant"].push_back(s.instant);
        }
    }

    json choice(const recording& r, const page_choice& chosen) {
        const choice_point& c = r.choices[chosen.choice];
        json ways = json::array();
        std::size_t taken = 0;
        for (const auto& way : chosen.ways) {
            if (way.way == c.taken) taken = ways.size();
            const auto answer = in_both(
                [&](language l) { return choice_answer(r, c, way.way, l); });
            ways.push_back({text(answer), way.run});
        }
        const auto question =
            in_both([&](language l) { return choice_question(r, c, l); });
        return {{"step", c.step},
                {"question", text(question)},
                {"ways", std::move(ways)},
                {"taken", taken}};
    }

    std::size_t text(const page_text& t) {
        return texts_.number_of(t.en == t.zh ? json::array({t.en})
                                             : json::array({t.en, t.zh}));
    }

    std::size_t tree(const shown_step& s) {
        json rows = json::array();
        for (std::size_t i = 0; i < s.en.size(); ++i) {
            const tree_row& row = s.en[i];
            json out{{"depth", row.depth},
                     {"name", row.name},
                     {"how", row.how},
                     {"state", word_for(row)},
                     {"text", -1}};
            if (row.id != 0) out["text"] = text({row.state, s.zh[i].state});
            rows.push_back(std::move(out));
        }
        return trees_.number_of(std::move(rows));
    }

    const walk& walk_;
    const std::vector<std::string>& files_;
    numbered texts_;
    numbered trees_;
    numbered states_;
    numbered elements_;
};

}  // namespace

std::string json_of(const lesson_runs& runs, const walk& w,
                    const std::vector<std::string>& files) {
    const json all = writer(w, files).of(runs);
    std::string out;
    // Only a string can have a <.
    for (const char c : all.dump(-1, ' ', false, numbered::replace)) {
        if (c == '<') {
            out += "\\u003c";
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace ctxdemo
