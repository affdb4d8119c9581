// A full-screen program draws, reads keys, and gives its terminal back.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/support/full_screen.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sanitizers.hpp"

namespace terminal_test {

using ctx_test::full_screen;
using ctx_test::is_same_mode;
using ctx_test::outcome;
using ctx_test::screen;
using ctx_test::style;
using arguments = std::vector<std::string>;

const arguments probe{TERMINAL_PROBE};

/// The probe with these environment variables.
arguments probe_with(arguments variables) {
    variables.insert(variables.begin(), "/usr/bin/env");
    variables.emplace_back(TERMINAL_PROBE);
    return variables;
}

/// The probe as a job of a shell. The shell reports when the probe stops, and
/// continues it when a line is typed.
arguments probe_as_job() {
    return {"/bin/sh", "-c",
            "set -m; \"$0\"; echo \"stopped: $?\"; read line; fg; "
            "echo \"ended: $?\"",
            TERMINAL_PROBE};
}

/// Returns true if the terminal is as it was before the program started.
bool is_restored(const full_screen& at) {
    const screen& s = at.shown();
    return is_same_mode(at.mode(), at.mode_before()) && !s.is_alternate() &&
           s.shows_cursor() && !s.is_application_mode();
}

/// Returns the last row of a picture.
std::string last_row(std::size_t columns) {
    return std::string(columns - 2, ' ') + "终";
}

/// A probe that has drawn its first picture.
class started : public full_screen {
public:
    explicit started(const arguments& args = probe,
                     const std::string& last = last_row(80))
        : full_screen(args) {
        await_row(23, last);
    }
};

/// Types `keys` and then `z`, and returns the names of the keys read before z.
std::string names_of(full_screen& at, const std::string& keys) {
    at.type("-" + keys + "z");
    at.await([](const screen& s) { return s.row(1).ends_with(" U+007A"); });
    const auto row = at.shown().row(1);
    at.type("-");
    at.await_row(1, "keys");
    const std::string_view end = " U+007A";
    return row.substr(4, row.size() - 4 - end.size());
}

TEST_CASE("a program gives its terminal back when it ends") {
    started p;
    CHECK(p.shown().is_alternate());
    CHECK_FALSE(p.shown().shows_cursor());
    CHECK_FALSE(is_restored(p));
    p.type("q");
    CHECK(p.wait().code == 0);
    CHECK(is_restored(p));
    CHECK(p.shown().text().empty());
}

TEST_CASE("a Chinese character is drawn in two columns") {
    started p;
    const screen& s = p.shown();
    CHECK(s.row(0) == "size 80x24");
    CHECK(s.row(2) == "上下文|取消|");
    CHECK(s.column_of("|", 2) == 6);
    CHECK(s.column_of("取", 2) == 7);
    CHECK(s.row(3) == "context|e\u0301|");
    CHECK(s.row(23) == last_row(80));
}

TEST_CASE("all sequences that terminals send for a key are read as that key") {
    struct row {
        std::string name;
        std::string bytes;
        const char* want;
    };
    const row rows[] = {
        {"characters", "aZ7 ~", " U+0061 U+005A U+0037 U+0020 U+007E"},
        {"UTF-8", "é取😀", " U+00E9 U+53D6 U+1F600"},
        {"not UTF-8", "a\xff\xc3y\xa9y\xc0\xaf\xed\xa0\x80",
         " U+0061 U+0079 U+0079"},
        {"control characters", "\x01\x0c\x13", " U+0001 U+000C U+0013"},
        {"enter", "\r\n\x1bOM", " enter enter enter"},
        {"backspace and tab", "\b\x7f\t", " backspace backspace tab"},
        {"arrows", "\x1bOA\x1bOB\x1bOC\x1bOD", " up down right left"},
        {"arrows, other mode", "\x1b[A\x1b[B\x1b[C\x1b[D",
         " up down right left"},
        {"arrows with Shift, Ctrl", "\x1b[1;2A\x1b[1;5D", " up left"},
        {"home", "\x1bOH\x1b[H\x1b[1~\x1b[7~", " home home home home"},
        {"end", "\x1bOF\x1b[F\x1b[4~\x1b[8~", " end end end end"},
        {"pages", "\x1b[5~\x1b[6~\x1b[6;5~", " page_up page_down page_down"},
        {"keys without a name", "\x1bOP\x1b[3~\x1b[24~\x1b[Z\x1b[99;9u", ""},
        {"with Alt",
         "\x1b"
         "a\x1b[1;3B",
         " down"},
        {"escape before escape", "\x1b\x1b[A", " up"}};
    started p;
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(names_of(p, row.bytes) == std::string(row.want));
    }
}

