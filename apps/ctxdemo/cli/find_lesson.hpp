// Finding a lesson by the name that the user typed.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"

namespace ctxdemo {

[[nodiscard]] bool is_lesson(const std::string& name);

/// Returns the lesson called `name`, for the command `asked_by`.
///
/// Throws      usage_error if there is no such lesson; it suggests a similar
///             name.
[[nodiscard]] const lessons::lesson& find_lesson(const std::string& name,
                                                 const std::string& asked_by);

/// Returns the names of all lessons, in their order.
[[nodiscard]] std::vector<std::string> lesson_names();

/// Throws usage_error: no `what` ("lesson") is called `name`. Suggests a
/// similar name in `known`, and the command `all`, which lists them.
[[noreturn]] void fail_unknown(const std::string& asked_by, const char* what,
                               const std::string& name,
                               const std::vector<std::string>& known,
                               const char* all);

/// Throws usage_error: `command` needs the name of a lesson, such as `example`.
[[noreturn]] void fail_no_lesson(const std::string& command,
                                 const char* example);

}  // namespace ctxdemo
