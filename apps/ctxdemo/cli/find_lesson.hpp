// Finding a lesson by the name that was typed.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// Returns the lesson called `name`, which the command `asked_by` is about.
///
/// Throws      usage_error if there is no such lesson, with a suggestion if a
///             lesson has a similar name.
[[nodiscard]] const lessons::lesson& find_lesson(const std::string& name,
                                                 const std::string& asked_by);

/// Returns the names of all lessons, in their order.
[[nodiscard]] std::vector<std::string> lesson_names();

/// Throws usage_error: no `what` ("lesson") is called `name`. Suggests the
/// similar one of `known`, and the command that lists `all` of them.
[[noreturn]] void fail_unknown(const std::string& asked_by, const char* what,
                               const std::string& name,
                               const std::vector<std::string>& known,
                               const char* all);

/// Throws usage_error: `command` needs the name of a lesson, such as `example`.
[[noreturn]] void fail_no_lesson(const std::string& command,
                                 const char* example);

}  // namespace ctxdemo
