// ncurses reads keys and draws the cells that have changed. This file waits:
// for keys, for a new size of the terminal, and for a context to be done.
// takeover.cpp handles the end of the program. Only this file, key_reader.cpp
// and terminfo.cpp include ncurses, because it defines many short names.
//
// The thread that reads waits in poll for two files:
//
//     standard input   a key was typed
//     alarm pipe       a byte from a signal handler (new size, taken again) or
//                      from a context that is done
//
//   1. A handler or a context sets its state first and then rings the alarm.
//      The thread looks at all states after each wait, so no change is missed.
//   2. ncurses never waits (nodelay), and only the thread that draws calls it.
//   3. takeover is made before ncurses and destroyed after it, so that a signal
//      finds the handlers whenever the screen has changed. Stop signals are
//      held back meanwhile.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/terminal.hpp"

#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <ctx/after_func.hpp>
#include <ctx/defer.hpp>
#include <cwchar>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "apps/ctxdemo/screen/key_reader.hpp"
#include "apps/ctxdemo/screen/takeover.hpp"
#include "apps/ctxdemo/screen/terminfo.hpp"

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>

namespace ctxdemo {

namespace {

using std::chrono::steady_clock;

/// The time for a terminal to send the rest of a key's bytes. An Escape that is
/// alone for so long is the Escape key.
constexpr int escape_delay_ms = 50;

/// The part of a terminal that is drawn on, from its top left corner. A picture
/// and ncurses keep some hundred bytes for each cell, and ncurses counts in
/// shorts.
constexpr int most_columns = 640;
constexpr int most_rows = 240;

[[noreturn]] void fail(const char* why) { throw std::runtime_error(why); }

// --- Looks ---

enum color_pair : short { green = 1, red, cyan, magenta };

struct appearance {
    attr_t attributes = A_NORMAL;
    short color = 0;
};

appearance colored(look as) {
    switch (as) {
        case look::plain:
            break;
        case look::dim:
            return {A_DIM, 0};
        case look::strong:
            return {A_BOLD, 0};
        case look::good:
            return {A_NORMAL, green};
        case look::bad:
            return {A_NORMAL, red};
        case look::accent:
            return {A_NORMAL, cyan};
        case look::keyword:
            return {A_NORMAL, magenta};
        case look::string:
            return {A_NORMAL, green};
        case look::reverse:
            return {A_REVERSE, 0};
    }
    return {};
}

appearance monochrome(look as) {
    if (as == look::bad || as == look::keyword) return {A_BOLD, 0};
    if (as == look::accent) return {A_UNDERLINE, 0};
    return {colored(as).attributes, 0};
}

// Uses the terminal's own colors and its own background.
bool start_colors() {
    if (!::has_colors() || ::start_color() != OK) return false;
    const bool has_own = ::use_default_colors() == OK;
    const short background = has_own ? short{-1} : short{COLOR_BLACK};
    ::init_pair(green, COLOR_GREEN, background);
    ::init_pair(red, COLOR_RED, background);
    ::init_pair(cyan, COLOR_CYAN, background);
    ::init_pair(magenta, COLOR_MAGENTA, background);
    return true;
}

// --- Waking up ---

/// A pipe that wakes the thread that reads. Any thread and any signal handler
/// may ring it.
class alarm_pipe {
public:
    alarm_pipe() {
        if (::pipe(ends_.data()) != 0) {
            throw std::system_error(errno, std::generic_category(), "pipe");
        }
        for (const int end : ends_) {
            ::fcntl(end, F_SETFD, FD_CLOEXEC);
            ::fcntl(end, F_SETFL, O_NONBLOCK);
        }
    }
    ~alarm_pipe() {
        for (const int end : ends_) ::close(end);
    }
    alarm_pipe(const alarm_pipe&) = delete;
    alarm_pipe& operator=(const alarm_pipe&) = delete;

    [[nodiscard]] int read_end() const noexcept { return ends_[0]; }
    [[nodiscard]] int write_end() const noexcept { return ends_[1]; }

    // A full pipe wakes the reader as well as one more byte would.
    void ring() const noexcept {
        const char any = 0;
        (void)!::write(write_end(), &any, 1);
    }

