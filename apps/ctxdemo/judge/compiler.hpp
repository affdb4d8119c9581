// The user's compiler, and the headers of the library: makes a shared object of
// a learner's file and the judge of its exercise.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <ctx/context.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/ctxdemo/judge/child_process.hpp"
#include "lessons/support/catalog.hpp"

namespace ctxdemo {

class compiler {
public:
    /// Finds the compiler: $CXX, or else g++, c++ or clang++; and the headers:
    /// those installed with this program, or else those of the source tree that
    /// it was built from.
    ///
    /// Throws      usage_error if there is none; names the package.
    compiler();

    /// The file that the compiler made.
    struct product {
        process_outcome outcome;       ///< of the step that failed, or of all
        std::filesystem::path object;  ///< empty if it failed
    };

    /// Makes a shared object of `file`, an absolute path. Its name depends on
    /// the path and the content of `file`; the next one of the same file
    /// replaces it.
    ///
    /// Throws      usage_error if the headers do not compile;
    ///             std::system_error if the cache folder cannot be written.
    [[nodiscard]] product build(const lessons::exercise& e,
                                const std::filesystem::path& file,
                                const ctx::context& until) const;

private:
    [[nodiscard]] std::vector<std::string> command() const;
    [[nodiscard]] process_outcome run(
        std::vector<std::string> args, const ctx::context& until,
        std::chrono::seconds time = std::chrono::seconds(30)) const;
    [[nodiscard]] bool has_headers() const;
    [[nodiscard]] std::string headers_digest() const;
    [[nodiscard]] process_outcome precompile(const ctx::context& until) const;
    [[nodiscard]] product judge_object(const lessons::exercise& e,
                                       const ctx::context& until) const;

    std::vector<std::string> words_;     ///< the compiler, and flags of $CXX
    std::vector<std::string> includes_;  ///< -I...
    std::filesystem::path folder_;       ///< what this compiler made
};

}  // namespace ctxdemo