// key_decoder_test.cpp has all of them. Here they pass through ncurses, which
// looks for keys in them.
TEST_CASE("a program is told of no key that was not pressed") {
    struct row {
        std::string name;
        std::string bytes;
    };
    const row rows[] = {{"mouse, SGR", "\x1b[<0;12;5M\x1b[<0;12;5m"},
                        {"mouse, X10", "\x1b[M ab\x1b[M!\x7f\b"},
                        {"mouse, urxvt", "\x1b[32;12;5M"},
                        {"focus", "\x1b[I\x1b[O"},
                        {"paste", "\x1b[200~\x1b[201~"},
                        {"cursor", "\x1b[24;80R"},
                        {"attributes", "\x1b[?62;22c"},
                        {"color", "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\"},
                        {"color, with BEL", "\x1b]11;rgb:1e1e/1e1e/2e2e\a"},
                        {"color, 8 bits",
                         "\x9d"
                         "11;rgb:1e1e/1e1e/2e2e\x9c"},
                        {"capability", "\x1bP1+r524742=38\x1b\\"},
                        {"graphics", "\x1b_Gi=31;OK\x1b\\"},
                        {"a Backspace within", "\x1b]2;a\x7f\b\x1b\\"}};
    for (const char* const term :
         {"TERM=xterm-256color", "TERM=xterm-r6", "TERM=vt100"}) {
        started p(probe_with({term}));
        for (const auto& row : rows) {
            CAPTURE(term);
            CAPTURE(row.name);
            CHECK(names_of(p, "a" + row.bytes + "b") == " U+0061 U+0062");
        }
    }
}

TEST_CASE("a reply may arrive in pieces") {
    started p;
    for (const std::string reply :
         {"\x1b[<0;12;5M", "\x1b[Mabc", "\x1b]11;rgb:1e\x1b\\"}) {
        // An Escape that no byte follows is a key.
        for (std::size_t at = 2; at < reply.size(); ++at) {
            CAPTURE(reply);
            CAPTURE(at);
            p.type(reply.substr(0, at));
            p.await_unread(0);
            p.type(reply.substr(at));
            CHECK(names_of(p, "b") == " U+0062");
        }
    }
}

TEST_CASE("Escape is a key if no byte follows it") {
    started p;
    p.type("\x1b");
    p.await_row(1, "keys escape");
    p.type("a");
    p.await_row(1, "keys escape U+0061");
}

TEST_CASE("a character may arrive in pieces") {
    started p;
    p.type("\xe5");
    p.await_unread(0);
    p.type("\x8f");
    p.await_unread(0);
    p.type("\x96");
    p.await_row(1, "keys U+53D6");
}

TEST_CASE("a read without a key ends at its timeout") {
    started p;
    p.type("t");
    p.await_row(1, "keys U+0074 nothing");
}

TEST_CASE("forget_keys drops keys that were typed ahead") {
    for (const bool dropped : {false, true}) {
        started p;
        p.type(dropped ? "P" : "p");
        p.await([](const screen& s) { return s.title() == "busy"; });
        p.type("ab\x1b[A");
        p.await_unread(5);
        p.send(SIGUSR2);
        p.await([](const screen& s) { return s.title().empty(); });
        p.type("z");
        p.await_row(1, dropped ? "keys U+0050 U+007A"
                               : "keys U+0070 U+0061 U+0062 up U+007A");
    }
}

TEST_CASE("a program draws again when its terminal changes size") {
    started p;
    for (const std::size_t columns : {100U, 41U, 2U, 60U}) {
        const std::size_t rows = columns / 2;
        p.resize(columns, rows);
        const auto size =
            "size " + std::to_string(columns) + "x" + std::to_string(rows);
        p.await_row(0, size.substr(0, columns));
        if (rows < 5) continue;
        p.await_row(rows - 1, last_row(columns));
        CHECK(p.shown().row(2) == "上下文|取消|");
    }
}

TEST_CASE("a program draws on 640 columns and 240 rows of a larger terminal") {
    struct row {
        ctx_test::terminal_size size;
        const char* want;
    };
    const row rows[] = {{{.columns = 640, .rows = 240}, "size 640x240"},
                        {{.columns = 641, .rows = 24}, "size 640x24"},
                        {{.columns = 80, .rows = 241}, "size 80x240"},
                        {{.columns = 32'767, .rows = 24}, "size 640x24"},
                        {{.columns = 32'768, .rows = 24}, "size 640x24"},
                        {{.columns = 80, .rows = 32'768}, "size 80x240"},
                        {{.columns = 65'535, .rows = 65'535}, "size 640x240"}};
    for (const auto& row : rows) {
        CAPTURE(row.size.columns);
        ctx_test::terminal from_start(probe, row.size);
        from_start.await(row.want);
        ctx_test::terminal resized(probe);
        resized.await("size 80x24");
        resized.resize(row.size);
        resized.await(row.want);
        resized.type("q");
        CHECK(resized.wait().code == 0);
    }
}

TEST_CASE("a picture on a larger terminal is that of 640 columns") {
    started p;
    p.resize(700, 30);
    p.await_row(0, "size 640x30");
    p.await_row(29, last_row(640));
    CHECK(p.shown().row(2) == "上下文|取消|");
    p.resize(80, 24);
    p.await_row(23, last_row(80));
}

TEST_CASE("looks are colors, or bold and underlined without colors") {
    struct row {
        std::string word;
        style colored, plain;
    };
    const row rows[] = {{"plain", {}, {}},
                        {"dim", {.dim = true}, {.dim = true}},
                        {"strong", {.bold = true}, {.bold = true}},
                        {"good", {.color = 2}, {}},
                        {"bad", {.color = 1}, {.bold = true}},
                        {"accent", {.color = 6}, {.underline = true}},
                        {"keyword", {.color = 5}, {.bold = true}},
                        {"string", {.color = 2}, {}},
                        {"reverse", {.reverse = true}, {.reverse = true}}};
    started colored;
    started plain(probe_with({"NO_COLOR=1"}));
    started mono(probe_with({"TERM=xterm-mono"}));
    CHECK_FALSE(plain.shown().has_color());
    CHECK_FALSE(mono.shown().has_color());
    for (const auto& row : rows) {
        CAPTURE(row.word);
        const auto x = plain.shown().column_of(row.word, 4);
        CHECK(colored.shown().style_at(x, 4) == row.colored);
        CHECK(plain.shown().style_at(x, 4) == row.plain);
        if (row.word != "dim") {  // xterm-mono has no dim
            CHECK(mono.shown().style_at(x, 4) == row.plain);
        }
    }
}

TEST_CASE("a locale without Chinese shows a ? for each character") {
    started p(probe_with({"LC_ALL=C"}), std::string(78, ' ') + '?');
    CHECK(p.shown().row(2) == "? ? ? |? ? |");
}

TEST_CASE("a UTF-8 locale that is not installed is drawn in UTF-8") {
    started p(probe_with({"LC_ALL=xx_YY.UTF-8"}));
    CHECK(p.shown().row(2) == "上下文|取消|");
}

TEST_CASE("LINES and COLUMNS are ignored") {
    started p(probe_with({"LINES=10", "COLUMNS=20"}));
    CHECK(p.shown().row(0) == "size 80x24");
}

TEST_CASE("Ctrl-C ends the program and gives the terminal back") {
    started p;
    p.type("\x03");
    const outcome got = p.wait();
    CHECK(got.signal == SIGINT);
    CHECK(is_restored(p));
}

TEST_CASE("SIGTERM ends the program and gives the terminal back") {
    started p;
    p.send(SIGTERM);
    CHECK(p.wait().signal == SIGTERM);
    CHECK(is_restored(p));
}

TEST_CASE("Ctrl-C gives the terminal back even if the program hangs") {
    started p;
    p.type("H");
    p.await([](const screen& s) { return s.title() == "hanging"; });
    p.type("\x03");
    const outcome got = p.wait();
    CHECK(got.signal == SIGINT);
    CHECK(is_restored(p));
}

TEST_CASE("a second Ctrl-C ends a hanging program at once") {
    started p;
    p.type("H");
    p.await([](const screen& s) { return s.title() == "hanging"; });
    while (!p.has_ended()) p.send(SIGINT);
    CHECK(p.wait().signal == SIGINT);
    CHECK(is_restored(p));
}

TEST_CASE("any other signal that ends the program gives the terminal back") {
    for (const int signal : {SIGHUP, SIGQUIT, SIGUSR1, SIGALRM}) {
        CAPTURE(signal);
        started p;
        p.send(signal);
        CHECK(p.wait().signal == signal);
        CHECK(is_restored(p));
    }
}

TEST_CASE(
    "a crash gives the terminal back, and the program dies of its signal") {
    struct row {
        std::string key;
        int signal;
    };
    const row rows[] = {{"S", SIGSEGV}, {"O", SIGSEGV}, {"A", SIGABRT},
                        {"B", SIGBUS},  {"F", SIGFPE},  {"I", SIGILL},
                        {"T", SIGABRT}, {"U", SIGABRT}};
    for (const auto& row : rows) {
        CAPTURE(row.key);
        started p;
        p.type(row.key);
        const outcome got = p.wait();
        CHECK(is_restored(p));
        // A sanitizer reports the crash and exits.
        if (ctx_test::sanitized) {
            CHECK(got.code != 0);
        } else {
            CHECK(got.signal == row.signal);
        }
    }
}

TEST_CASE("the last message of a program stays on the screen") {
    struct row {
        std::string key;
        int code;
        const char* want;
    };
    const row rows[] = {{"E", 1, "probe: thrown\n"}, {"X", 7, ""}};
    for (const auto& row : rows) {
        started p;
        p.type(row.key);
        CHECK(p.wait().code == row.code);
        CHECK(is_restored(p));
        CHECK(p.shown().text() == row.want);
    }
    started p;
    p.type("T");
    (void)p.wait();
    CHECK(p.shown().text().starts_with("terminate called"));
}

TEST_CASE("Ctrl-Z gives the terminal back, and fg draws the screen again") {
    started shell(probe_as_job());
    const std::string picture = shell.shown().text();

    shell.type("\x1a");
    shell.await_text("stopped: ");
    CHECK(is_restored(shell));

    shell.type("\n");
    shell.await([&](const screen& s) { return s.text() == picture; });
    CHECK(shell.shown().is_alternate());
    CHECK_FALSE(shell.shown().shows_cursor());
    CHECK_FALSE(is_same_mode(shell.mode(), shell.mode_before()));

    shell.type("a");
    shell.await_row(1, "keys U+0061");
    shell.type("q");
    shell.await_text("ended: 0");
    CHECK(is_restored(shell));
}

TEST_CASE("fg draws in the new size of the terminal") {
    started shell(probe_as_job());
    shell.type("\x1a");
    shell.await_text("stopped: ");
    shell.resize(50, 12);
    shell.type("\n");
    shell.await_row(0, "size 50x12");
    shell.await_row(11, last_row(50));
    CHECK(shell.shown().row(2) == "上下文|取消|");
}

TEST_CASE("Ctrl-Z stops a program that is busy") {
    started shell(probe_as_job());
    const termios ours = shell.mode();
    const std::string picture = shell.shown().text();
    shell.type("H");
    shell.await([](const screen& s) { return s.title() == "hanging"; });
    shell.type("\x1a");
    shell.await_text("stopped: ");
    CHECK_FALSE(is_same_mode(shell.mode(), ours));
    shell.type("\n");
    shell.await([](const screen& s) { return s.is_alternate(); });
    shell.type("\x03");
    CHECK(shell.wait().signal == SIGINT);  // the shell dies of it, too
    CHECK(is_restored(shell));
}

TEST_CASE("fg draws the screen again after SIGSTOP") {
    started shell(probe_as_job());
    const termios ours = shell.mode();
    const std::string picture = shell.shown().text();
    ::kill(-shell.foreground(), SIGSTOP);
    shell.await_text("topped: ");  // "s" is on the row before
    termios other = ours;
    other.c_lflag |= ICANON | ECHO;
    shell.set_mode(other);
    shell.type("\n");
    shell.await([&](const screen& s) { return s.text() == picture; });
    CHECK(is_same_mode(shell.mode(), ours));
    shell.type("q");
    shell.await_text("ended: 0");
}

TEST_CASE(
    "Ctrl-Z does nothing without a shell that could continue the program") {
    started p;
    const std::string picture = p.shown().text();
    p.type("\x1a");
    CHECK(names_of(p, "a") == " U+0061");
    p.await([&](const screen& s) { return s.text() == picture; });
    CHECK(p.shown().is_alternate());
}

TEST_CASE("a terminal that cannot show a full screen is refused") {
    struct row {
        std::string term;
        const char* is_full;
        const char* want;
    };
    const row rows[] = {
        {"TERM=", "no",
         "probe: TERM is not set; set it to the name of the terminal, such as "
         "TERM=xterm-256color\n"},
        {"TERM=dumb", "no",
         "probe: the terminal cannot move its cursor (TERM is \"dumb\")\n"},
        {"TERM=no-such", "yes",
         "probe: TERM is \"no-such\", which is not a known terminal; try "
         "TERM=xterm-256color\n"}};
    for (const auto& row : rows) {
        CAPTURE(row.term);
        full_screen p(probe_with({row.term}), 120);
        CHECK(p.wait().code == 1);
        CHECK(p.shown().text() == row.want);
        full_screen asked(
            {"/usr/bin/env", row.term, TERMINAL_PROBE, "--is-full"});
        CHECK(asked.wait().out == std::string(row.is_full) + "\r\n");
    }
}

TEST_CASE("a standard output that is not a terminal is refused") {
    const outcome got = ctx_test::run_program(probe);
    CHECK(got.code == 1);
    CHECK(got.err == "probe: standard input and output are not a terminal\n");
    CHECK(ctx_test::run_program({TERMINAL_PROBE, "--is-full"}).out == "no\n");
}

}  // namespace terminal_test
