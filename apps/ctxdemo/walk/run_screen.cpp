// The run at one of its steps. The rows are stacked from the bottom up, each
// part as high as it needs to be; the programs get the rows that are left:
//
//     1.000s  step 11/25            work = 1s, stopAfter = 2.5s   the state
//     worker looks at ctx: not canceled, so it goes on            the sentence
//     > switch (select(recv(ctx.done()), default_case)) {         the programs
//     ────────────────────────────────────────────────
//     main    ●━━━━ sleep 2.5s ━━━━┿───────                       the timeline
//     worker   ●w━━ sleep 1s ━━━━━━┿───────
//     ────────────────────────────────────────────────
//     background                                                  the contexts
//     └─ ctx WithCancel [live]
//     ─ output ───────────────────────────────────────            the output
//     worker
//     worker
//     At 1s main and worker both wake. Who goes first?  c         the notice
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/rule.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/choice_text.hpp"
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
constexpr bilingual not_begun{"Nothing has run yet.", "还没有开始运行。"};
constexpr bilingual playing_at{"playing, speed {}", "播放，速度 {}"};
constexpr bilingual speed_of{"speed {}", "速度 {}"};
constexpr bilingual choose_key{"c: choose", "c：选择"};
constexpr bilingual you_chose{"Here {}.", "这里{}。"};
constexpr bilingual other_run_note{"Not the usual run. Back to it: r",
                                   "不是默认的运行。回到默认：按 r"};
constexpr bilingual main_returns{"Main returns, and the program ends.",
                                 "main 返回，程序结束。"};
constexpr bilingual output_title{"output", "输出"};
constexpr bilingual lines_above{"{} more above: {}", "上面还有 {} 行：{}"};
constexpr bilingual lines_below{"{} more below: {}", "下面还有 {} 行：{}"};

// Rows that the tree may have on a small canvas. The key t shows the whole
// tree.
constexpr std::size_t most_contexts = 4;

// Rows that the output has at least: its title and two lines.
constexpr std::size_t least_output = 3;

// Rows that the notice may have on a spacious canvas.
constexpr std::size_t most_notice = 2;

// Rows that the programs have at least.
constexpr std::size_t least_program_rows = 5;

// A body with fewer rows keeps no rows for parts that come later in the run,
// and has no rules. The key ? shows the legend of the timeline on any canvas.
constexpr std::size_t spacious = 22;
constexpr std::size_t with_legend = 30;

frame draw_state(const run_view& w, const moment& m, const canvas& c) {
    const language l = c.language;
    std::string left =
        seconds_of(m.time) + "  " +
        filled(step_counter, l, m.step, w.shown_run().steps.size());
    const std::string speed = fmt::format("{}{}", c.signs.times, w.speed());
    if (w.is_playing()) {
        left += "  " + filled(playing_at, l, speed);
    } else if (w.speed() != 1) {
        left += "  " + filled(speed_of, l, speed);
    }
    std::string right;
    for (const auto& value : w.program().in_force) {
        right += (right.empty() ? "" : ", ") + value;
    }
    frame f(c.width, 1);
    const bool is_late = w.fault().kind == verdict_kind::too_late &&
                         m.time > *w.program().judge->at_most;
    const std::size_t from =
        f.put(0, 0, left, is_late ? look::bad : look::dim) + 2;
    const std::size_t width = width_of(right);
    f.put_cut(std::max(from, c.width - std::min(width, c.width)), 0, right,
              c.signs.more, look::dim);
    return f;
}

frame draw_sentence(const moment& m, const canvas& c) {
    const auto lines = wrapped_to(sentence_of(m, c.language), c.width);
    frame f(c.width, lines.size());
    for (std::size_t y = 0; y < lines.size(); ++y) {
        f.put(0, y, lines[y], look::strong);
    }
    return f;
}

// Puts parts into a frame from the bottom up.
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

    [[nodiscard]] std::size_t left() const { return bottom_; }

private:
    frame& f_;
    const signs& signs_;
    std::size_t bottom_;
};

// -- the notice --------------------------------------------------------------

