// A column of the time axis is ten units wide, and a lane 28 high:
//
//               ctx or 1s          a wait, above its line
//     user   ●─────────────u■      start, a printed line, return
//            0s            1s
//
// Letters are as wide as in a terminal, so that the widths of texts are known.
// What a renderer needs is in attributes, and only the colors are left to a
// style sheet, because a page may forbid styles inside of its elements.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/lanes_svg.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/lanes_layout.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::printable;

namespace {

constexpr std::size_t lane_height = 28;
constexpr std::size_t line_y = 19;  // of a line in its lane
constexpr std::size_t wait_y = 13;  // the baseline of a text above a line

constexpr bilingual title_of_run{"The timeline of {}", "{} 的时间线"};

constexpr std::string_view style =
    "svg{color:#1f2328;background:#fff}"
    ".waiting,.tick{color:#8b949e}.wait,.time,.note{color:#59636e}"
    ".start{color:#0a7d33}.cancel{color:#c62828}.end{color:#59636e}"
    "@media(prefers-color-scheme:dark){"
    "svg{color:#e6edf3;background:#0d1117}"
    ".waiting,.tick{color:#6e7681}.wait,.time,.note{color:#9198a1}"
    ".start{color:#3fb950}.cancel{color:#ff7b72}.end{color:#9198a1}}";

// Returns `text` as it stands between tags.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::size_t half_up(std::size_t n) { return (n + 1) / 2; }

class drawing {
public:
    drawing(const recording& r, const lanes_layout& s) : s_(s) {
        end_ = moment_at(r, r.steps.size());
        for (std::size_t y = 0; y < s.lanes().size(); ++y) {
            left_ = std::max(left_, length_of(s.names(y)));
        }
        left_ += 3 * small_gap;
    }

    // A short run takes as much room as another, so that a page shows all at
    // one scale.
    [[nodiscard]] std::size_t width() const {
        const auto columns = std::max(s_.axis.columns.size(), least_columns);
        return x_of(columns) + 2 * small_gap;
    }
    [[nodiscard]] std::size_t height() const {
        return (s_.lanes().size() + 1) * lane_height - small_gap;
    }
    // The left edge of a column.
    [[nodiscard]] std::size_t x_of(std::size_t column) const {
        return left_ + column * column_width;
    }

    // Returns all elements.
    [[nodiscard]] std::string elements() {
        return lines() +
               group("name", " text-anchor=\"end\" font-weight=\"bold\"",
                     names()) +
               group("wait", "", waits()) + marks() + times();
    }

private:
    [[nodiscard]] static std::size_t y_of(std::size_t lane) {
        return lane * lane_height + line_y;
    }
    [[nodiscard]] std::size_t middle_of(std::size_t column) const {
        return x_of(column) + column_width / 2;
    }

    [[nodiscard]] static std::string group(std::string_view name,
                                           std::string_view attributes,
                                           const std::string& inside) {
        if (inside.empty()) return "";
        return fmt::format("<g class=\"{}\"{}>{}</g>", name, attributes,
                           inside);
    }