    void silence() const noexcept {
        std::array<char, 64> bytes{};
        while (::read(read_end(), bytes.data(), bytes.size()) > 0) {
        }
    }

private:
    std::array<int, 2> ends_{};
};

/// Rings the alarm when a context is done.
class ringing_after {
public:
    ringing_after(const ctx::context& c, const alarm_pipe& a)
        : stop_(ctx::after_func(
              c, [&a] { a.ring(); }, ctx::inline_executor{})) {}
    ~ringing_after() {
        if (!stop_()) stop_.wait();
    }
    ringing_after(const ringing_after&) = delete;
    ringing_after& operator=(const ringing_after&) = delete;

private:
    const ctx::stop_func stop_;
};

// --- ncurses, from its start to its end ---

// Sets the character set of the locale. It is UTF-8 if `utf8`, and also if the
// locale is not installed: the caller has chosen its signs by the locale's
// name.
void set_characters(bool utf8) {
    const bool has_own = std::setlocale(LC_CTYPE, "") != nullptr;
    const bool is_utf8 =
        has_own && std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
    if (!has_own || (utf8 && !is_utf8)) std::setlocale(LC_CTYPE, "C.UTF-8");
}

class ncurses {
public:
    explicit ncurses(bool utf8) {
        set_characters(utf8);
        // LINES and COLUMNS may describe another terminal. ncurses does not ask
        // this one either, because it may be too large: adapt_size() does.
        ::use_env(FALSE);
        ::use_tioctl(FALSE);
        choose_known_keys();
        screen_ = ::newterm(nullptr, stdout, stdin);
        if (!screen_) fail("cannot use this terminal");
        set_input();
        ::curs_set(0);
    }
    ~ncurses() {
        ::endwin();
        ::delscreen(screen_);
    }
    ncurses(const ncurses&) = delete;
    ncurses& operator=(const ncurses&) = delete;

private:
    static void set_input() {
        ::cbreak();
        ::noecho();
        ::nonl();
        ::set_escdelay(escape_delay_ms);
        ::keypad(::stdscr, TRUE);
        ::nodelay(::stdscr, TRUE);
        ::intrflush(::stdscr, FALSE);
        set_up_keys();
        set_driver();
    }

    // Makes Ctrl-S, Ctrl-V and Ctrl-O ordinary keys. The driver would otherwise
    // stop the screen, or take the next key literally.
    static void set_driver() {
        termios mode{};
        ::tcgetattr(STDIN_FILENO, &mode);
        mode.c_iflag &= ~static_cast<tcflag_t>(IXON);
        mode.c_lflag &= ~static_cast<tcflag_t>(IEXTEN);
        ::tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
        ::def_prog_mode();
        takeover::set_mode(mode);
    }

    SCREEN* screen_ = nullptr;
};

// --- Drawing ---

/// Returns the characters of `c` for ncurses, `columns` wide; a "?" for a
/// character that the locale or the system does not know. ncurses takes one
/// character with its marks. So of an emoji made of several the first is drawn,
/// without the marks that would make some terminals draw it wider.
std::array<wchar_t, CCHARW_MAX + 1> wide_of(const cell& c, int columns) {
    std::array<wchar_t, CCHARW_MAX + 1> wide{};
    std::mbstate_t state{};
    const char* from = c.bytes.c_str();
    const auto size =
        std::mbsrtowcs(wide.data(), &from, wide.size() - 1, &state);
    const bool fits = size != static_cast<std::size_t>(-1) &&
                      ::wcwidth(wide[0]) > 0 && ::wcwidth(wide[0]) <= columns;
    if (!fits) wide = {L'?'};
    const auto end = std::remove_if(wide.begin(), wide.end(), [](wchar_t w) {
        return w == L'\u200d' || w == L'\ufe0f';
    });
    std::fill(end, wide.end(), L'\0');
    return wide;
}

void draw_cell(int x, int y, const cell& c, int columns, appearance as) {
    cchar_t shown{};
    const auto wide = wide_of(c, columns);
    if (::setcchar(&shown, wide.data(), as.attributes, as.color, nullptr) !=
        OK) {
        return;
    }
    // ncurses reports an error for the last column of the last row even when it
    // has drawn it.
    (void)::mvadd_wch(y, x, &shown);
}

}  // namespace

// --- A session ---

class terminal::session {
public:
    session(bool colored, bool utf8)
        : ncurses_(utf8), colored_(colored && start_colors()) {
        (void)adapt_size();
        held_.reset();
    }
    // Blocks stop signals until the other members have given the terminal back.
    ~session() { held_.emplace(); }
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    void draw(const frame& f) const;
    [[nodiscard]] std::optional<key> read(
        const ctx::context& until,
        std::optional<std::chrono::milliseconds> timeout);
    void forget_keys();

private:
    using give_up_at = std::optional<steady_clock::time_point>;

