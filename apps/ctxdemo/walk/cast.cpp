// The first line of a recording is an object, and each other line is an array:
// a time in seconds, "o" for output, and the bytes that a terminal gets.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/cast.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/walk/draw.hpp"

namespace ctxdemo {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::string_view clear_screen = "\x1b[?25l\x1b[H\x1b[2J";
constexpr std::string_view show_cursor = "\x1b[?25h";

// A reader takes in so many columns of text in a second: four English words, or
// ten Chinese characters.
constexpr std::size_t columns_in_second = 20;
constexpr milliseconds shortest_look = 2s;
constexpr milliseconds after_answer = 3s;
constexpr milliseconds before_run = 1s;
constexpr milliseconds after_run = 3s;

// The rows of a frame, with escape sequences for their looks.
std::vector<std::string> rows_of(const frame& f) {
    std::vector<std::string> rows;
    for (std::size_t y = 0; y < f.height(); ++y) {
        rows.push_back(to_text(rows_from(f, y, 1), true));
        rows.back().pop_back();
    }
    return rows;
}

// A terminal whose output is recorded. Rows that do not change are not sent
// again.
class recorder {
public:
    recorder(const walk& w, const canvas& c) {
        const auto title =
            lessons::text_of(w.lesson().name).prose(c.language).title;
        write({{"version", 2},
               {"width", c.width},
               {"height", c.height},
               {"title", title},
               {"env", {{"TERM", "xterm-256color"}}}});
        send(std::string(clear_screen));
        shown_.resize(c.height);
    }

    // Shows `f` from now on.
    void show(const frame& f) {
        const auto rows = rows_of(f);
        std::string bytes;
        for (std::size_t y = 0; y < rows.size(); ++y) {
            if (rows[y] == shown_[y]) continue;
            // The row is erased first, because in the last column a terminal
            // would erase what it has just written.
            bytes += fmt::format("\x1b[{};1H\x1b[2K{}", y + 1, rows[y]);
            shown_[y] = rows[y];
        }
        if (!bytes.empty()) send(bytes);
    }

    void wait(milliseconds time) { now_ += time; }

    [[nodiscard]] std::string end() {
        send(std::string(show_cursor));
        return std::move(out_);
    }

private:
    using json = nlohmann::ordered_json;

    void write(const json& line) {
        out_ += line.dump(-1, ' ', false, json::error_handler_t::replace);
        out_ += '\n';
    }

    void send(const std::string& bytes) {
        write({static_cast<double>(now_.count()) / 1000, "o", bytes});
    }

    std::vector<std::string> shown_;
    milliseconds now_{0};
    std::string out_;
};

// How long a reader looks at `rows` rows of a text, from row `first` on.
milliseconds time_to_read(const frame& f, std::size_t first, std::size_t rows) {
    std::size_t columns = 0;
    const auto text = to_text(rows_from(f, first, rows), false);
    for (const auto& g : glyphs_of(text)) {
        if (g.bytes != " ") columns += g.width;
    }
    return std::max(shortest_look,
                    milliseconds(1000 * columns / columns_in_second));
}

// Shows a screen of text, page by page.
void read_text(walk& w, const canvas& c, recorder& to) {
    drawn_screen drawn = draw_walk(w, c);
    std::size_t fresh = c.height;  // the rows at the bottom that are new
    while (true) {
        to.show(drawn.picture);
        to.wait(time_to_read(drawn.picture, c.height - fresh, fresh));
        if (drawn.rows.now == drawn.rows.last) return;
        const auto next =
            std::min(drawn.rows.now + drawn.rows.page, drawn.rows.last);
        fresh = next - drawn.rows.now;
        w.scroll_to(next);
        drawn = draw_walk(w, c);
    }
}

// Answers as the run does. No answer agrees with a run that has other flags
// than those of the question.
void answer_question(walk& w, const canvas& c, recorder& to) {
    if (w.right_answer() == w.answer_count()) return w.skip();
    w.answer(w.right_answer());
    to.show(draw_walk(w, c).picture);
    to.wait(after_answer);
    w.go_to(walk_screen::run);
}

void play_run(walk& w, const canvas& c, recorder& to) {
    to.show(draw_walk(w, c).picture);
    to.wait(before_run);
    w.play();
    while (const auto pace = w.until_next()) {
        to.show(draw_walk(w, c).picture);
        to.wait(*pace);
        w.play_on();
    }
    to.show(draw_walk(w, c).picture);
    to.wait(after_run);
}

}  // namespace

std::string cast_of(walk w, const canvas& c) {
    recorder to(w, c);
    w.go_to(walk_screen::idea);
    read_text(w, c, to);
    w.go_to(walk_screen::predict);
    read_text(w, c, to);
    answer_question(w, c, to);
    play_run(w, c, to);
    w.go_to(walk_screen::explain);
    read_text(w, c, to);
    return to.end();
}

}  // namespace ctxdemo
