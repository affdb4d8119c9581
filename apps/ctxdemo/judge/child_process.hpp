// Running a compiler, or a learner's program, within limits.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <csignal>
#include <cstddef>
#include <ctx/context.hpp>
#include <string>
#include <vector>

namespace ctxdemo {

/// A program to run, and its limits.
struct process_request {
    std::vector<std::string> args;  ///< args[0] is the path of the program

    std::chrono::milliseconds time;  ///< by the clock

    /// The signal that ends it then, or when `until` is done. SIGKILL follows
    /// half a second later.
    int signal = SIGKILL;

    /// The bytes that each of its processes may allocate; 0: no limit.
    std::size_t memory = 0;

    std::size_t most_output = std::size_t{1} << 16U;  ///< the rest is dropped
    bool has_report = false;  ///< it gets a pipe as file descriptor 3, too
};

/// The end of a child process.
struct process_outcome {
    int status = 0;  ///< as of waitpid()
    std::string output, errors, report;
    bool timed_out = false;
    bool canceled = false;  ///< `until` was done

    [[nodiscard]] bool succeeded() const noexcept { return status == 0; }
};

/// Runs a program to its end, in the language C, with empty input. The program
/// and the processes that it starts are a group of their own, which is killed
/// as a whole.
///
/// Throws      std::system_error if it cannot be started.
[[nodiscard]] process_outcome run_process(const process_request& what,
                                          const ctx::context& until);

}  // namespace ctxdemo
