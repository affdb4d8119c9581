// Each byte goes to a function for the state that the bytes before it have led
// to: text, an escape sequence, a control sequence or a title.
// SPDX-License-Identifier: MIT
#include "tests/support/screen.hpp"

#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <cwchar>
#include <stdexcept>
#include <utility>

namespace ctx_test {

namespace {

/// Returns the columns that the C library gives a character of UTF-8. The table
/// of ctxdemo is not used here, because the tests check that table.
std::size_t columns_of(const std::string& glyph) {
    static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    const locale_t before = uselocale(utf8);
    std::mbstate_t state{};
    wchar_t wide = 0;
    const auto size = std::mbrtowc(&wide, glyph.data(), glyph.size(), &state);
    const int columns = size == glyph.size() ? ::wcwidth(wide) : -1;
    uselocale(before);
    if (columns < 0) throw std::runtime_error("not UTF-8: \"" + glyph + "\"");
    return static_cast<std::size_t>(columns);
}

std::size_t length_of(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// Returns the numbers of a control sequence: "1;;3" has three.
std::vector<std::size_t> numbers_in(const std::string& text) {
    std::vector<std::size_t> all(1);
    for (const char c : text) {
        if (c == ';' || c == ':') {
            all.push_back(0);
        } else if ('0' <= c && c <= '9') {
            all.back() = all.back() * 10 + static_cast<std::size_t>(c - '0');
        }
    }
    return all;
}

}  // namespace

screen::screen(std::size_t columns, std::size_t rows)
    : columns_(columns),
      rows_(rows),
      main_(rows, line(columns)),
      other_(main_),
      bottom_(rows) {}

void screen::feed(std::string_view bytes) {
    for (const char c : bytes) take(c);
}

void screen::resize(std::size_t columns, std::size_t rows) {
    columns_ = columns;
    rows_ = rows;
    for (auto* const g : {&main_, &other_}) {
        g->resize(rows, line(columns));
        for (auto& l : *g) {
            l.resize(columns);
            // Erases the left half of a wide character that is cut in two.
            if (columns > 0 && length_of(l.back().bytes[0]) > 1 &&
                columns_of(l.back().bytes) == 2) {
                l.back() = {};
            }
        }
    }
    top_ = 0;
    bottom_ = rows;
    move_to(x_, y_);
}

std::string screen::row(std::size_t y) const {
    std::string text;
    for (const auto& c : now().at(y)) text += c.bytes;
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::string screen::text() const {
    std::string text;
    for (std::size_t y = 0; y < rows_; ++y) text += row(y) + '\n';
    const auto last = text.find_last_not_of('\n');
    return last == std::string::npos ? "" : text.substr(0, last + 2);
}

std::size_t screen::column_of(std::string_view text, std::size_t y) const {
    for (std::size_t x = 0; x < columns_; ++x) {
        std::string rest;
        for (std::size_t i = x; i < columns_; ++i) rest += now()[y][i].bytes;
        if (!now()[y][x].bytes.empty() && rest.starts_with(text)) return x;
    }
    return columns_;
}

bool screen::has_color() const {
    return std::ranges::any_of(now(), [](const line& l) {
        return std::ranges::any_of(l, [](const cell& c) {
            return c.as.color >= 0 || c.as.background >= 0;
        });
    });
}

// --- Bytes ---

void screen::take(char c) {
    switch (state_) {
        case state::ground:
            return take_ground(c);
        case state::escape:
            return take_escape(c);
        case state::charset:
            state_ = state::ground;
            if (c != 'B') refuse(c);
            return;
        case state::other_charset:
            state_ = state::ground;
            return;
        case state::control:
            if (c < '@' || c > '~') {
                bytes_ += c;
                return;
            }
            state_ = state::ground;
            control(c);
            bytes_.clear();
            return;
        case state::title:
        case state::title_end:
            return take_title(c);
    }
}

void screen::take_ground(char c) {
    if (bytes_.empty()) {
        switch (c) {
            case '\x1b':
                state_ = state::escape;
                return;
            case '\r':
                return move_to(0, y_);
            case '\n':
                return new_line();
            case '\b':
                return move_to(x_ == 0 ? 0 : x_ - 1, y_);
            case '\t':
                return move_to(std::min((x_ / 8 + 1) * 8, columns_ - 1), y_);
            case '\a':
            case '\x0f':
                return;
            default:
                break;
        }
        if (static_cast<unsigned char>(c) < 0x20) refuse(c);
    }
    bytes_ += c;
    if (bytes_.size() < length_of(bytes_[0])) return;
    put(std::exchange(bytes_, {}));
}

void screen::take_escape(char c) {
    state_ = state::ground;
    switch (c) {
        case '[':
            state_ = state::control;
            return;
        case ']':
            state_ = state::title;
            return;
        case '(':
            state_ = state::charset;
            return;
        case ')':  // sets the other character set, which is not used
            state_ = state::other_charset;
            return;
        case '7':
            saved_ = {x_, y_, as_};
            return;
        case '8':
            as_ = saved_.as;
            return move_to(saved_.x, saved_.y);
        case 'M':
            return reverse_new_line();
        case '=':
        case '>':
            return;
        default:
            refuse(c);
    }
}

// A title ends in a bell, or in an escape and a backslash.
void screen::take_title(char c) {
    const bool ends = c == '\a' || (state_ == state::title_end && c == '\\');
    if (ends) {
        title_ = bytes_.substr(std::min(bytes_.size(), bytes_.find(';') + 1));
        bytes_.clear();
        state_ = state::ground;
    } else if (c == '\x1b') {
        state_ = state::title_end;
    } else {
        bytes_ += c;
    }
}

void screen::refuse(char end) const {
    std::string shown;
    for (const char c : bytes_ + end) {
        if (static_cast<unsigned char>(c) < 0x20) {
            shown += '^';
            shown += static_cast<char>(c + '@');
        } else {
            shown += c;
        }
    }
    throw std::runtime_error("the screen does not know \"" + shown + "\"");
}

// --- Characters ---

void screen::put(std::string_view glyph) {
    const std::string bytes(glyph);
    const auto width = columns_of(bytes);
    if (width == 0) {  // a combining mark joins the character before
        auto at = wraps_next_ || x_ == 0 ? x_ : x_ - 1;
        if (now()[y_][at].bytes.empty() && at > 0) --at;
        now()[y_][at].bytes += bytes;
        return;
    }
    if (wraps_next_ || x_ + width > columns_) {
        move_to(0, y_);
        new_line();
    }
    if (inserts_) insert_cells(width);
    for (std::size_t i = 0; i < width; ++i) clear_wide(x_ + i, y_);
    now()[y_][x_] = {bytes, as_};
    if (width == 2) now()[y_][x_ + 1] = {"", as_};
    last_ = bytes;
    const bool at_end = x_ + width == columns_;
    x_ = at_end ? columns_ - 1 : x_ + width;
    wraps_next_ = at_end;
}

// Writing onto one half of a wide character erases the other half.
void screen::clear_wide(std::size_t x, std::size_t y) {
    auto& l = now()[y];
    if (l[x].bytes.empty() && x > 0) l[x - 1].bytes = " ";
    if (x + 1 < columns_ && l[x + 1].bytes.empty()) l[x + 1].bytes = " ";
}

// --- The cursor, and scrolling ---

void screen::move_to(std::size_t x, std::size_t y) {
    x_ = std::min(x, columns_ - 1);
    y_ = std::min(y, rows_ - 1);
    wraps_next_ = false;
}

void screen::new_line() {
    wraps_next_ = false;
    if (y_ + 1 == bottom_) {
        scroll_up(top_, 1);
    } else if (y_ + 1 < rows_) {
        ++y_;
    }
}

void screen::reverse_new_line() {
    wraps_next_ = false;
    if (y_ == top_) {
        scroll_down(top_, 1);
    } else if (y_ > 0) {
        --y_;
    }
}

void screen::scroll_up(std::size_t top, std::size_t count) {
    for (; count > 0; --count) {
        auto& g = now();
        const auto first = g.begin() + std::ptrdiff_t(top);
        std::rotate(first, first + 1, g.begin() + std::ptrdiff_t(bottom_));
        erase(bottom_ - 1, 0, columns_);
    }
}

void screen::scroll_down(std::size_t top, std::size_t count) {
    for (; count > 0; --count) {
        auto& g = now();
        const auto end = g.begin() + std::ptrdiff_t(bottom_);
        std::rotate(g.begin() + std::ptrdiff_t(top), end - 1, end);
        erase(top, 0, columns_);
    }
}

// --- Control sequences ---

void screen::control(char end) {
    if (!bytes_.empty() && bytes_[0] == '?') {
        if (end != 'h' && end != 'l') refuse(end);
        return set_modes(end == 'h');
    }
    if (!bytes_.empty() && (bytes_[0] < '0' || bytes_[0] > ';')) refuse(end);
    const auto numbers = numbers_in(bytes_);
    const auto number = [&](std::size_t i) {
        return i < numbers.size() ? numbers[i] : 0;
    };
    const auto count = std::max<std::size_t>(number(0), 1);
    const auto up_to = [](std::size_t from, std::size_t by) {
        return from < by ? 0 : from - by;
    };
    switch (end) {
        case 'A':
            return move_to(x_, up_to(y_, count));
        case 'B':
            return move_to(x_, y_ + count);
        case 'C':
            return move_to(x_ + count, y_);
        case 'D':
            return move_to(up_to(x_, count), y_);
        case 'G':
            return move_to(count - 1, y_);
        case 'd':
            return move_to(x_, count - 1);
        case 'H':
            return move_to(std::max<std::size_t>(number(1), 1) - 1, count - 1);
        case 'J':
            return erase_display(number(0));
        case 'K':
            return erase_line(number(0));
        case 'X':
            return erase(y_, x_, x_ + count);
        case '@':
            return insert_cells(count);
        case 'P':
            return delete_cells(count);
        case 'L':
            return scroll_down(y_, std::min(count, bottom_ - y_));
        case 'M':
            return scroll_up(y_, std::min(count, bottom_ - y_));
        case 'S':
            return scroll_up(top_, std::min(count, bottom_ - top_));
        case 'T':
            return scroll_down(top_, std::min(count, bottom_ - top_));
        case 'Z':
            return move_to(x_ == 0 ? 0 : (x_ - 1) / 8 * 8, y_);
        case 'b':
            for (std::size_t i = 0; i < count; ++i) put(last_);
            return;
        case 'r':
            top_ = count - 1;
            bottom_ = number(1) == 0 ? rows_ : std::min(number(1), rows_);
            return move_to(0, 0);
        case 'm':
            return set_style();
        case 'h':
        case 'l':
            if (number(0) != 4) refuse(end);
            inserts_ = end == 'h';
            return;
        case 't':  // saves and restores titles
            return;
        default:
            refuse(end);
    }
}

void screen::erase(std::size_t y, std::size_t from, std::size_t to) {
    to = std::min(to, columns_);
    if (from >= to) return;
    clear_wide(from, y);
    clear_wide(to - 1, y);
    for (std::size_t x = from; x < to; ++x) {
        now()[y][x] = {};
        now()[y][x].as.background = as_.background;
    }
}

void screen::erase_display(std::size_t what) {
    if (what > 3) refuse('J');
    const auto from = what == 0 ? y_ + 1 : 0;
    const auto to = what == 1 ? y_ : rows_;
    for (auto y = from; y < to; ++y) erase(y, 0, columns_);
    if (what < 2) erase_line(what);
}

void screen::erase_line(std::size_t what) {
    if (what > 2) refuse('K');
    erase(y_, what == 0 ? x_ : 0, what == 1 ? x_ + 1 : columns_);
}

void screen::insert_cells(std::size_t count) {
    auto& l = now()[y_];
    clear_wide(x_, y_);
    count = std::min(count, columns_ - x_);
    std::shift_right(l.begin() + std::ptrdiff_t(x_), l.end(),
                     std::ptrdiff_t(count));
    for (std::size_t i = 0; i < count; ++i) l[x_ + i] = {};
}

void screen::delete_cells(std::size_t count) {
    auto& l = now()[y_];
    clear_wide(x_, y_);
    count = std::min(count, columns_ - x_);
    std::shift_left(l.begin() + std::ptrdiff_t(x_), l.end(),
                    std::ptrdiff_t(count));
    for (std::size_t i = 0; i < count; ++i) l[columns_ - 1 - i] = {};
}

void screen::set_modes(bool on) {
    for (const auto mode : numbers_in(bytes_)) set_private_mode(mode, on);
}

void screen::set_private_mode(std::size_t mode, bool on) {
    switch (mode) {
        case 1:
            application_cursor_ = on;
            return;
        case 25:
            shows_cursor_ = on;
            return;
        case 47:  // as 1049, without saving the cursor and erasing
            alternate_ = on;
            return;
        case 1049:
            return switch_screen(on);
        case 7:     // wraps lines, which is always on here
        case 12:    // the cursor blinks
        case 1034:  // Alt sets the eighth bit
        case 2004:  // pasted text is marked
            return;
        default:
            refuse(on ? 'h' : 'l');
    }
}

void screen::switch_screen(bool alternate) {
    if (alternate) {
        if (!alternate_) saved_ = {x_, y_, as_};
        alternate_ = true;
        other_ = grid(rows_, line(columns_));
    } else if (alternate_) {
        alternate_ = false;
        as_ = saved_.as;
        move_to(saved_.x, saved_.y);
    }
}

void screen::set_style() {
    const auto numbers = numbers_in(bytes_);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto n = numbers[i];
        const int value = static_cast<int>(n);
        if (n == 0)
            as_ = {};
        else if (n == 1)
            as_.bold = true;
        else if (n == 2)
            as_.dim = true;
        else if (n == 4)
            as_.underline = true;
        else if (n == 7)
            as_.reverse = true;
        else if (n == 22)
            as_.bold = as_.dim = false;
        else if (n == 24)
            as_.underline = false;
        else if (n == 27)
            as_.reverse = false;
        else if (30 <= n && n <= 37)
            as_.color = value - 30;
        else if (90 <= n && n <= 97)
            as_.color = value - 82;
        else if (n == 39)
            as_.color = -1;
        else if (40 <= n && n <= 47)
            as_.background = value - 40;
        else if (n == 49)
            as_.background = -1;
        else if ((n == 38 || n == 48) && i + 2 < numbers.size() &&
                 numbers[i + 1] == 5) {
            (n == 38 ? as_.color : as_.background) =
                static_cast<int>(numbers[i + 2]);
            i += 2;
        } else {
            refuse('m');
        }
    }
}

}  // namespace ctx_test