struct notice {
    std::string text;
    look as = look::plain;
    std::string_view key;  // with its meaning, at the right edge
};

// Returns how the run ended and what to do, or the choice that there is here,
// or what was chosen.
notice notice_of(const run_view& w, std::string_view end_key, language l) {
    const recording& r = w.shown_run();
    const auto ways = w.ways();
    const auto made_here = std::ranges::find_if(w.choices_made(), [&](auto i) {
        return i < r.choices.size() && r.choices[i].step == w.step();
    });
    const auto made_before =
        std::ranges::find_if(w.choices_made(), [&](auto i) {
            return i < r.choices.size() && r.choices[i].step + 1 == w.step();
        });
    const auto chosen = [&](std::size_t i) {
        return filled(you_chose, l, choice_taken(r, r.choices[i], l));
    };
    if (w.is_at_end()) {
        const auto ending = ending_of(w, l);
        if (ending.empty()) {
            return {std::string(main_returns.in(l)), look::strong, end_key};
        }
        return {ending, look::bad, end_key};
    }
    if (made_here != w.choices_made().end()) {
        return {chosen(*made_here), look::accent, choose_key.in(l)};
    }
    if (!ways.empty()) {
        return {choice_question(r, r.choices[ways.front().choice], l),
                look::accent, choose_key.in(l)};
    }
    if (made_before != w.choices_made().end()) {
        return {chosen(*made_before), look::accent, {}};
    }
    if (w.is_other_run()) {
        return {std::string(other_run_note.in(l)), look::dim, {}};
    }
    return {};
}

// Draws the notice in at most `most` rows, and in one at least. The last row
// has the rest of the text, and is cut if the rest is longer.
frame draw_notice(const notice& n, std::size_t most, const canvas& c) {
    const std::size_t key = n.key.empty() ? 0 : width_of(n.key) + 1;
    const std::size_t end = c.width - std::min(key, c.width);
    const auto lines = wrapped_to(n.text, end);
    frame f(c.width, std::clamp<std::size_t>(lines.size(), 1, most));
    std::vector<std::string> rows(f.height());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto& row = rows[std::min(i, rows.size() - 1)];
        row += (row.empty() ? "" : " ") + lines[i];
    }
    for (std::size_t y = 0; y < rows.size(); ++y) {
        f.put_cut(0, y, rows[y], c.signs.more, n.as, y == 0 ? end : c.width);
    }
    if (key > 0) f.put(end + 1, 0, n.key, look::accent);
    return f;
}

bool has_notice_at_any_step(const run_view& w) {
    return !w.choices_offered().empty() || w.is_other_run();
}

// -- the parts ---------------------------------------------------------------

// Draws the tree. On a spacious canvas it has the rows that it has at `end`,
// the end of the run, so that no row moves when a context is derived.
frame draw_contexts(const moment& m, const moment& end, std::size_t most,
                    bool is_spacious, const canvas& c) {
    const frame now = draw_tree(m, most, c);
    const std::size_t later =
        is_spacious ? std::min(end.contexts.size() + 1, most) : 0;
    frame f(c.width, std::max(now.height(), later));
    f.put(0, 0, now);
    return f;
}

frame timeline_with_legend(const run_view& w, const canvas& c) {
    const frame lanes = draw_timeline(w.shown_run(), w.step(), c);
    const auto legend = legend_lines(c.width, c);
    if (c.height < with_legend || legend.size() > 1) return lanes;
    frame f(c.width, lanes.height() + 1);
    f.put(0, 0, lanes);
    f.put(0, lanes.height(), legend.front(), look::dim);
    return f;
}

