// The run, at one of its steps.
// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "apps/ctxdemo/lines.hpp"
#include "apps/ctxdemo/moment.hpp"
#include "apps/ctxdemo/texts.hpp"
#include "apps/ctxdemo/views/timeline.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "apps/ctxdemo/views/width.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

namespace {

// Of the tree below the programs; all of it is there at the press of a key.
constexpr std::size_t most_contexts = 4;

std::string name_of(const moment& m, std::uint32_t goroutine) {
    const auto it =
        std::ranges::find(m.goroutines, goroutine, &goroutine_now::id);
    return it != m.goroutines.end() ? it->name
                                    : "goroutine " + std::to_string(goroutine);
}

std::string how_of(const moment& m, std::uint32_t context) {
    const auto it = std::ranges::find(m.contexts, context, &context_now::id);
    return it != m.contexts.end() ? it->how
                                  : "context " + std::to_string(context);
}

std::string state_line(const walk& w, const moment& m) {
    return fmt::format("t={}  {} {}/{}  {}", seconds_of(m.time),
                       text(say::step, w.in()), m.step, w.shown().events.size(),
                       describe_step(m));
}

// The end of the output that fits a line.
std::string output_line(const walk& w, const moment& m, std::size_t width,
                        const signs& s) {
    const std::string label(text(say::output, w.in()));
    const std::size_t room = width - width_of(label) - 2;
    std::string lines;
    for (auto it = m.output.rbegin(); it != m.output.rend(); ++it) {
        const std::string longer = in_a_line(*it + '\n' + lines, s);
        if (width_of(longer) > room && !lines.empty()) break;
        lines = *it + '\n' + lines;
    }
    return label + "  " + in_a_line(lines, s);
}

/// Rows from the bottom up, each as high as it needs to be.
class stack {
public:
    stack(frame& f, const signs& s) : f_(f), signs_(s), bottom_(f.height()) {}

    void put(const frame& part, std::size_t most) {
        const std::size_t height = std::min({part.height(), most, bottom_});
        bottom_ -= height;
        frame cut(f_.width(), height);
        cut.put(0, 0, part);
        if (height < part.height() && height > 0) {
            cut.put(f_.width() - 1, height - 1, signs_.more, look::accent);
        }
        f_.put(0, bottom_, cut);
    }

    void line(const std::string& text, look as) {
        if (text.empty()) return;
        frame one(f_.width(), 1);
        one.put(0, 0, text, as);
        put(one, 1);
    }

    [[nodiscard]] std::size_t left() const { return bottom_; }

private:
    frame& f_;
    const signs& signs_;
    std::size_t bottom_;
};

}  // namespace

std::string describe_step(const moment& m) {
    if (!m.last) return "";
    const ctx::event& e = *m.last;
    std::string line = e.goroutine == 0
                           ? std::string(name_of_outside(m.real_time))
                           : name_of(m, e.goroutine);
    line += ": " + std::string(ctx::to_string(e.what));
    if (!e.text.empty()) line += ' ' + first_line(e.text);
    return line;
}

std::string describe_ending(const recording& r, language l) {
    std::string line;
    if (!r.failure.empty()) {
        line = fmt::format("{} {}", text(say::ends_with, l), r.failure);
    } else if (!r.left.empty()) {
        line = text(say::left_behind, l);
        for (const auto& g : r.left) {
            line += fmt::format(
                " {} [{}]", g.name.empty() ? "goroutine" : g.name, g.waits_on);
        }
    }
    return line;
}

std::string describe_way(const recording& r, const walk_way& way, language l) {
    const choice_point& c = r.choices[way.choice];
    const ctx::way& w = c.ways[way.way];
    const moment m = moment_at(r, c.step);
    const auto does = [&](say what) {
        return fmt::format("{} {}", name_of(m, w.goroutine), text(what, l));
    };
    using kind = ctx::choice::kind;
    if (c.what == kind::select) {
        return fmt::format("{} {}", text(say::case_taken, l), w.select_case);
    }
    if (w.context != 0) {
        return fmt::format("{} {}", text(say::deadline_passes, l),
                           how_of(m, w.context));
    }
    if (w.goroutine == 0) {
        return std::string(text(
            c.what == kind::next ? say::timer_fires : say::others_first, l));
    }
    switch (c.what) {
        case kind::start:
            return does(say::starts_first);
        case kind::print:
            return does(say::prints_first);
        case kind::end:
            return does(say::returns_first);
        default:
            return does(say::goes_on);
    }
}

frame draw_run(const walk& w, std::size_t width, std::size_t height,
               const signs& s) {
    const moment m = moment_at(w.shown(), w.step());
    frame f(width, height);
    stack rows(f, s);
    if (!w.ways().empty()) {
        rows.line(std::string(text(say::choice_here, w.in())), look::accent);
    }
    if (m.step == w.shown().events.size()) {
        rows.line(describe_ending(w.shown(), w.in()), look::bad);
    }
    rows.line(output_line(w, m, width, s), look::strong);
    rows.put(draw_tree(m, width, s), most_contexts);
    rows.put(draw_timeline(w.shown(), w.step(), width, s), height / 3);
    f.put(0, 0, state_line(w, m), look::strong);
    const code_place at = w.code().place_of(m);
    f.put(0, 1,
          draw_code(w.code(),
                    {.side = w.side(),
                     .at = at.cpp ? at : w.code().start(),
                     .pointed = at.cpp.has_value()},
                    width, rows.left() - 1, s));
    return f;
}

}  // namespace ctxdemo
