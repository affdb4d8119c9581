// How far a search is, shown to who waits for it at a terminal.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ctxdemo {

/// One line on standard error, if that is a terminal, once the search has taken
/// a second; gone when this is.
class progress_line {
public:
    progress_line();
    ~progress_line();
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;

    void show(std::uint64_t schedules, std::size_t transcripts);

private:
    using clock = std::chrono::steady_clock;

    const bool on_terminal_;
    bool shown_ = false;
    clock::time_point next_;
};

}  // namespace ctxdemo