    // A text in each language, or once if they are the same.
    [[nodiscard]] std::string text(std::size_t x, std::size_t y,
                                   const text_set& texts) const {
        const auto one = [&](std::string_view mark, const std::string& each) {
            return fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>", x, y,
                               mark, escaped(each));
        };
        if (std::ranges::count(texts, texts[0]) ==
            static_cast<std::ptrdiff_t>(texts.size())) {
            return one("", texts[0]);
        }
        std::string all;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const bool zh = s_.languages[i] == language::zh;
            all += one(zh ? " lang=\"zh\"" : " lang=\"en\"", texts[i]);
        }
        return all;
    }

    [[nodiscard]] std::string names() const {
        std::string all;
        for (std::size_t y = 0; y < s_.lanes().size(); ++y) {
            all +=
                text(left_ - 2 * small_gap, y_of(y) + small_gap, s_.names(y));
        }
        return all;
    }

    [[nodiscard]] std::string waits() const {
        std::string all;
        for (std::size_t y = 0; y < s_.lanes().size(); ++y) {
            for (const auto& room : s_.lanes()[y].waits) {
                const auto texts = s_.wait(y, room);
                if (!fits_in(texts, room)) continue;
                all += text(x_of(room.x) + room.width * column_width / 2,
                            y * lane_height + wait_y, texts);
            }
        }
        return all;
    }

    // -- lines ----------------------------------------------------------------

    // How a lane looks in a column.
    enum class line { none, running, waiting, broken };

    [[nodiscard]] line line_at(const lane& l, std::size_t x) const {
        if (x >= l.cells.size() || !l.cells[x].has_line) return line::none;
        const lane_cell& cell = l.cells[x];
        if (s_.axis.columns[x].is == axis_column::kind::broken) {
            return line::broken;
        }
        const bool letter = cell.mark && is_print(s_.marks[*cell.mark]);
        if (letter) return line::none;
        return cell.waits_on.empty() ? line::running : line::waiting;
    }

    // The path of all lines that look the same.
    [[nodiscard]] std::string path_of(line what) const {
        std::string path;
        for (std::size_t y = 0; y < s_.lanes().size(); ++y) {
            const lane& l = s_.lanes()[y];
            for (std::size_t x = 0; x < l.cells.size(); ++x) {
                if (line_at(l, x) != what) continue;
                const std::size_t from = x;
                while (line_at(l, x + 1) == what) ++x;
                path +=
                    fmt::format("M{} {}H{}", x_of(from), y_of(y), x_of(x + 1));
            }
        }
        return path;
    }

    // Two strokes through each line.
    [[nodiscard]] std::string breaks() const {
        std::string path;
        for (std::size_t y = 0; y < s_.lanes().size(); ++y) {
            const lane& l = s_.lanes()[y];
            for (std::size_t x = 0; x < l.cells.size(); ++x) {
                if (line_at(l, x) != line::broken) continue;
                path += fmt::format("M{} {}l4-10", x_of(x) + 3, y_of(y) + 5);
            }
        }
        return path;
    }

    [[nodiscard]] std::string ticks() const {
        std::string path;
        for (const auto& label : s_.axis.labels) {
            path += fmt::format("M{} {}v4", middle_of(label.x),
                                s_.lanes().size() * lane_height);
        }
        return path;
    }

    [[nodiscard]] std::string lines() const {
        const auto path = [](std::string_view name, int width,
                             const std::string& d) {
            if (d.empty()) return d;
            return fmt::format(
                "<path class=\"{}\" stroke=\"currentColor\" "
                "stroke-width=\"{}\" d=\"{}\"/>",
                name, width, d);
        };
        return path("tick", 1, ticks()) +
               path("waiting", 1, path_of(line::waiting)) +
               path("running", 3, path_of(line::running)) +
               path("note", 1, breaks());
    }

    // -- marks ----------------------------------------------------------------

    [[nodiscard]] static bool is_print(const step_mark& m) {
        return m.event && m.event->what == ctx::step::print;
    }

    [[nodiscard]] static std::string_view class_of(const step_mark& m) {
        if (!m.event || m.event->what == ctx::step::go) return "start";
        if (m.event->what == ctx::step::exit) return "end";
        return is_print(m) ? "print" : "cancel";
    }

    // The sign of a mark, in the middle of (x, y).
    [[nodiscard]] std::string sign_of(const step_mark& m, std::size_t x,
                                      std::size_t y) const {
        if (is_print(m)) {
            return fmt::format(
                "<text x=\"{}\" y=\"{}\"><title>{}</title>{}</text>", x, y + 4,
                escaped(m.event->text), escaped(m.sign));
        }
        const auto kind = class_of(m);
        if (kind == "start") {
            return fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"5\"/>", x, y);
        }
        if (kind == "end") {
            return fmt::format("<path d=\"M{} {}h8v8h-8z\"/>", x - 4, y - 4);
        }
        return fmt::format(
            "<path d=\"M{} {}l7 7m0-7l-7 7\"><title>{}</title></path>", x - 3,
            y - 3, escaped(name_of_context(end_, m.event->object)));
    }

    [[nodiscard]] std::string signs_of(std::string_view kind) const {
        std::string all;
        for (std::size_t y = 0; y < s_.lanes().size(); ++y) {
            const auto& row = s_.lanes()[y].cells;
            for (std::size_t x = 0; x < row.size(); ++x) {
                if (!row[x].mark) continue;
                const step_mark& m = s_.marks[*row[x].mark];
                if (class_of(m) != kind) continue;
                all += sign_of(m, middle_of(x), y_of(y));
            }
        }
        return all;
    }

    [[nodiscard]] std::string marks() const {
        return group("start", "", signs_of("start")) +
               group("end", "", signs_of("end")) +
               group("print", " font-weight=\"bold\"", signs_of("print")) +
               group("cancel", " stroke=\"currentColor\" stroke-width=\"2\"",
                     signs_of("cancel"));
    }

    // -- the row below the lanes ----------------------------------------------

    // Returns false if there is no room at `x`.
    bool place(std::string& out, std::size_t x, const text_set& texts) {
        const std::size_t half = half_up(length_of(texts));
        x = std::min(std::max(x, half), width() - half - 1);
        const std::pair<std::size_t, std::size_t> place{x - half,
                                                        x + half + small_gap};
        const bool overlaps = std::ranges::any_of(taken_, [&](const auto& t) {
            return place.first < t.second && t.first < place.second;
        });
        if (overlaps) return false;
        taken_.push_back(place);
        out += text(x, height() - 2 * small_gap, texts);
        return true;
    }

    // The note must not be left out, nor the last time. Times that are rounded
    // may be the same.
    [[nodiscard]] std::string times() {
        const auto& labels = s_.axis.labels;
        std::string note;
        std::string all;
        if (s_.axis.broken_at) {
            text_set texts;
            for (const language l : s_.languages) {
                texts.emplace_back(not_to_scale.in(l));
            }
            place(note, x_of(*s_.axis.broken_at + 1), texts);
        }
        text_set placed;
        const auto place_time = [&](const axis_label& label) {
            const auto time = short_time(label.time);
            if (std::ranges::count(placed, time) > 0) return;
            if (place(all, middle_of(label.x), {time})) placed.push_back(time);
        };
        if (!labels.empty()) place_time(labels.back());
        for (const auto& label : labels) place_time(label);
        return group("time", "", all) + group("note", "", note);
    }

    const lanes_layout& s_;
    moment end_;
    std::size_t left_ = 0;
    std::vector<std::pair<std::size_t, std::size_t>> taken_;
};

