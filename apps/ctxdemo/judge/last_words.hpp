// The last words of a process that runs a learner's program: where the program
// was, if a signal or exit() ends the process in the middle of a run.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// What the last words need to know of the run under way. A handler of a signal
/// reads it, so it has no pointers to what may move, but for `choices`.
struct run_under_way {
    static constexpr std::size_t most_names = 256;

    std::vector<std::size_t> choices;  ///< has room, so that it hardly moves
    std::uint64_t schedules = 0;       ///< those before
    char names[most_names][32] = {};   ///< of goroutines; by their numbers

    run_under_way() { choices.reserve(std::size_t{1} << 16U); }

    /// Forgets the names, and names main.
    void begin() noexcept;
    void name(std::uint32_t goroutine, std::string_view name) noexcept;
};

/// Makes this process say its last words on the file descriptor `to`, as a line
/// of verdict_wire.hpp:
///
/// - a signal such as SIGSEGV or SIGABRT, and std::terminate(): crashes;
/// - exit() and quick_exit(): ends_the_process;
/// - SIGXCPU, and the alarms of watch_time(): does_not_end. The process ends.
void prepare_last_words(int to, const run_under_way& run);

/// Says which shared object the learner's program is, before it is loaded.
/// `path` must outlive the process.
void set_program(const char* path) noexcept;

/// Returns true if an address of `stack` is in the program.
[[nodiscard]] bool is_in_program(std::span<const void* const> stack) noexcept;

/// Returns the addresses of `stack` that are in the program, relative to it.
[[nodiscard]] std::vector<std::uintptr_t> program_addresses(
    std::span<const void* const> stack);

/// Sends an alarm unless it is called again, or stop_watch() is, soon: within
/// two seconds of the processor's time, or five of the clock's.
void watch_time() noexcept;
void stop_watch() noexcept;

/// Ends this process at once, without last words.
[[noreturn]] void leave_silently() noexcept;

}  // namespace ctxdemo
