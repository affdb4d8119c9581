// `ctxdemo exercise check` judges a file once.
// SPDX-License-Identifier: MIT
#include <algorithm>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/exercise.hpp"
#include "apps/ctxdemo/exercise/check_json.hpp"
#include "apps/ctxdemo/judge/workshop.hpp"

namespace ctxdemo {

using lessons::all_exercises;
using lessons::exercise;
using lessons::language;

const exercise* next_exercise(const exercise& e, const exercise_map& done) {
    const auto& all = all_exercises();
    const auto from =
        std::ranges::find(all, e.name, &exercise::name) - all.begin();
    for (std::size_t i = 1; i < all.size(); ++i) {
        const auto& other =
            all[(static_cast<std::size_t>(from) + i) % all.size()];
        const auto it = done.find(std::string(other.name));
        if (it == done.end() || !it->second.solved) return &other;
    }
    return nullptr;
}

judged_source source_to_judge(const learners_file& f,
                              const std::string& named) {
    return {*f.of, named.empty() ? std::string(f.of->name) : named,
            f.file.string(), source_of(f.file)};
}

void record_verdict(const verdict& v, judged_source& judged,
                    progress_store& progress) {
    const std::string name(judged.of.name);
    if (v.kind == verdict_kind::solved) {
        const auto before = progress.of_exercise(name);
        if (!before || !before->solved) progress.record_solved(name);
    }
    judged.next = next_exercise(judged.of, progress.exercises());
}

int check_exercise(const learners_file& f, const std::string& named,
                   language in, bool json, bool verbose) {
    judged_source judged = source_to_judge(f, named);
    const interrupt_scope interrupt;
    const auto v = judge_file(*f.of, f.file, interrupt.context()).result;
    if (interrupt.context().err()) return interrupt.exit_code();
    progress_store progress;
    record_verdict(v, judged, progress);
    const auto problem = progress.take_problem();
    if (!problem.empty()) complain("", problem.c_str());
    const page p = output_page(in);
    write_output(json ? check_json(v, judged, in)
                      : to_text(verdict_text(v, judged,
                                             {.in = in,
                                              .width = p.width,
                                              .signs = output_signs(),
                                              .verbose = verbose}),
                                p.styled));
    return v.kind == verdict_kind::solved ? exit_done : exit_failed;
}

}  // namespace ctxdemo
