// From a learner's file to a verdict: compiles the file, and runs the program
// under every schedule in a process of its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <ctx/context.hpp>
#include <filesystem>
#include <span>

#include "apps/ctxdemo/judge/verdict.hpp"
#include "lessons/support/catalog.hpp"

namespace ctxdemo {

/// How far a learner's program may go.
struct workshop_limits {
    std::chrono::milliseconds time{10'000};  ///< for all schedules
    std::size_t memory = std::size_t{1} << 30U;
};

/// A learner's program, compiled and judged.
struct judged {
    verdict result;
    std::filesystem::path plugin;  ///< the shared object; empty if none
};

/// Compiles `file` for the exercise `e`, and judges it. Never throws for
/// anything that the learner's program does.
///
/// `until`     ends the compiler and the program; the verdict is unfinished.
/// Throws      usage_error if `file` cannot be read, or if there is no
///             compiler: the message names the package.
[[nodiscard]] judged judge_file(const lessons::exercise& e,
                                const std::filesystem::path& file,
                                const ctx::context& until,
                                const workshop_limits& limits = {});

/// A learner's program in this process.
class loaded_program {
public:
    /// Loads a shared object that judge_file() made, and that ended well enough
    /// to be shown: it did not crash, exit, or go on for ever.
    explicit loaded_program(const std::filesystem::path& plugin);
    ~loaded_program();

    [[nodiscard]] const lessons::judge& judge() const noexcept;

private:
    void* handle_;
};

/// Carries out the part of judge_file() that is a process of its own, and
/// returns the exit code. main() calls it, with the arguments after the first,
/// if the first is `judge_argument`; no user does.
inline constexpr const char* judge_argument = "--judge-plugin";
int judge_plugin(std::span<char* const> args);

/// Returns the exercise that `file` belongs to, or null. Its first line names
/// it: "// Exercise stop-two: ..."; otherwise the name of the file does.
[[nodiscard]] const lessons::exercise* exercise_of(
    const std::filesystem::path& file);

}  // namespace ctxdemo