    void draw_row(int y, const std::vector<cell>& row) const;
    static void repaint_if_stale();
    [[nodiscard]] static bool adapt_size();
    [[nodiscard]] bool wait(give_up_at give_up) const;

    std::optional<stops_held> held_{std::in_place};
    const sequences known_ = look_up_terminal();
    const alarm_pipe alarm_;
    const takeover ours_{known_.enter, known_.leave, alarm_.write_end()};
    const ncurses ncurses_;
    const bool colored_;
    key_reader keys_;
};

void terminal::session::draw(const frame& f) const {
    const stops_held until_drawn;
    ::erase();
    const auto rows = std::min(f.height(), std::size_t(::getmaxy(::stdscr)));
    for (std::size_t y = 0; y < rows; ++y) draw_row(int(y), f.row(y));
    if (takeover::was_taken_again()) ::clearok(::curscr, TRUE);
    ::refresh();
}

void terminal::session::draw_row(int y, const std::vector<cell>& row) const {
    const auto width = std::min(row.size(), std::size_t(::getmaxx(::stdscr)));
    for (std::size_t x = 0; x < width; ++x) {
        if (row[x].bytes.empty()) continue;
        const bool is_wide = x + 1 < row.size() && row[x + 1].bytes.empty();
        if (is_wide && x + 1 == width) continue;
        draw_cell(int(x), y, row[x], is_wide ? 2 : 1,
                  colored_ ? colored(row[x].as) : monochrome(row[x].as));
    }
}

void terminal::session::repaint_if_stale() {
    const stops_held until_drawn;
    if (!takeover::was_taken_again()) return;
    ::clearok(::curscr, TRUE);
    ::refresh();
}

// Asks for the size, because a stopped program gets no SIGWINCH.
bool terminal::session::adapt_size() {
    winsize now{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &now) != 0) return false;
    if (now.ws_row == 0 || now.ws_col == 0) return false;
    const int rows = std::min<int>(now.ws_row, most_rows);
    const int columns = std::min<int>(now.ws_col, most_columns);
    if (!::is_term_resized(rows, columns)) return false;
    ::resize_term(rows, columns);
    ::clearok(::curscr, TRUE);  // what the terminal shows now is unknown
    return true;
}

std::optional<key> terminal::session::read(
    const ctx::context& until,
    std::optional<std::chrono::milliseconds> timeout) {
    const ringing_after done(until, alarm_);
    give_up_at give_up;
    if (timeout) give_up = steady_clock::now() + *timeout;
    while (!until.err()) {
        if (adapt_size()) return key{key::kind::resized};
        repaint_if_stale();
        if (const auto k = keys_.next()) return k;
        if (!wait(give_up)) break;
    }
    return std::nullopt;
}

// Returns false when it is time to give up.
bool terminal::session::wait(give_up_at give_up) const {
    int most_ms = -1;
    if (give_up) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            *give_up - steady_clock::now());
        if (left.count() <= 0) return false;
        most_ms = static_cast<int>(std::min<std::chrono::milliseconds::rep>(
            left.count(), std::numeric_limits<int>::max()));
    }
    pollfd from[] = {{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                     {.fd = alarm_.read_end(), .events = POLLIN, .revents = 0}};
    if (::poll(from, std::size(from), most_ms) <= 0) return true;
    if ((from[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
        fail("the terminal is gone");
    }
    if (from[1].revents != 0) alarm_.silence();
    return true;
}

void terminal::session::forget_keys() {
    ::flushinp();
    keys_.clear();
}

// --- The interface ---

terminal::terminal(bool colored, bool utf8)
    : session_(std::make_unique<session>(colored, utf8)) {}

terminal::~terminal() = default;

std::size_t terminal::width() const {
    return static_cast<std::size_t>(::getmaxx(::stdscr));
}

std::size_t terminal::height() const {
    return static_cast<std::size_t>(::getmaxy(::stdscr));
}

void terminal::draw(const frame& f) { session_->draw(f); }

std::optional<key> terminal::read(
    const ctx::context& until,
    std::optional<std::chrono::milliseconds> timeout) {
    return session_->read(until, timeout);
}

void terminal::forget_keys() { session_->forget_keys(); }

void terminal::lend(const std::function<void()>& f) {
    takeover::give_back();
    const ctx::defer take([] { takeover::take_again(); });
    f();
}

void terminal::give_back() noexcept { takeover::give_back(); }

bool is_full_terminal() {
    const char* const name = std::getenv("TERM");
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 &&
           name && *name != '\0' && name != std::string_view("dumb");
}

}  // namespace ctxdemo
