// A track has two levels of slices: what its goroutine does, wait or run, and
// in it a slice of a nanosecond for each step. A flow begins and ends at a
// step.
//
//     main      [runs              ][waits for 3s              ][runs
//               [starts worker]      [sleeps for 3s]            [cancels ctx]
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/trace.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/links.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/json_line.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

using json = nlohmann::ordered_json;

constexpr bilingual runs_word{"runs", "运行"};
constexpr bilingual waits_word{"waits: {}", "等待：{}"};
constexpr bilingual done_word{"{} is done", "{} 结束"};

class tracer {
public:
    tracer(const recording& r, language l)
        : l_(l), r_(r), findings_(links_of(r).findings) {
        const moment end = moment_at(r, r.steps.size());
        for (const auto& g : end.goroutines) clock_ = std::max(clock_, g.id);
        ++clock_;
        add_names(end);
    }

    [[nodiscard]] std::string text() {
        for (moments m(r_); m.next();) add_step(m.now());
        tick(now_ns_);
        for (const auto& [goroutine, name] : open_) {
            add("E", name, goroutine);
        }
        for (const auto& c : moment_at(r_, r_.steps.size()).contexts) {
            if (c.is == context_now::state::live) end_life(c);
        }
        return "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n" + out_ +
               "\n]}\n";
    }

private:
    // -- events ---------------------------------------------------------------

    // Chrome and Perfetto have another meaning for thread 0.
    [[nodiscard]] std::uint32_t track_of(std::uint32_t goroutine) const {
        return goroutine == 0 ? clock_ : goroutine;
    }

    void write(const json& e) {
        if (!out_.empty()) out_ += ",\n";
        auto line =
            json_line(e.dump(-1, ' ', false, json::error_handler_t::replace));
        line.pop_back();
        out_ += line;
    }

    void add(std::string_view phase, const std::string& name,
             std::uint32_t goroutine, const json& more = json::object()) {
        json e{{"ph", phase},
               {"name", name},
               {"pid", 1},
               {"tid", track_of(goroutine)},
               {"ts", static_cast<double>(now_ns_) / 1000}};
        e.update(more);
        write(e);
    }

    void add_names(const moment& end) {
        const auto name = [&](std::uint32_t track, const std::string& text) {
            write({{"ph", "M"},
                   {"name", "thread_name"},
                   {"pid", 1},
                   {"tid", track},
                   {"args", {{"name", text}}}});
            write({{"ph", "M"},
                   {"name", "thread_sort_index"},
                   {"pid", 1},
                   {"tid", track},
                   {"args", {{"sort_index", track}}}});
        };
        write({{"ph", "M"},
               {"name", "process_name"},
               {"pid", 1},
               {"args", {{"name", "ctxdemo"}}}});
        for (const auto& g : end.goroutines) name(g.id, g.name);
        name(clock_, std::string(clock_name(l_)));
    }

    // -- steps ----------------------------------------------------------------

    // Steps of one instant are a nanosecond apart.
    void tick(std::int64_t time) { now_ns_ = std::max(time, now_ns_ + 1); }

    void add_step(const moment& m) {
        tick(m.time.count());
        if (m.last.empty()) return;
        const auto by = m.last.front().goroutine;
        for (const auto& g : m.goroutines) follow(m, g);
        json place = json::object();
        if (m.at.line() != 0) {
            place["line"] = fmt::format("{}:{}", file_of(m.at), m.at.line());
        }
        add("X", caption(m, l_), by,
            {{"cat", "step"}, {"dur", 0.001}, {"args", place}});
        for (const auto& e : m.last) add_event(m, e);
        for (const auto& c : m.contexts) {
            if (c.done_step == m.step) end_life(c);
        }
        close_ended(m);
    }

    // Begins a slice when a goroutine begins to wait or to run.
    void follow(const moment& m, const goroutine_now& g) {
        if (g.is == goroutine_now::state::ended) return;
        const bool waits = g.is == goroutine_now::state::waiting;
        const auto name = waits ? filled(waits_word, l_, waiting_text(m, g, l_))
                                : std::string(runs_word.in(l_));
        const auto open = open_.find(g.id);
        // Two waits that follow each other are different.
        const bool same = open != open_.end() && open->second == name &&
                          (!waits || m.last.front().goroutine != g.id);
        if (same) return;
        if (open != open_.end()) add("E", open->second, g.id);
        add("B", name, g.id, {{"cat", waits ? "wait" : "run"}});
        open_[g.id] = name;
    }

    void close_ended(const moment& m) {
        for (const auto& g : m.goroutines) {
            const auto open = open_.find(g.id);
            if (g.is != goroutine_now::state::ended || open == open_.end()) {
                continue;
            }
            ++now_ns_;  // after the slice of the last step
            add("E", open->second, g.id);
            open_.erase(open);
        }
    }

    void add_event(const moment& m, const ctx::event& e) {
        const auto index = static_cast<std::size_t>(&e - r_.events.data());
        if (e.what == ctx::step::print) {
            add("i", e.text, e.goroutine, {{"cat", "print"}, {"s", "t"}});
        }
        if (e.what == ctx::step::derive) begin_life(m, e);
        for (std::size_t i = 0; i < findings_.size(); ++i) {
            const finding& f = findings_[i];
            const auto name =
                filled(done_word, l_, name_of_context(m, f.context));
            if (f.end == index) {
                add("s", name, e.goroutine, {{"cat", "done"}, {"id", i + 1}});
            }
            if (f.event == index) {
                add("f", name, f.goroutine,
                    {{"cat", "done"}, {"id", i + 1}, {"bp", "e"}});
            }
        }
    }

    // -- contexts -------------------------------------------------------------

    // The life of a context is an asynchronous slice.
    void begin_life(const moment& m, const ctx::event& e) {
        const auto c =
            std::ranges::find(m.contexts, e.object, &context_now::id);
        if (c == m.contexts.end()) return;
        add("b", name_of_context(m, c->id), e.goroutine,
            {{"cat", "context"},
             {"id", c->id},
             {"args",
              {{"parent", name_of_context(m, c->parent)}, {"how", c->how}}}});
        lives_[c->id] = {name_of_context(m, c->id), e.goroutine};
    }

    void end_life(const context_now& c) {
        const auto life = lives_.find(c.id);
        if (life == lives_.end()) return;
        add("e", life->second.first, life->second.second,
            {{"cat", "context"}, {"id", c.id}, {"args", {{"cause", c.cause}}}});
        lives_.erase(life);
    }

    const language l_;
    const recording& r_;
    const std::vector<finding> findings_;
    std::uint32_t clock_ = 0;  // the track of the clock
    std::int64_t now_ns_ = -1;
    std::map<std::uint32_t, std::string> open_;  // slices, by goroutine
    // Names of contexts that are not done, and the goroutines they are from.
    std::map<std::uint32_t, std::pair<std::string, std::uint32_t>> lives_;
    std::string out_;
};

}  // namespace

std::string trace_of(const recording& r, language l) {
    return tracer(r, l).text();
}

}  // namespace ctxdemo
