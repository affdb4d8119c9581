// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/moment.hpp"

#include <algorithm>
#include <cstddef>

#include "apps/ctxdemo/run/event_text.hpp"

namespace ctxdemo {

using ctx::event;
using ctx::step;

namespace {

// "with_cancel_cause" is Go's "WithCancelCause".
std::string go_name(const std::string& name) {
    std::string out;
    bool starts_word = true;
    for (const char c : name) {
        if (c != '_') {
            const bool lower = starts_word && 'a' <= c && c <= 'z';
            out += lower ? static_cast<char>(c - 'a' + 'A') : c;
        }
        starts_word = c == '_';
    }
    return out;
}

}  // namespace

moments::moments(const recording& r) : r_(r) {
    now_.names = &r.names;
    for (const auto& e : r.events) {
        if (e.what == step::go) number_[e.object] = ++started_[e.text];
    }
}

bool moments::next() {
    if (now_.step == r_.steps.size()) return false;
    const run_step& s = r_.steps[now_.step++];
    now_.time = s.time;
    now_.last = std::span(r_.events).subspan(s.begin, s.end - s.begin);
    for (const event& e : now_.last) take(e);
    return true;
}

void moments::take(const event& e) {
    if (e.where.line() != 0) now_.at = e.where;
    if (e.goroutine != 0) {
        goroutine_now& g = goroutine(e.goroutine);
        take_by(g, e);
        now_.at = g.at;  // the end of a goroutine has no line of its own
    }
    switch (e.what) {
        case step::go:
            goroutine(e.object).name = name_of(e.object, e.text);
            goroutine(e.object).at = e.where;
            break;
        case step::print:
            now_.output.push_back(e.text);
            break;
        case step::close:
            now_.closed.insert(e.object);
            break;
        case step::derive:
            derive(e);
            break;
        case step::cancel:
            finish(e, context_now::state::canceled);
            break;
        case step::expire:
            finish(e, context_now::state::expired);
            break;
        default:
            break;
    }
}

void moments::advance_to(std::size_t step) {
    while (now_.step < step && next()) {
    }
}

// Updates the goroutine that took an event.
void moments::take_by(goroutine_now& g, const event& e) {
    if (e.where.line() != 0) g.at = e.where;
    if (is_blocking_call(e.what)) g.call = &e;
    if (e.what == step::send || e.what == step::receive) {
        count({e.what, e.object});
    } else if (e.what == step::choose && g.call &&
               e.other < g.call->cases.size()) {
        count(g.call->cases[e.other]);
    }
    if (e.what == step::block) {
        g.is = goroutine_now::state::waiting;
        g.waits_on =
            e.text == "sleep" && g.call ? "sleep " + g.call->text : e.text;
        return;
    }
    g.is = e.what == step::exit ? goroutine_now::state::ended
                                : goroutine_now::state::ready;
    g.waits_on.clear();
}

void moments::count(const ctx::event_case& c) {
    if (c.what == step::send) ++now_.values[c.object];
    if (c.what == step::receive) --now_.values[c.object];
}

goroutine_now& moments::goroutine(std::uint32_t id) {
    auto& all = now_.goroutines;
    const auto it = std::ranges::find(all, id, &goroutine_now::id);
    if (it != all.end()) return *it;
    goroutine_now& added = all.emplace_back();
    added.id = id;
    added.name = name_of(id, id == 1 ? "main" : "");
    return added;
}

// A goroutine without a name shows its number in the run. If the run starts
// several goroutines of one name, even later, each shows which of them it is.
std::string moments::name_of(std::uint32_t id, const std::string& given) const {
    if (given.empty()) return "goroutine " + std::to_string(id);
    const auto it = started_.find(given);
    const bool shared = it != started_.end() && it->second > 1;
    return shared ? given + " #" + std::to_string(number_.at(id)) : given;
}

void moments::derive(const event& e) {
    context_now& c = now_.contexts.emplace_back();
    c.id = e.object;
    c.parent = e.other;
    const auto name = r_.names.contexts.find(e.object);
    if (name != r_.names.contexts.end()) c.name = name->second;
    c.how = go_name(e.text);
    c.deadline = e.deadline;
    let_values_follow();
}

void moments::finish(const event& e, context_now::state how) {
    const auto it =
        std::ranges::find(now_.contexts, e.object, &context_now::id);
    if (it == now_.contexts.end()) return;
    it->is = how;
    it->cause = e.text;
    it->done_at = e.time;
    it->done_step = now_.step;
    let_values_follow();
}

// A with_value context is done together with its parent. The log has no event
// for it, because nobody can cancel it alone.
void moments::let_values_follow() {
    for (auto& c : now_.contexts) {
        if (c.how != "WithValue") continue;
        const auto parent =
            std::ranges::find(now_.contexts, c.parent, &context_now::id);
        if (parent == now_.contexts.end()) continue;
        c.is = parent->is;
        c.cause = parent->cause;
        c.done_at = parent->done_at;
        c.done_step = parent->done_step;
    }
}

moment moment_at(const recording& r, std::size_t step) {
    moments m(r);
    m.advance_to(step);
    return m.now();
}

std::size_t step_at(const recording& r, ctx::duration time) {
    const auto later =
        std::ranges::upper_bound(r.steps, time, {}, &run_step::time);
    return static_cast<std::size_t>(later - r.steps.begin());
}

}  // namespace ctxdemo
