// A learner's program in this process, to be shown step by step.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <string>

#include "apps/ctxdemo/exercise/verdict_text.hpp"
#include "apps/ctxdemo/judge/workshop.hpp"
#include "apps/ctxdemo/walk/run_view.hpp"

namespace ctxdemo {

/// A learner's program, and all that its runs point to.
class learners_run {
public:
    /// Loads the program that was judged. Its runs end when `until` is done.
    ///
    /// Precondition   can_be_walked(j.result.kind).
    learners_run(const judged_source& source, judged j,
                 const ctx::context& until);
    learners_run(const learners_run&) = delete;
    learners_run& operator=(const learners_run&) = delete;

    /// Returns the run under the verdict's schedule, on the text that was
    /// judged. The lines of a data race and of an exception are marked.
    ///
    /// Lifetime    must not outlive this object.
    [[nodiscard]] run_view view() const;

private:
    [[nodiscard]] recording run(const ctx::schedule& s) const;
    void mark(walk_program& p, const source_place& at) const;

    const verdict result_;
    const std::string text_;
    const loaded_program program_;
    const ctx::context until_;
    const program_sources sources_;
};

}  // namespace ctxdemo
