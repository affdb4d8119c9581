// A line that shows how far a search is.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "apps/ctxdemo/run/transcripts.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// A line on standard error, if that is a terminal. It appears when the search
/// has taken a second, and the destructor erases it.
class search_line {
public:
    explicit search_line(lessons::language l);
    ~search_line();
    search_line(const search_line&) = delete;
    search_line& operator=(const search_line&) = delete;

    /// Shows how far the search is, ten times a second at most.
    void show(const search_progress& p);

private:
    using clock = std::chrono::steady_clock;

    const lessons::language in_;
    const bool on_terminal_;
    bool shown_ = false;
    clock::time_point next_;
};

}  // namespace ctxdemo
