// The run, at one of its steps.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>
#include <string>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/timeline.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual step_counter{"step {}/{}", "第 {}/{} 步"};
constexpr bilingual choice_here{"Here something else could happen: c",
                                "这里可能走另一条路：按 c"};
constexpr bilingual choice_briefly{"c: choose", "c：选择"};
constexpr bilingual other_run_note{"Not the usual run. Back to it: r",
                                   "不是默认的运行。回到默认：按 r"};

// Of the tree below the programs; all of it is there at the press of a key.
constexpr std::size_t most_contexts = 4;

std::string state_line(const walk& w, const moment& m) {
    const std::string step = fmt::format(fmt::runtime(step_counter.in(w.in())),
                                         m.step, w.shown().events.size());
    return fmt::format("t={}  {}  {}", seconds_of(m.time), step,
                       describe_step(m, w.in()));
}

// The end of the output that fits a line.
std::string output_line(const walk& w, const moment& m, std::size_t width,
                        const signs& s) {
    const std::string label(output_heading.in(w.in()));
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
        f.put_cut(0, 0,
                  other ? other_run_note.in(w.in()) : std::string_view(ending),
                  s.more, other ? look::dim : look::bad);
        return f;
    }
    const auto here =
        (ending.empty() ? choice_here : choice_briefly).in(w.in());
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
