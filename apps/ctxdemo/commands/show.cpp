// `ctxdemo show` prints the C++ and the Go program of a lesson.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <memory>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"

namespace ctxdemo {

using lessons::flag_set;
using lessons::lesson;
using lessons::lesson_text;
using lessons::text_of;

namespace {

enum class code { cpp, go, both };

/// Returns the source of a lesson. A single program is its file, byte for byte,
/// so that it can be stored and compiled; two programs have headings.
std::string source_of(const std::string& lesson_name, code which) {
    const lesson_text& text = text_of(lesson_name);
    if (which == code::cpp) return std::string(text.cpp);
    if (which == code::go) return std::string(text.go);
    return fmt::format(
        "=== C++: lessons/{0}/{0}.cpp ===\n\n"
        "{1}\n"
        "=== Go: lessons/{0}/main.go ===\n\n"
        "{2}",
        lesson_name, text.cpp, text.go);
}

int show(const std::vector<std::string>& words, code which) {
    if (words.empty()) fail_no_lesson("show", "cancel");
    const lesson& l = find_lesson(words[0], "show");
    write_output(source_of(l.name, which));
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
        }};
}

}  // namespace ctxdemo