// The attributes that a renderer needs.
std::string frame_of(const drawing& d) {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" "
        "font-family=\"monospace\" font-size=\"12\" text-anchor=\"middle\" "
        "fill=\"currentColor\"",
        d.width(), d.height());
}

// A sentence for each step, for a reader who does not see the picture.
std::string description(const recording& r, language l) {
    std::string text;
    for (moments m(r); m.next();) {
        text += fmt::format("{} {}\n", seconds_of(m.now().time),
                            escaped(caption(m.now(), l)));
    }
    return text;
}

}  // namespace

lanes_picture draw_lanes(const recording& r) {
    static constexpr language both[] = {language::en, language::zh};
    const lanes_layout s = layout_of(r, both);
    drawing d(r, s);
    lanes_picture p{
        .svg = frame_of(d) + " aria-hidden=\"true\">" + d.elements() + "</svg>",
        .width = d.width(),
        .height = d.height(),
        .cursor = {}};
    for (std::size_t step = 0; step <= r.steps.size(); ++step) {
        p.cursor.push_back(d.x_of(now_in(s.axis, step)));
    }
    return p;
}

std::string lanes_svg(const recording& r, language l) {
    const lanes_layout s = layout_of(r, std::span(&l, 1));
    drawing d(r, s);
    std::vector<std::string> names;
    for (const auto& each : s.lanes()) names.push_back(each.name);
    return frame_of(d) +
           fmt::format(
               " width=\"{}\" height=\"{}\" lang=\"{}\" role=\"img\">\n"
               "<title>{}</title>\n<desc>{}</desc>\n<style>{}</style>\n{}\n"
               "</svg>\n",
               d.width(), d.height(), l == language::zh ? "zh" : "en",
               escaped(filled(title_of_run, l, list_of(names, l))),
               description(r, l), style, d.elements());
}

}  // namespace ctxdemo
