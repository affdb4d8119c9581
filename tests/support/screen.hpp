// An emulated terminal screen: what a program's output looks like.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctx_test {

/// How a character is drawn.
struct style {
    bool bold = false;
    bool dim = false;
    bool underline = false;
    bool reverse = false;
    int color = -1;       ///< 0 to 255; -1 is the terminal's own
    int background = -1;  ///< likewise

    friend bool operator==(const style&, const style&) = default;
};

/// A screen that understands the output of ncurses with TERM=xterm-256color,
/// and that of a shell. It is strict: it throws std::runtime_error for a
/// sequence that it does not know, and names the sequence.
class screen {
public:
    screen(std::size_t columns, std::size_t rows);

    /// Shows the next bytes, which may end in the middle of a character or of a
    /// sequence.
    void feed(std::string_view bytes);

    /// Changes the size. Text that does not fit any more is cut off, at the
    /// right and at the bottom.
    void resize(std::size_t columns, std::size_t rows);

    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

    /// A row as text, without the blanks at its end.
    [[nodiscard]] std::string row(std::size_t y) const;

    /// All rows, each with its end of line, without the empty rows at the end.
    [[nodiscard]] std::string text() const;

    /// Where `text` starts in row `y`, in columns; columns() if it does not
    /// occur.
    [[nodiscard]] std::size_t column_of(std::string_view text,
                                        std::size_t y) const;

    [[nodiscard]] style style_at(std::size_t x, std::size_t y) const {
        return now().at(y).at(x).as;
    }

    /// True if any character on the screen has a color.
    [[nodiscard]] bool has_color() const;

    [[nodiscard]] std::size_t cursor_x() const noexcept { return x_; }
    [[nodiscard]] std::size_t cursor_y() const noexcept { return y_; }
    [[nodiscard]] bool shows_cursor() const noexcept { return shows_cursor_; }

    /// True while the alternate screen is shown, which full-screen programs
    /// use.
    [[nodiscard]] bool is_alternate() const noexcept { return alternate_; }

    /// True while the cursor keys are in application mode.
    [[nodiscard]] bool is_application_mode() const noexcept {
        return application_cursor_;
    }

    [[nodiscard]] const std::string& title() const noexcept { return title_; }

private:
    struct cell {
        std::string bytes = " ";  // none in the second half of a wide character
        style as;
    };
    using line = std::vector<cell>;
    using grid = std::vector<line>;
    struct saved_cursor {
        std::size_t x = 0, y = 0;
        style as;
    };
    enum class state {
        ground,
        escape,
        charset,
        other_charset,
        control,
        title,
        title_end
    };

    [[nodiscard]] grid& now() noexcept { return alternate_ ? other_ : main_; }
    [[nodiscard]] const grid& now() const noexcept {
        return alternate_ ? other_ : main_;
    }

    void take(char c);
    void take_ground(char c);
    void take_escape(char c);
    void take_title(char c);
    void put(std::string_view glyph);
    void clear_wide(std::size_t x, std::size_t y);
    void move_to(std::size_t x, std::size_t y);
    void new_line();
    void reverse_new_line();
    void scroll_up(std::size_t top, std::size_t count);
    void scroll_down(std::size_t top, std::size_t count);
    void control(char end);
    void erase(std::size_t y, std::size_t from, std::size_t to);
    void erase_display(std::size_t what);
    void erase_line(std::size_t what);
    void insert_cells(std::size_t count);
    void delete_cells(std::size_t count);
    void set_modes(bool on);
    void set_private_mode(std::size_t mode, bool on);
    void switch_screen(bool alternate);
    void set_style();
    [[noreturn]] void refuse(char end) const;

    std::size_t columns_;
    std::size_t rows_;
    grid main_;
    grid other_;
    bool alternate_ = false;

    std::size_t x_ = 0;
    std::size_t y_ = 0;
    bool wraps_next_ = false;  // the last column is written, x_ is still on it
    style as_;
    saved_cursor saved_;
    std::size_t top_ = 0;     // the first of the rows that scroll
    std::size_t bottom_ = 0;  // the row after the last of them
    bool shows_cursor_ = true;
    bool application_cursor_ = false;
    bool inserts_ = false;
    std::string last_;  // the character that "repeat" repeats

    state state_ = state::ground;
    std::string bytes_;  // of the character or sequence not complete yet
    std::string title_;
};

}  // namespace ctx_test
