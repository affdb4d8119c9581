// Only what no table of the program has is written here: the introduction, the
// exit codes, the variables, the files and the examples.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/man_page.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/commands/help_text.hpp"
#include "lessons/support/catalog.hpp"

namespace ctxdemo {

using lessons::all_exercises;
using lessons::all_lessons;
using lessons::all_puzzles;
using lessons::flag;
using lessons::flag_set;
using lessons::language;
using lessons::lesson;

namespace {

using flag_list = std::vector<flag>;

constexpr std::string_view introduction = R"(.SH NAME
ctxdemo \- learn Go's context by running it
.SH SYNOPSIS
.B ctxdemo
.RB [ \-\-lang
.IR en | zh ]
.br
.B ctxdemo
.RB [ \-\-lang
.IR en | zh ]
.I lesson
.RI [ flags ]
.br
.B ctxdemo
.RB [ \-\-lang
.IR en | zh ]
.I command
.RI [ words ]
.RI [ flags ]
.br
.B ctxdemo \-\-help
.br
.B ctxdemo \-\-version
.SH DESCRIPTION
.B ctxdemo
replays, in C++, the examples of an article by Li Wenzhou on Go's package
context.
Each example is a lesson: a program that prints what its Go program prints.
.PP
The command
.B walk
takes you through a lesson.
It tells the idea, asks what the program will print, steps through the run, and
says why the answer is right or wrong.
Without arguments
.B ctxdemo
shows the list of the lessons, and walks through those that you choose.
The command
.B exercise
lets you write the code.
It compiles your file, and runs it under every schedule.
.PP
Lessons run in virtual time with a fixed schedule, so they print the same every
time.
The lessons
.B server
and
.B client
run in real time, because they use the network.
)";

constexpr std::string_view ending = R"(.SH EXIT STATUS
.TP
.B 0
The command did what it should.
.TP
.B 1
It failed: an exercise is not solved, a lesson ended with an error, or the
output could not be written.
.TP
.B 2
The command line is wrong, or a file or a program that it names cannot be used.
One line on standard error says why.
.PP
Ctrl\-C ends a command by the signal, which a shell shows as 130.
The lesson
.B server
ends in order, with 0.
.SH ENVIRONMENT
.TP
.BR LC_ALL ", " LC_MESSAGES ", " LANG
The first that is set chooses the language: Chinese for a Chinese locale with
UTF\-8, otherwise English.
The flag
.B \-\-lang
goes before it.
.TP
.B NO_COLOR
If it is set and not empty, the output has no colors.
.TP
.B CXX
The compiler for exercises.
Without it,
.B ctxdemo
looks for g++, c++ and clang++.
.SH FILES
.TP
.I $XDG_STATE_HOME/ctxdemo/progress.json
Which lessons are done, and which exercises are solved.
Without the variable,
.I \(ti/.local/state
takes its place.
Nothing of it leaves the machine.
.B ctxdemo progress \-\-reset
removes it.
.TP
.I $XDG_CACHE_HOME/ctxdemo
Headers and programs of exercises, compiled.
Without the variable,
.I \(ti/.cache
takes its place.
You can remove it at any time.
.TP
.I share/ctxdemo
The headers that programs of exercises include, in the folder where
.B ctxdemo
is installed, such as
.IR /usr .
.SH EXAMPLES
Print the walk through a lesson, with the answer b to its question:
.PP
.EX
    ctxdemo walk cancel \-\-plain \-\-answers b
.EE
.PP
Run a lesson with another setting, and print when each line comes:
.PP
.EX
    ctxdemo cancel \-\-stop\-after 2500ms \-\-stamps
.EE
.PP
List each output that this lesson can have, and see the second one again:
.PP
.EX
    ctxdemo explore cancel \-\-stop\-after 1s
    ctxdemo cancel \-\-stop\-after 1s \-\-schedule 1
.EE
.PP
Draw what each goroutine of a run waits for:
.PP
.EX
    ctxdemo timeline channel \-\-stop\-after 2500ms
.EE
.PP
Write all lessons as one page, to hand out in class:
.PP
.EX
    ctxdemo export \-\-no\-answers \-o handout.html
.EE
.PP
Begin an exercise, and see what to do:
.PP
.EX
    ctxdemo exercise start stop\-two
    ctxdemo exercise stop\-two
.EE
.SH SEE ALSO
.na
.UR https://www.liwenzhou.com/posts/Go/context/
The article by Li Wenzhou
.UE ,
in Chinese.
)";

/// Returns `text` as roff prints it unchanged.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '-') {
            out += "\\-";
        } else if (c == '\\') {
            out += "\\e";
        } else {
            out += c;
        }
    }
    if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
    return out;
}

std::string in_english(const lessons::bilingual& text) {
    return std::string(text.in(language::en));
}

/// Returns roff with the placeholders NAME and FILE in italics; `font` is the
/// font of the rest.
std::string with_placeholders(const std::string& text, char font) {
    static const std::regex placeholder(R"(\b(NAME|FILE)\b)");
    return std::regex_replace(text, placeholder,
                              fmt::format("\\fI$1\\f{}", font));
}

/// Returns a sentence: "how long it takes" becomes "How long it takes."; but a
/// word that is explained, as in "html: a page", stays as it is.
std::string sentence(std::string text) {
    const bool is_explained =
        text.substr(0, text.find(' ')).ends_with(':') || text.empty();
    if (!is_explained && 'a' <= text[0] && text[0] <= 'z') text[0] -= 'a' - 'A';
    return with_placeholders(roff(text), 'R') + '.';
}

