// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/moment.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

namespace ctxdemo {

namespace {

using ctx::event;
using ctx::step;

/// Goes through the events, one by one.
class replayer {
public:
    explicit replayer(moment& m) : m_(m) {}

    void take(const event& e) {
        m_.time = e.time;
        m_.last = &e;
        if (e.goroutine != 0) take_by(goroutine(e.goroutine), e);
        switch (e.what) {
            case step::go:
                goroutine(e.object).name = e.text;
                goroutine(e.object).at = e.where;
                break;
            case step::print:
                m_.output.push_back(e.text);
                break;
            case step::derive:
                m_.contexts.emplace_back();
                m_.contexts.back().id = e.object;
                m_.contexts.back().parent = e.other;
                m_.contexts.back().how = e.text;
                m_.contexts.back().deadline = e.deadline;
                break;
            case step::cancel:
                end(e, context_now::state::canceled);
                break;
            case step::expire:
                end(e, context_now::state::expired);
                break;
            default:
                break;
        }
    }

private:
    // What the step says of who took it.
    void take_by(goroutine_now& g, const event& e) {
        if (e.where.line() != 0) g.at = e.where;
        if (e.what == step::sleep) sleeps_[g.id] = e.text;
        if (e.what == step::block) {
            g.is = goroutine_now::state::waiting;
            g.waits_on = e.text == "sleep" ? "sleep " + sleeps_[g.id] : e.text;
            return;
        }
        g.is = e.what == step::exit ? goroutine_now::state::ended
                                    : goroutine_now::state::ready;
        g.waits_on.clear();
    }

    goroutine_now& goroutine(std::uint32_t id) {
        const auto it =
            std::ranges::find(m_.goroutines, id, &goroutine_now::id);
        if (it != m_.goroutines.end()) return *it;
        m_.goroutines.emplace_back();
        m_.goroutines.back().id = id;
        if (id == 1) m_.goroutines.back().name = "main";
        return m_.goroutines.back();
    }

    void end(const event& e, context_now::state how) {
        const auto it =
            std::ranges::find(m_.contexts, e.object, &context_now::id);
        if (it == m_.contexts.end()) return;
        it->is = how;
        it->cause = e.text;
        it->over_at = e.time;
    }

    moment& m_;
    std::map<std::uint32_t, std::string> sleeps_;  // how long each last did
};

/// A value is over with its parent. The log only has the ends of contexts that
/// can be canceled themselves.
void let_values_follow(std::vector<context_now>& contexts) {
    for (auto& c : contexts) {
        if (c.how != "with_value") continue;
        const auto parent =
            std::ranges::find(contexts, c.parent, &context_now::id);
        if (parent == contexts.end()) continue;
        c.is = parent->is;
        c.cause = parent->cause;
        c.over_at = parent->over_at;
    }
}

/// How many goroutines of a whole run have this name.
std::ptrdiff_t count_named(const recording& r, const std::string& name) {
    return std::ranges::count_if(r.events, [&](const event& e) {
        return e.what == step::go && e.text == name;
    });
}

/// Those with the same name, or none, get their numbers, from the first on.
void tell_apart(std::vector<goroutine_now>& goroutines, const recording& r) {
    for (auto& g : goroutines) {
        if (g.name.empty()) {
            g.name = "goroutine " + std::to_string(g.id);
        } else if (count_named(r, g.name) > 1) {
            g.name += " #" + std::to_string(g.id);
        }
    }
}

}  // namespace

moment moment_at(const recording& r, std::size_t step) {
    moment m;
    m.step = step;
    m.real_time = r.real_time;
    replayer replay(m);
    for (std::size_t i = 0; i < step; ++i) replay.take(r.events[i]);
    let_values_follow(m.contexts);
    tell_apart(m.goroutines, r);
    return m;
}

std::size_t step_at(const recording& r, ctx::duration time) {
    const auto later =
        std::ranges::upper_bound(r.events, time, {}, &event::time);
    return static_cast<std::size_t>(later - r.events.begin());
}

}  // namespace ctxdemo
