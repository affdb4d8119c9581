// The run, at one of its steps.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>
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
    const std::string step = fmt::format(fmt::runtime(text(say::step, w.in())),
                                         m.step, w.shown().events.size());
    return fmt::format("t={}  {}  {}", seconds_of(m.time), step,
                       describe_step(m, w.in()));
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
        one.put_cut(0, 0, text, signs_.more, as);
        put(one, 1);
    }

    [[nodiscard]] std::size_t left() const { return bottom_; }

private:
    frame& f_;
    const signs& signs_;
    std::size_t bottom_;
};

}  // namespace

std::string describe_step(const moment& m, language l) {
    if (!m.last) return "";
    const ctx::event& e = *m.last;
    std::string line = e.goroutine == 0
                           ? std::string(name_of_outside(m.real_time))
                           : name_of(m, e.goroutine);
    line += ": " + std::string(text(e.what, l));
    // Which context is over: there may be several.
    if (e.what == ctx::step::cancel || e.what == ctx::step::expire) {
        line += fmt::format(" {}{}", how_of(m, e.object), text(say::means, l));
    } else if (!e.text.empty()) {
        line += ' ';
    }
    return line + first_line(e.text);
}

std::string describe_ending(const recording& r,
                            std::optional<ctx::duration> limit, language l) {
    if (!r.failure.empty()) {
        return fmt::format("{}{}", text(say::ends_with, l), r.failure);
    }
    if (!r.left.empty()) {
        std::string all;
        for (const auto& g : r.left) {
            all +=
                fmt::format("{}{} [{}]", all.empty() ? "" : ", ",
                            g.name.empty() ? "goroutine" : g.name, g.waits_on);
        }
        return fmt::format("{}{}", text(say::left_behind, l), all);
    }
    if (!limit) return "";
    return fmt::format(fmt::runtime(text(say::time_is_over, l)),
                       ctx::format_duration(*limit));
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
        return fmt::format("{}{}", text(say::case_taken, l), w.select_case);
    }
    if (w.context != 0) {
        return fmt::format("{}{}", text(say::deadline_passes, l),
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

namespace {

// Where there are few rows, none is kept for what may come.
constexpr std::size_t spacious = 22;

std::string notice_of(const walk& w, const moment& m) {
    if (m.step != w.shown().events.size()) return "";
    return describe_ending(w.shown(), w.limit(), w.in());
}

// That there is a choice here, beside how the run ended.
frame draw_notice(const walk& w, const moment& m, std::size_t width,
                  const signs& s) {
    frame f(width, 1);
    const std::string ending = notice_of(w, m);
    if (w.ways().empty()) {
        const bool other = ending.empty() && w.is_other();
        f.put_cut(
            0, 0,
            other ? text(say::other_run, w.in()) : std::string_view(ending),
            s.more, other ? look::dim : look::bad);
        return f;
    }
    const auto here =
        text(ending.empty() ? say::choice_here : say::choice_briefly, w.in());
    const std::size_t from = ending.empty() ? 0 : width - width_of(here);
    f.put_cut(0, 0, ending, s.more, look::bad, from > 1 ? from - 1 : 0);
    f.put(from, 0, here, look::accent);
    return f;
}

// True if at any step there is something to notice.
bool has_notices(const walk& w) {
    return !w.shown().choices.empty() || w.is_other() ||
           !describe_ending(w.shown(), w.limit(), w.in()).empty();
}

// The tree, on as many rows as it will ever have, up to `kept`, so that nothing
// moves when a context is added.
frame draw_contexts(const walk& w, const moment& m, std::size_t width,
                    std::size_t kept, const signs& s) {
    const frame now = draw_tree(m, width, s);
    const moment end = moment_at(w.shown(), w.shown().events.size());
    const std::size_t all = draw_tree(end, width, s).height();
    frame f(width, std::max(now.height(), std::min(all, kept)));
    f.put(0, 0, now);
    return f;
}

}  // namespace

frame draw_run(const walk& w, std::size_t width, std::size_t height,
               const signs& s) {
    const moment m = moment_at(w.shown(), w.step());
    const bool is_spacious = height >= spacious;
    frame f(width, height);
    stack rows(f, s);
    const bool notices = !w.ways().empty() || !notice_of(w, m).empty();
    if (notices || (is_spacious && has_notices(w))) {
        rows.put(draw_notice(w, m, width, s), 1);
    }
    rows.line(output_line(w, m, width, s), look::strong);
    const std::size_t most = std::max(most_contexts, height / 4);
    rows.put(draw_contexts(w, m, width, is_spacious ? most : 0, s), most);
    rows.put(draw_timeline(w.shown(), w.step(), width, s), height / 3);
    f.put_cut(0, 0, state_line(w, m), s.more, look::strong);
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