std::string bold(std::string_view text) {
    return "\\fB" + with_placeholders(roff(text), 'B') + "\\fR";
}

std::string entry(const std::string& left, const std::string& right) {
    return fmt::format(".TP\n{}\n{}\n", left, right);
}

std::string entry(const flag& f) {
    std::string left = bold(f.name);
    if (!f.value_name.empty()) left += " \\fI" + roff(f.value_name) + "\\fR";
    std::string right = sentence(in_english(f.help));
    const std::string without =
        f.otherwise ? in_english(*f.otherwise) : f.default_text;
    if (!without.empty()) right += "\nDefault: " + roff(without) + '.';
    return entry(left, right);
}

std::string entries(const flag_list& flags) {
    std::string out;
    for (const auto& f : flags) out += entry(f);
    return out;
}

/// Returns the same a level deeper.
std::string indented(const std::string& text) {
    return text.empty() ? "" : ".RS\n" + text + ".RE\n";
}

bool has(const flag_list& list, const std::string& name) {
    return std::ranges::find(list, name, &flag::name) != list.end();
}

/// The flags of a command with `args`, but for --lang.
flag_list flags_of(const command& c, const std::vector<std::string>& args) {
    flag_set flags;
    (void)c.prepare(flags, args);
    return flags.all();
}

flag_list without(flag_list list, const flag_list& others) {
    std::erase_if(list, [&](const flag& f) { return has(others, f.name); });
    return list;
}

void add_new(flag_list& list, const flag_list& more) {
    for (const auto& f : more) {
        if (!has(list, f.name)) list.push_back(f);
    }
}

flag_list own_flags_of(const lesson& l) {
    flag_set flags;
    (void)l.prepare(flags);
    return flags.all();
}

/// The flags of a command, with those that it has for some lessons only, but
/// without those of the lessons themselves.
flag_list all_flags_of(const command& c) {
    flag_list all = flags_of(c, {});
    for (const auto& l : all_lessons()) {
        flag_set recorded;
        (void)l.prepare_recording(recorded);
        const auto with = without(flags_of(c, {l.name}), recorded.all());
        add_new(all, without(with, own_flags_of(l)));
    }
    return all;
}

std::string lessons_section() {
    std::string out =
        ".SH LESSONS\nThe flags below a lesson are its own.\nThe other flags "
        "of a lesson are in the next section.\n.PP\nA \\fIDURATION\\fR is a "
        "number with a unit, such as 10ms, 2.5s or 1h30m.\nThe units are ns, "
        "us, ms, s, m and h.\n";
    for (const auto& l : all_lessons()) {
        out += entry(bold(l.name),
                     sentence(in_english(lesson_command(l).summary))) +
               indented(entries(own_flags_of(l)));
    }
    return out;
}

std::string playback_section() {
    flag_list all;
    for (const auto& l : all_lessons()) {
        add_new(all, without(flags_of(lesson_command(l), {}), own_flags_of(l)));
    }
    return ".SH FLAGS OF LESSONS\nEvery lesson has these flags, except that "
           "\\fB\\-\\-for\\fR is for a lesson without an end, and "
           "\\fB\\-\\-schedule\\fR for a lesson in virtual time.\n"
           "The lessons \\fBserver\\fR and \\fBclient\\fR run at "
           "\\fB\\-\\-speed\\fR 1 only, and always as with "
           "\\fB\\-\\-os\\fR.\n" +
           entries(all);
}

std::string forms_of(const command& c) {
    std::string out;
    for (const auto& [form, what] : c.forms) {
        out += entry(bold(form), sentence(in_english(what)));
    }
    return out;
}

std::string commands_section() {
    std::string out = ".SH COMMANDS\n";
    for (const auto& c : plain_commands()) {
        std::string name = bold(c.name);
        if (c.words) name += " \\fI" + roff(in_english(*c.words)) + "\\fR";
        out += entry(name, sentence(in_english(c.summary)));
        out += indented(forms_of(c) + entries(all_flags_of(c)));
    }
    flag_set common;
    language in = language::en;
    language_flag(common, in);
    return out + ".SH FLAGS OF ALL COMMANDS\nLessons have these flags, too.\n" +
           entries(common.all()) +
           entry(bold("-h") + ", " + bold("--help"),
                 sentence(in_english(help_meaning)));
}

template <class All>
std::string tasks(const All& all) {
    std::string out;
    for (const auto& each : all) {
        out += entry(bold(each.name),
                     sentence(fmt::format("{} (lesson {})", each.en.summary,
                                          each.lesson)));
    }
    return out;
}

std::string exercises_section() {
    return ".SH EXERCISES\nPrograms to mend, for \\fBctxdemo exercise "
           "start\\fR:\n" +
           tasks(all_exercises()) +
           ".PP\nPrograms to break, for \\fBctxdemo exercise break\\fR:\n" +
           tasks(all_puzzles());
}

}  // namespace

std::string manual_page() {
    return fmt::format(
        ".TH CTXDEMO 1 {} \"ctxdemo {}\" \"User Commands\"\n{}{}{}{}{}{}",
        CTXDEMO_DATE, CTXDEMO_VERSION, introduction, lessons_section(),
        playback_section(), commands_section(), exercises_section(), ending);
}

}  // namespace ctxdemo
