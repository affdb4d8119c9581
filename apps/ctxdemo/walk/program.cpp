// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/program.hpp"

#include <memory>

#include "apps/ctxdemo/cli/lesson_run.hpp"
#include "apps/ctxdemo/cli/parse.hpp"

namespace ctxdemo {

using lessons::flag_set;
using lessons::prediction;

namespace {

// Some lessons have so many schedules that running them all takes too long.
constexpr std::uint64_t most_schedules = 10'000;

transcripts all_outputs_of(const lesson_run& l, const ctx::context& until) {
    if (l.of->real_time) return {};
    return find_transcripts(l.program, {.max = most_schedules,
                                        .stamps = false,
                                        .limit = l.limit,
                                        .until = until});
}

}  // namespace

walk_program program_of(const prediction& p, const ctx::context& until) {
    const auto l = std::make_shared<lesson_run>();
    flag_set flags;
    lesson_run_flags(flags, *l, p.command, "walk");
    (void)parse("walk", p.command, flags);
    return {.run =
                [l, until](const ctx::schedule& s) {
                    lesson_run chosen = *l;
                    chosen.schedule = s;
                    return record(chosen, until);
                },
            .explore = [l, until] { return all_outputs_of(*l, until); },
            .limit = l->limit};
}

}  // namespace ctxdemo
