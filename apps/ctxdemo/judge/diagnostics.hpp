// A compiler's messages about a learner's file.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "apps/ctxdemo/judge/verdict.hpp"

namespace ctxdemo {

/// An error or a warning, in one line. Long template arguments are left out. If
/// the error is in a header, its place is the line of the learner's file that
/// led there.
struct compiler_message {
    source_place at;
    std::string what;
};

/// Finds the first error in `said`, which g++, clang++ or the linker has said.
///
/// `file`      the learner's file, as the compiler was given it.
[[nodiscard]] compiler_message first_error(std::string_view said,
                                           std::string_view file);

/// Finds the first warning on a line of `file`; its text is empty if there is
/// none.
[[nodiscard]] compiler_message first_warning(std::string_view said,
                                             std::string_view file);

/// Returns a text with C++ names as a person writes them, without long template
/// arguments.
[[nodiscard]] std::string readable(std::string_view text);

/// Returns the declaration of a function in `source`: "void auth::run(int n)";
/// empty if it has none. Of several of this name, the first counts.
///
/// `function`  its name as the linker has it: "auth::run(int)".
[[nodiscard]] std::string declaration_of(std::string_view function,
                                         std::string_view source);

}  // namespace ctxdemo
