// A verdict in words, for the learner.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "apps/ctxdemo/exercise/verdict_page.hpp"
#include "apps/ctxdemo/judge/verdict.hpp"
#include "apps/ctxdemo/screen/text_line.hpp"
#include "lessons/support/catalog.hpp"

namespace ctxdemo {

/// A learner's file that was judged.
struct judged_source {
    const lessons::exercise& of;
    std::string name;    ///< as the learner named it: "stop-two", "a/b.cpp"
    std::string file;    ///< its path
    std::string source;  ///< its text, for the lines that are quoted

    /// The exercise to do after this one; null if none is left.
    const lessons::exercise* next = nullptr;
};

/// Returns the verdict: a sentence that says it, the lines of the program that
/// it is about, what shows it, how many schedules were run, and what to do
/// next. No line is wider than the page, except those of the compiler.
[[nodiscard]] std::vector<text_line> verdict_text(const verdict& v,
                                                  const judged_source& judged,
                                                  const verdict_page& p);

/// Returns true if the run that shows the verdict can be shown step by step: a
/// program that crashes or never ends has none.
[[nodiscard]] bool can_be_walked(verdict_kind k) noexcept;

/// Returns the lines as text; with escape sequences for the looks if `colored`.
[[nodiscard]] std::string to_text(const std::vector<text_line>& lines,
                                  bool colored);

}  // namespace ctxdemo
