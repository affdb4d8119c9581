// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/workshop.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/judge/child_process.hpp"
#include "apps/ctxdemo/judge/compiler.hpp"
#include "apps/ctxdemo/judge/diagnostics.hpp"
#include "apps/ctxdemo/judge/line_table.hpp"
#include "apps/ctxdemo/judge/programs.hpp"
#include "apps/ctxdemo/judge/verdict_wire.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using std::filesystem::path;

namespace {

[[noreturn]] void reject(const path& file, const char* why) {
    throw usage_error("exercise",
                      fmt::format("cannot read {}: {}", file.string(), why));
}

void check_readable(const path& file) {
    struct stat s {};
    if (::stat(file.c_str(), &s) != 0) reject(file, std::strerror(errno));
    if (S_ISDIR(s.st_mode)) reject(file, "it is a folder");
    if (!S_ISREG(s.st_mode)) reject(file, "it is not a file");
    if (!std::ifstream(file)) reject(file, std::strerror(errno));
}

verdict not_compiled(const process_outcome& outcome, const path& file) {
    verdict v{.kind = verdict_kind::does_not_compile};
    if (outcome.canceled) {
        v.kind = verdict_kind::unfinished;
    } else if (outcome.timed_out) {
        v.what = "the compiler did not finish within half a minute";
        v.at.file = file;
    } else {
        std::tie(v.at, v.what) = [&] {
            auto error = first_error(outcome.errors, file.native());
            return std::pair(std::move(error.at), std::move(error.what));
        }();
    }
    v.details = outcome.errors;
    return v;
}

/// Returns what the end of the process says; the process has said less.
verdict verdict_of_end(const process_outcome& outcome) {
    verdict v{.kind = verdict_kind::ends_the_process};
    if (outcome.canceled) {
        v.kind = verdict_kind::unfinished;
    } else if (outcome.timed_out) {
        v.kind = verdict_kind::does_not_end;
    } else if (WIFSIGNALED(outcome.status)) {
        v.kind = verdict_kind::crashes;
        const char* const name = ::sigabbrev_np(WTERMSIG(outcome.status));
        v.what = name ? fmt::format("SIG{}", name) : "a signal";
    } else {
        v.what = fmt::format("{}", WEXITSTATUS(outcome.status));
    }
    return v;
}

/// Returns the worst of the verdicts that the process has told; of several of
/// one kind the last, which knows the most.
verdict worst_of(const process_outcome& outcome) {
    verdict worst;
    bool has_one = false;
    const auto add = [&](verdict v) {
        if (!has_one || v.kind <= worst.kind) worst = std::move(v);
        has_one = true;
    };
    for (const auto line : lessons::lines_of(outcome.report)) {
        if (auto told = parse_line(line)) add(std::move(*told));
    }
    if (!has_one || outcome.status != 0) {
        verdict end = verdict_of_end(outcome);
        end.schedules = std::max(end.schedules, worst.schedules);
        add(std::move(end));
    }
    return worst;
}

/// The place of an expectation has the name of the file only.
void complete_place(source_place& p, const path& file) {
    if (p.file == file.filename()) p.file = file;
}

/// Makes the line of a goroutine in the learner's file the place of the fault,
/// if the place is in the judge. A program that does not end has one goroutine
/// that goes on; the lines of the others say nothing about it.
void prefer_own_line(verdict& v, const path& file) {
    if (v.at.file == file || v.kind == verdict_kind::does_not_end) return;
    const auto own = std::ranges::find(v.goroutines, file.native(),
                                       [](auto& g) { return g.at.file; });
    if (own != v.goroutines.end()) v.at = own->at;
}

/// Names the missing function as the start of the exercise declares it.
void say_what_is_missing(verdict& v, const lessons::exercise& e) {
    if (v.missing.empty()) return;
    auto declared = declaration_of(v.missing, e.start);
    v.what = "there is no function " +
             (declared.empty() ? readable(v.missing) : declared);
    v.missing = std::move(declared);
}

verdict tried(const lessons::exercise& e, const path& plugin, const path& file,
              const ctx::context& until, const workshop_limits& limits) {
    process_request trial{
        .args = {own_program(), judge_argument, plugin,
                 fmt::format("{}", limits.time.count()),
                 fmt::format("{}", limits.memory)},
        // A run that has just begun may take two seconds more.
        .time = limits.time + std::chrono::seconds(3),
        .signal = SIGXCPU,
        .most_output = 4096,
        .has_report = true};
    const auto outcome = run_process(trial, until);
    verdict v = worst_of(outcome);
    find_lines(v, plugin, file, ctx::background());
    for_each_place(v, [&](source_place& p) { complete_place(p, file); });
    v.stray_output = outcome.output;
    v.details = outcome.errors;
    if (v.kind == verdict_kind::does_not_compile) {
        v.at.file = file;
        v.what = readable(v.what);
        say_what_is_missing(v, e);
    }
    prefer_own_line(v, file);
    return v;
}

}  // namespace

judged judge_file(const lessons::exercise& e, const path& file,
                  const ctx::context& until, const workshop_limits& limits) {
#ifndef CTXDEMO_WATCHES
    throw usage_error(
        "exercise",
        "this build of ctxdemo cannot judge programs, because it "
        "has no ctx::watch; build it without CTX_SANITIZE=thread");
#endif
    check_readable(file);
    const path given = std::filesystem::absolute(file).lexically_normal();
    const auto made = compiler().build(e, given, until);
    if (made.object.empty()) return {not_compiled(made.outcome, given), {}};
    judged result{tried(e, made.object, given, until, limits), made.object};
    if (result.result.kind != verdict_kind::crashes) {
        result.result.details = made.outcome.errors;
    }
    auto warning = first_warning(made.outcome.errors, given.native());
    result.result.warned_at = std::move(warning.at);
    result.result.warning = std::move(warning.what);
    return result;
}

const lessons::exercise* exercise_of(const path& file) {
    std::ifstream in(file);
    std::string line;
    (void)std::getline(in, line);
    std::string name = file.stem();
    constexpr std::string_view mark = "// Exercise ";
    if (line.starts_with(mark)) {
        name = line.substr(0, line.find(':')).substr(mark.size());
    }
    const auto& all = lessons::all_exercises();
    const auto found = std::ranges::find(all, name, &lessons::exercise::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace ctxdemo
