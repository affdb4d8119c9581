// `ctxdemo show` prints the C++ and the Go program of a lesson, without their
// marks. At a terminal the programs are colored, and side by side if the
// terminal is as wide as both.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "apps/ctxdemo/screen/rule.hpp"
#include "apps/ctxdemo/views/code.hpp"

namespace ctxdemo {

using lessons::flag_set;
using lessons::lesson;

namespace {

enum class code { cpp, go, both };

/// Returns a program that can be stored and compiled.
std::string source_of(const code_pair::lines& lines) {
    std::string source;
    for (const auto& line : lines) source.append(line.text) += '\n';
    return source;
}

/// Returns a program for the terminal if there is one, else its source.
std::string text_of(const code_pair::lines& lines) {
    return output_width() ? to_text(draw_program(lines), output_is_colored())
                          : source_of(lines);
}

std::string one_below_the_other(const std::string& name,
                                const code_pair& programs) {
    return fmt::format(
        "=== C++: lessons/{0}/{0}.cpp ===\n\n"
        "{1}\n"
        "=== Go: lessons/{0}/main.go ===\n\n"
        "{2}",
        name, text_of(programs.cpp()), text_of(programs.go()));
}

/// Draws the programs side by side. The picture may be wider than the terminal.
frame side_by_side(const std::string& name, const code_pair& programs) {
    const signs& s = output_signs();
    const frame cpp = draw_program(programs.cpp());
    const frame go = draw_program(programs.go());
    const std::size_t bar = cpp.width() + 1;
    const std::size_t right = bar + 2;
    frame f(right + go.width(), 1 + std::max(cpp.height(), go.height()));
    f.put(0, 0, draw_rule(fmt::format("lessons/{0}/{0}.cpp", name), bar, s));
    f.put(
        bar, 0,
        draw_rule(fmt::format("lessons/{}/main.go", name), f.width() - bar, s));
    for (std::size_t y = 0; y < f.height(); ++y) {
        f.put(bar, y, y == 0 ? s.rule_to_bar : s.bar, look::dim);
    }
    f.put(0, 1, cpp);
    f.put(right, 1, go);
    return f;
}

std::string both_of(const std::string& name, const code_pair& programs) {
    const frame f = side_by_side(name, programs);
    return f.width() <= output_width().value_or(0)
               ? to_text(f, output_is_colored())
               : one_below_the_other(name, programs);
}

int show(const std::vector<std::string>& words, code which) {
    if (words.empty()) fail_no_lesson("show", "cancel");
    const lesson& l = find_lesson(words[0], "show");
    const code_pair programs(lesson_source(l));
    write_output(which == code::cpp  ? text_of(programs.cpp())
                 : which == code::go ? text_of(programs.go())
                                     : both_of(l.name, programs));
    return exit_done;
}

}  // namespace

command show_command() {
    return {
        .name = "show",
        .summary = {"Prints the code of a lesson, in C++ and in Go",
                    "打印一课的代码，C++ 的和 Go 的"},
        .words = lesson_word,
        .max_words = 1,
        .example = "ctxdemo show cancel --code go",
        .prepare = [](flag_set& flags,
                      const std::vector<std::string>&) -> action {
            auto which = std::make_shared<code>(code::both);
            flags.choice<code>(
                "--code", *which,
                {{"cpp", code::cpp}, {"go", code::go}, {"both", code::both}},
                {"which of the two programs", "两个程序中的哪一个"});
            return [which](const call& c) { return show(c.words, *which); };
        },
        .complete = complete_one_lesson};
}

}  // namespace ctxdemo
