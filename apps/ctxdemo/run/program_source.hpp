// From a step of a run to the line of the source file that took it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/location.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// A source file of a program that runs.
struct program_source {
    /// How the path of the file ends: "cancel/cancel.cpp".
    std::string name;
    std::string_view cpp;      ///< its text
    std::string_view go = {};  ///< the Go twin; empty if there is none
    bool is_lesson = true;     ///< has marks and plumbing, which are not drawn

    /// Returns the name of the file without its folder.
    [[nodiscard]] std::string file() const;

    /// Returns true if `path` is that of the file.
    [[nodiscard]] bool is_at(std::string_view path) const;

    /// Returns the line of `where`, counted from 1; 0 if `where` is in another
    /// file.
    [[nodiscard]] std::uint32_t line_of(const ctx::location& where) const;
};

/// The files of a program.
using program_sources = std::vector<program_source>;

/// Returns the C++ programs of all lessons.
[[nodiscard]] const program_sources& lesson_sources();

/// Returns the C++ program of the lesson with the name of `l`.
///
/// Throws      std::logic_error if there is no such lesson.
[[nodiscard]] const program_source& lesson_source(const lessons::lesson& l);

/// Returns the file that `where` is in, or null.
[[nodiscard]] const program_source* source_at(const ctx::location& where,
                                              const program_sources& all);

}  // namespace ctxdemo
