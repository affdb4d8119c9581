// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/learners_run.hpp"

#include <chrono>
#include <filesystem>
#include <utility>

#ifdef CTXDEMO_WATCHES
#include <ctx/watch.hpp>
#endif

namespace ctxdemo {

namespace {

// The verdict's run ends. A run that the learner chooses may not, and then is
// ended after this much real time.
constexpr std::chrono::milliseconds longest_run{500};

}  // namespace

learners_run::learners_run(const judged_source& source, judged j,
                           const ctx::context& until)
    : result_(std::move(j.result)),
      text_(source.source),
      program_(j.plugin),
      until_(until),
      // A learner may call the file judge.cpp, too, so that it is the first.
      sources_{
          {.name = std::filesystem::path(source.file).filename().string(),
           .cpp = text_,
           .is_lesson = false},
          {.name = "judge.cpp", .cpp = source.of.judge, .is_lesson = false}} {}

run_view learners_run::view() const {
    walk_program p;
    p.run = [this](const ctx::schedule& s) { return run(s); };
    p.source = &sources_.front();
    p.judge = &program_.judge();
    if (result_.kind == verdict_kind::exception) mark(p, result_.at);
    for (const auto& access : result_.race) mark(p, access.by.at);
    const auto usual = ctx::parse_schedule(result_.schedule);
    return run_view(std::move(p), usual.value_or(ctx::schedule()));
}

recording learners_run::run(const ctx::schedule& s) const {
    const auto [limited, cancel] = ctx::with_timeout(until_, longest_run);
    recording_options how{
        .schedule = s, .limit = {}, .until = limited, .sources = &sources_};
#ifdef CTXDEMO_WATCHES
    // The verdict's schedule has the program's atomics as steps.
    ctx::memory_watch memory;
    how.memory = &memory;
#endif
    recording r = record(program_.judge().program, how);
    if (limited.err()) r.failure = "the program does not end";
    cancel();
    return r;
}

void learners_run::mark(walk_program& p, const source_place& at) const {
    for (const auto& s : sources_) {
        if (at.line == 0 || !s.is_at(at.file)) continue;
        p.marked.push_back({&s, at.line});
        return;
    }
}

}  // namespace ctxdemo
