// The judge's findings about a learner's program.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/clock.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// A place in a source file of the learner's program.
struct source_place {
    std::string file;        ///< the path as the compiler was given it
    std::uint32_t line = 0;  ///< counted from 1; 0 if it is not known
};

/// What became of a program, in the order in which faults are reported: of
/// several faults the first of this list is the verdict.
enum class verdict_kind : std::uint8_t {
    does_not_compile,
    ends_the_process,  ///< calls exit, or another function like it
    crashes,           ///< by a signal
    out_of_memory,
    data_race,
    deadlock,
    leak,       ///< a goroutine is left behind
    exception,  ///< an exception leaves a goroutine, or an expect() fails
    wrong_output,
    too_late,
    does_not_end,
    unfinished,  ///< the schedules are too many for the time allowed
    solved,
};

/// Returns "data-race", "leak", ... as wrong/*.cpp and --json have it.
[[nodiscard]] std::string_view to_string(verdict_kind k) noexcept;

/// Returns the kind that has this name; std::nullopt if none has.
[[nodiscard]] std::optional<verdict_kind> parse_verdict_kind(
    std::string_view name) noexcept;

/// A goroutine, and what it waits on.
struct goroutine_place {
    std::uint32_t id = 0;
    std::string name;      ///< as given to go; "main"; may be empty
    std::string waits_on;  ///< "chan send"; empty if it runs
    source_place at;
};

/// One of the two accesses of a data race.
struct access_place {
    goroutine_place by;  ///< its place is that of the access
    bool is_write = false;
    bool is_atomic = false;
};

/// A verdict::what for a program that starts a thread.
inline constexpr std::string_view starts_a_thread =
    "the program starts a thread of its own, which no schedule decides; go() "
    "starts a goroutine";

/// A verdict, and what shows it.
struct verdict {
    verdict_kind kind = verdict_kind::solved;

    std::uint64_t schedules = 0;  ///< how many were run
    bool complete = false;        ///< true if these are all that matter
    std::uint64_t failing = 0;    ///< how many of them have this fault

    /// A schedule that shows the fault, as ctx::to_string writes it: "0" is the
    /// canonical one. Empty if there is none.
    std::string schedule{};

    /// The place of the fault: of the error, the access that comes second, the
    /// goroutine that goes round, or the crash.
    source_place at{};

    /// deadlock: all goroutines; leak: those left behind; does_not_end: the
    /// one that goes round, and then the others; exception, crashes and
    /// ends_the_process: the one that did it, if it is known.
    std::vector<goroutine_place> goroutines{};

    std::vector<access_place> race{};  ///< two, in the order of the run

    /// does_not_compile: the first error; exception: its text; crashes: the
    /// name of the signal, or "stack overflow"; ends_the_process: the exit
    /// status.
    std::string what{};

    /// exception, crashes: the text of the exception that nobody caught, if it
    /// is one of the program's own that ended it; otherwise empty.
    std::string thrown{};

    /// does_not_compile: the function that the file lacks, as the start of the
    /// exercise declares it; empty if the start does not.
    std::string missing{};

    /// The first warning of the compiler, in one line; empty if it had none.
    std::string warning{};
    source_place warned_at{};

    /// All the compiler said, warnings included; crashes: what the program
    /// wrote to its standard error before.
    std::string details{};

    /// What the program wrote to its standard output itself, with std::cout or
    /// printf, which is no output of an exercise: the beginning.
    std::string stray_output{};

    /// wrong_output: the output of the schedule, and the right output most
    /// like it.
    std::string actual{}, expected{};

    ctx::duration took{};     ///< too_late; does_not_end: so far
    ctx::duration at_most{};  ///< too_late
};

}  // namespace ctxdemo
