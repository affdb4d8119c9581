// Walks at a terminal, one lesson after another or from the list.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/key.hpp"
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

    /// Walks through one lesson, run with the prediction's command and `flags`
    /// after it. Returns false if the walk is left before its end.
    ///
    /// Throws      usage_error if the lesson has no such flags.
    bool walk_through(const lessons::lesson& l,
                      const std::vector<std::string>& flags = {});

    /// Walks through all lessons, from the first that is not done.
    void walk_through_all();

private:
    [[nodiscard]] canvas whole_screen() const;
    void record_answer(const walk& w);
    void try_suggestion(const walk& w, const key& k);

    terminal& screen_;
    progress_store& progress_;
    const lessons::language in_;
    const signs& signs_;
    const ctx::context until_;
};

}  // namespace ctxdemo
