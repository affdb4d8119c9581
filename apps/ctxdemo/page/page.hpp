// Lessons as one HTML file, which needs nothing but itself: a browser opens it
// from a folder or from any web server.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/walk/run_view.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// A lesson of a page, and the program that its run shows.
struct page_lesson {
    const lessons::lesson* of = nullptr;
    walk_program program;
};

/// What is in a page.
struct page_options {
    /// The language that is shown first. The page has both.
    lessons::language first = lessons::language::en;
    /// False leaves out everything that tells the right answers: the runs, the
    /// reasons, and the explanation. Nothing of that is in the file then.
    bool answers = true;
};

/// Returns the page.
///
/// Complexity  runs each program under all its schedules, as explore does.
[[nodiscard]] std::string page_of(const std::vector<page_lesson>& all,
                                  const page_options& options);

}  // namespace ctxdemo
