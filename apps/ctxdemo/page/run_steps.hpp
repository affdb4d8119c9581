// A run as the page shows it, step by step.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/views/code.hpp"
#include "apps/ctxdemo/views/tree.hpp"

namespace ctxdemo {

/// A text of the page in English and in Chinese.
struct page_text {
    std::string en, zh;

    friend auto operator<=>(const page_text&, const page_text&) = default;
};

/// Returns the text that `f` makes in each of the two languages.
template <class F>
[[nodiscard]] page_text in_both(F f) {
    return {f(lessons::language::en), f(lessons::language::zh)};
}

/// What the page shows after some steps of a run.
struct shown_step {
    std::string time;  ///< "1.000s"
    page_text sentence;
    std::string file;  ///< program_source::name of the programs
    code_place at;     ///< the current lines in them, if there are any
    std::vector<tree_row> en, zh;   ///< the tree of the contexts
    std::vector<page_text> states;  ///< of each goroutine of the run
    std::size_t instant = 0;        ///< counts the instants, from 0
};

/// Returns what is shown after each number of steps, from 0 to all of them.
///
/// `code`      of the run.
[[nodiscard]] std::vector<shown_step> shown_steps(const recording& r,
                                                  const code_book& code);

/// Returns the names of the goroutines of a run, in the order of
/// shown_step::states.
[[nodiscard]] std::vector<std::string> goroutines_of(const recording& r);

/// Returns the current line of the C++ program: "nested.cpp:17"; empty if there
/// is none.
[[nodiscard]] std::string place_text(const shown_step& s);

}  // namespace ctxdemo