// The output pane: a title that counts the hidden lines, and as many lines as
// there are rows.
drawn_screen draw_output(const run_view& w, const moment& m, std::size_t rows,
                         const canvas& c) {
    const std::size_t count = m.output.size();
    const std::size_t visible =
        std::min(count, rows - std::min<std::size_t>(rows, 1));
    const std::size_t last = count - visible;
    const std::size_t below = std::min(w.output_scroll(), last);
    const std::size_t above = last - below;
    std::string title(output_title.in(c.language));
    if (above > 0) {
        title += "  " + filled(lines_above, c.language, above, c.signs.up);
    }
    if (below > 0) {
        title += "  " + filled(lines_below, c.language, below, c.signs.down);
    }
    frame f(c.width, rows);
    f.put(0, 0, draw_rule(title, c.width, c.signs));
    for (std::size_t y = 0; y < visible; ++y) {
        const bool is_wrong = w.fault().wrong_print == above + y;
        f.put_cut(0, y + 1, first_line(m.output[above + y]), c.signs.more,
                  is_wrong ? look::bad : look::plain);
        if (is_wrong) {
            f.put(c.width - 1, y + 1, c.signs.wrong_answer, look::bad);
        }
    }
    return {std::move(f), {below, last, 0}};
}

// Returns the lines of `s` that are marked at this step, counted from 0.
std::vector<std::size_t> marked_in(const program_source& s, const run_view& w) {
    std::vector<std::size_t> lines;
    for (const auto& m : lines_marked_in(w, w.is_at_end())) {
        if (m.source == &s) lines.push_back(m.line - 1);
    }
    return lines;
}

frame draw_programs(const run_view& w, const moment& m, const canvas& c) {
    const code_pair& code = w.code().at(m);
    const code_place at = code.place_of(m);
    return draw_code(code,
                     {.side = w.side(),
                      .at = at.cpp ? at : code.start(),
                      .pointed = at.cpp && !m.last.empty(),
                      .named = w.code().has_others(),
                      .marked = marked_in(code.source(), w)},
                     c);
}

}  // namespace

std::vector<source_line> lines_marked_in(const run_view& w, bool at_end) {
    auto all = w.program().marked;
    if (at_end) {
        const auto& waiting = w.fault().waiting;
        all.insert(all.end(), waiting.begin(), waiting.end());
    }
    return all;
}

std::string sentence_of(const moment& m, language l) {
    return m.step == 0 ? std::string(not_begun.in(l)) : caption(m, l);
}

std::string ending_of(const run_view& w, language l) {
    const recording& r = w.shown_run();
    const auto* const judge = w.program().judge;
    if (judge) return fault_text(w.fault(), r, *judge, l);
    return describe_ending(r, w.limit(), l);
}

drawn_screen draw_run(const run_view& w, std::string_view end_key,
                      const canvas& c) {
    const moment m = moment_at(w.shown_run(), w.step());
    const moment end = moment_at(w.shown_run(), w.shown_run().steps.size());
    const bool is_spacious = c.height >= spacious;
    frame f(c.width, c.height);

    f.put(0, 0, draw_state(w, m, c));
    const frame sentence = draw_sentence(m, c);
    f.put(0, 1, sentence);
    const std::size_t top = 1 + sentence.height();

    stack rows(f, c.signs);
    const notice n = notice_of(w, end_key, c.language);
    if (!n.text.empty() || (is_spacious && has_notice_at_any_step(w))) {
        const std::size_t most = is_spacious ? most_notice : 1;
        rows.put(draw_notice(n, most, c), most);
    }
    const frame timeline = timeline_with_legend(w, c);
    const std::size_t most_tree = std::max(most_contexts, c.height / 4);
    const frame tree = draw_contexts(m, end, most_tree, is_spacious, c);
    const std::size_t used = top + least_program_rows + timeline.height() +
                             tree.height() + (is_spacious ? 2 : 0);
    const std::size_t free = rows.left() - std::min(rows.left(), used);
    const std::size_t output_rows = std::clamp(
        free / 2, least_output, std::max(least_output, end.output.size() + 1));
    const drawn_screen output = draw_output(w, m, output_rows, c);
    rows.put(output.picture, output_rows);
    rows.put(tree, most_tree);
    if (is_spacious) rows.put(draw_rule("", c.width, c.signs), 1);
    rows.put(timeline, c.height / 3);
    if (is_spacious) rows.put(draw_rule("", c.width, c.signs), 1);

    const std::size_t program_rows = rows.left() - std::min(rows.left(), top);
    f.put(0, top, draw_programs(w, m, c.sized(c.width, program_rows)));
    return {std::move(f), output.rows};
}

}  // namespace ctxdemo
