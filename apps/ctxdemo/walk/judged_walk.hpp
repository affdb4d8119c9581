// The run of an exercise or a puzzle, in the run screen of a lesson's walk. A
// puzzle has a page of text before its run, and after a run that goes wrong
// another, which says why.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/screen/text_line.hpp"
#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/parts.hpp"
#include "apps/ctxdemo/walk/run_keys.hpp"
#include "apps/ctxdemo/walk/run_view.hpp"

namespace ctxdemo {

/// The texts around a run.
struct judged_texts {
    std::string name;                    ///< "stop-two"
    std::string title;                   ///< for the bar at the top
    std::string headline = {};           ///< in a row below it; empty: none
    look as = look::plain;               ///< of the headline
    std::vector<std::string> task = {};  ///< paragraphs of the page before
    std::vector<std::string> why = {};   ///< paragraphs of the page after
};

/// A run with texts around it.
class judged_walk {
public:
    enum class page : std::uint8_t { task, run, why };

    /// Begins with the task, if there is one, else with the run.
    judged_walk(run_view run, judged_texts texts);

    [[nodiscard]] run_view& run() noexcept { return run_; }
    [[nodiscard]] const run_view& run() const noexcept { return run_; }
    [[nodiscard]] page shown() const noexcept { return shown_; }

    /// True at the end of a run with a fault.
    [[nodiscard]] bool is_at_fault() const noexcept {
        return run_.is_at_end() && run_.fault();
    }
    /// Sets the page after a run that goes wrong.
    void set_why(std::vector<std::string> why) { texts_.why = std::move(why); }

    walk_result press(const key& k, const scrolling& drawn);

    [[nodiscard]] drawn_screen draw(const canvas& c) const;

private:
    walk_result press_page(const key& k, const scrolling& drawn);
    walk_result go_on();
    walk_result go_back();
    void show(page p);
    [[nodiscard]] bool has_why() const;
    [[nodiscard]] drawn_screen draw_body(const canvas& c) const;

    run_view run_;
    judged_texts texts_;
    page shown_ = page::run;
    std::size_t scroll_ = 0;
};

}  // namespace ctxdemo
