// The runs of a lesson that its page has: one for each output, so that a reader
// can take the other way at each choice.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// A way that a choice can go, and the run that goes it.
struct page_way {
    std::size_t way = 0;  ///< an index into the ways of the choice
    std::size_t run = 0;  ///< an index into the runs of the page
};

/// A choice of a run that has ways to other runs of the page.
struct page_choice {
    std::size_t choice = 0;      ///< an index into the run's choices
    std::vector<page_way> ways;  ///< at least two, with the one that is taken
};

struct page_run {
    recording run;
    std::vector<page_choice> choices;
};

/// The runs of a lesson on its page.
struct lesson_runs {
    std::vector<page_run> all;  ///< the usual run first
    std::size_t outputs = 0;    ///< how many outputs the lesson has
    bool complete = false;      ///< true if there are no other outputs
};

/// A page has at most so many runs of a lesson. Lessons with more outputs have
/// the runs of the first ones.
inline constexpr std::size_t most_page_runs = 64;

/// Runs the lesson once for each output of the walk, which has found them all,
/// and for each output whose runs can leave goroutines behind, once more. Each
/// run is reached from the first by choices.
[[nodiscard]] lesson_runs runs_of(const walk& w);

}  // namespace ctxdemo
