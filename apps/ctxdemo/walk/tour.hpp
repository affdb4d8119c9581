// Walks at a terminal, one lesson after another or from the list.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <string>

#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/screen/terminal.hpp"
#include "apps/ctxdemo/walk/walk.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// Somebody at a terminal.
class tour {
public:
    /// All of them must outlive it. It ends when `until` does.
    tour(terminal& screen, progress_store& progress, lessons::language in,
         const signs& s, const ctx::context& until)
        : screen_(screen),
          progress_(progress),
          in_(in),
          signs_(s),
          until_(until) {}

    /// Lets pick lessons from the list, and walks through them.
    void pick();

    /// Walks through one lesson. False if it was left before its end.
    bool walk_through(const lessons::lesson& l);

    /// Walks through all lessons, from the first that is not done.
    void walk_through_all();

private:
    void record_answer(const walk& w);

    terminal& screen_;
    progress_store& progress_;
    const lessons::language in_;
    const signs& signs_;
    const ctx::context until_;
};

}  // namespace ctxdemo
