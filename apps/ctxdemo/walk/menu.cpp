// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/menu.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::lesson;
using lessons::text_of;

namespace {

constexpr bilingual key_pick{"walk", "开始"};
constexpr bilingual start_title{"Go's context, learned by running it",
                                "边运行边学 Go 的 context"};

using kind = key::kind;

constexpr std::size_t name_column = 7;
constexpr std::size_t summary_column = 20;

// Below this width a row shows the standing by its sign only, because the
// summary needs the room.
constexpr std::size_t wide = 60;

}  // namespace

menu::result menu::press(const key& k) {
    if (blank_ && k.what != kind::resized) {
        blank_ = false;
        return result::changed;
    }
    const std::size_t count = lessons_.size();
    const bool is_digit =
        k.what == kind::character && U'0' <= k.character && k.character <= U'9';
    if (is_digit) return press_digit(k.character - U'0');
    typed_ = 0;
    switch (k.what) {
        case kind::resized:
            break;
        case kind::down:
            selected_ = (selected_ + 1) % count;
            break;
        case kind::up:
            selected_ = (selected_ + count - 1) % count;
            break;
        case kind::home:
            selected_ = 0;
            break;
        case kind::end:
            selected_ = count - 1;
            break;
        case kind::enter:
        case kind::right:
            return result::picked;
        case kind::character:
            if (k.character == U'q') return result::quit;
            blank_ = k.character == U'b' || k.character == U'.';
            return blank_ ? result::changed : result::nothing;
        default:
            return result::nothing;
    }
    return result::changed;
}

// The digits 1 and 2 make 12. If the list has fewer rows, they make 2.
menu::result menu::press_digit(std::size_t digit) {
    typed_ = typed_ * 10 + digit;
    if (typed_ > lessons_.size()) typed_ = digit;
    if (typed_ == 0 || typed_ > lessons_.size()) return result::nothing;
    selected_ = typed_ - 1;
    return result::changed;
}

void menu::draw_row(frame& f, std::size_t y, std::size_t i,
                    const canvas& c) const {
    const lesson& l = lessons_[i];
    const bool selected = i == selected_;
    const standing is = standings_[i];
    const look as = selected ? look::strong : look::plain;
    if (selected) f.put(0, y, c.signs.pointer, look::accent);
    if (is_wrong(is)) {
        f.put(1, y, c.signs.wrong_answer, look::bad);
    } else if (is_done(is)) {
        f.put(1, y, c.signs.right_answer, look::good);
    }
    f.put(3, y, fmt::format("{:>2}", i + 1), look::dim);
    f.put(name_column, y, l.name, as);
    const auto state = c.width < wide ? "" : text(is, c.language);
    const std::size_t end = c.width - (state.empty() ? 0 : width_of(state) + 1);
    f.put_cut(summary_column, y, text_of(l.name).prose(c.language).summary,
              c.signs.more, as, state.empty() ? end : end - 1);
    if (!state.empty()) f.put(end, y, state, look::dim);
}

frame menu::draw(const canvas& c) const {
    frame f(c.width, c.height);
    if (blank_) return f;
    if (is_too_small(c)) return draw_too_small(c);
    f.put(1, 0, start_title.in(c.language), look::reverse);
    f.paint(0, look::reverse);
    const std::size_t rows = c.height - 3;
    const std::size_t count = lessons_.size();
    std::size_t top = selected_ >= rows ? selected_ - rows + 1 : 0;
    top = std::min(top, count > rows ? count - rows : 0);
    for (std::size_t y = 0; y < rows && top + y < count; ++y) {
        draw_row(f, y + 2, top + y, c);
    }
    f.put(0, c.height - 1,
          draw_keys({{fmt::format("{}{}", c.signs.up, c.signs.down), key_move},
                     {"1 2 3", key_number},
                     {"Enter", key_pick},
                     {"q", key_quit}},
                    c));
    return f;
}

}  // namespace ctxdemo
