// Walks at a terminal, one lesson after another or from the list.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>

#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/terminal.hpp"
#include "apps/ctxdemo/walk/walk.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// The walks of one user at a terminal.
class tour {
public:
    /// `screen`, `progress` and `s` must outlive the tour. It ends when `until`
    /// is done.
    tour(terminal& screen, progress_store& progress, lessons::language in,
         const signs& s, const ctx::context& until)
        : screen_(screen),
          progress_(progress),
          in_(in),
          signs_(s),
          until_(until) {}

    /// Shows the list of lessons, and walks through each lesson that is picked.
    void pick();

    /// Walks through one lesson. Returns false if the walk is left before its
    /// end.
    bool walk_through(const lessons::lesson& l);

    /// Walks through all lessons, from the first that is not done.
    void walk_through_all();

private:
    [[nodiscard]] canvas whole_screen() const;
    void record_answer(const walk& w);

    terminal& screen_;
    progress_store& progress_;
    const lessons::language in_;
    const signs& signs_;
    const ctx::context until_;
};

}  // namespace ctxdemo
