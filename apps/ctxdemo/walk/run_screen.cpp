// The run at one of its steps. The rows are stacked from the bottom up, each
// part as high as it needs to be; the programs get the rows that are left:
//
//     t=1.000s  step 11/29  worker: print worker       the state
//     C++                    │Go                       the programs
//     > println("{}", name); │> fmt.Println(name)
//     main    ●━━━ sleep 2.5s ━━━━┿──────              the timeline
//     worker  ●w━━ sleep 1s ━━━━━w┿──────
//     background                                       the contexts
//     └─ with_cancel [live]
//     output:  worker ⏎ worker                         the output
//     Here something else could happen: c              the notice, if any
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>
#include <string>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
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

// Rows that the tree may have. The key t shows the whole tree.
constexpr std::size_t most_contexts = 4;

std::string state_line(const walk& w, const moment& m, language l) {
    return fmt::format(
        "t={}  {}  {}", seconds_of(m.time),
        filled(step_counter, l, m.step, w.shown_run().events.size()),
        describe_step(m, l));
}

// Returns the last lines of the output, as many as fit; before them a sign if
// there are more.
std::string output_line(const moment& m, const canvas& c) {
    // A wide colon brings its blank along.
    const std::string label =
        fmt::format("{}{}", output_heading.in(c.language),
                    c.language == language::zh ? "" : "  ");
    const std::size_t room = c.width - width_of(label);
    std::string shown;
    std::string lines;
    for (auto it = m.output.rbegin(); it != m.output.rend(); ++it) {
        lines = *it + '\n' + lines;
        const std::string all = in_a_line(lines, c.signs);
        if (width_of(all) > room && !shown.empty()) break;
        // The first line may fit where a sign and the second do not.
        const std::string line =
            it + 1 == m.output.rend()
                ? all
                : in_a_line(std::string(c.signs.more) + '\n' + lines, c.signs);
        if (width_of(line) <= room || shown.empty()) shown = line;
    }
    return label + shown;
}

/// Puts parts into a frame from the bottom up.
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

// A body with fewer rows keeps no rows for parts that come later in the run.
constexpr std::size_t spacious = 22;

std::string ending_of(const walk& w, language l) {
    return describe_ending(w.shown_run(), w.limit(), l);
}

// Draws how the run ended, and that there is a choice here or that this is not
// the usual run.
frame draw_notice(const walk& w, const canvas& c) {
    frame f(c.width, 1);
    const std::string ending = w.is_at_end() ? ending_of(w, c.language) : "";
    if (w.ways().empty()) {
        const bool other = ending.empty() && w.is_other_run();
        f.put_cut(0, 0, other ? other_run_note.in(c.language) : ending,
                  c.signs.more, other ? look::dim : look::bad);
        return f;
    }
    const auto here =
        (ending.empty() ? choice_here : choice_briefly).in(c.language);
    const std::size_t from = ending.empty() ? 0 : c.width - width_of(here);
    f.put_cut(0, 0, ending, c.signs.more, look::bad, from > 1 ? from - 1 : 0);
    f.put(from, 0, here, look::accent);
    return f;
}

bool has_notice_now(const walk& w, language l) {
    return !w.ways().empty() || (w.is_at_end() && !ending_of(w, l).empty());
}

bool has_notice_at_any_step(const walk& w, language l) {
    return !w.shown_run().choices.empty() || w.is_other_run() ||
           !ending_of(w, l).empty();
}

// Draws the tree. On a spacious canvas it has the rows that it will have at the
// end of the run, so that no row moves when a context is derived.
frame draw_contexts(const walk& w, const moment& m, const canvas& c) {
    const frame now = draw_tree(m, c);
    const moment end = moment_at(w.shown_run(), w.shown_run().events.size());
    const std::size_t later = std::min(end.contexts.size() + 1, c.height);
    frame f(c.width, std::max(now.height(), later));
    f.put(0, 0, now);
    return f;
}

}  // namespace

drawn_screen draw_run(const walk& w, const canvas& c) {
    const moment m = moment_at(w.shown_run(), w.step());
    const bool is_spacious = c.height >= spacious;
    frame f(c.width, c.height);
    stack rows(f, c.signs);
    if (has_notice_now(w, c.language) ||
        (is_spacious && has_notice_at_any_step(w, c.language))) {
        rows.put(draw_notice(w, c), 1);
    }
    rows.line(output_line(m, c), look::strong);
    const std::size_t most = std::max(most_contexts, c.height / 4);
    rows.put(draw_contexts(w, m, c.sized(c.width, is_spacious ? most : 0)),
             most);
    rows.put(draw_timeline(w.shown_run(), w.step(), c), c.height / 3);
    f.put_cut(0, 0, state_line(w, m, c.language), c.signs.more, look::strong);
    const code_place at = w.code().place_of(m);
    f.put(0, 1,
          draw_code(w.code(),
                    {.side = w.side(),
                     .at = at.cpp ? at : w.code().start(),
                     .pointed = at.cpp.has_value()},
                    c.sized(c.width, rows.left() - 1)));
    return {std::move(f)};
}

}  // namespace ctxdemo
