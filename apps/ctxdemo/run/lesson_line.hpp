// From a step of a run to the line of the lesson's program that took it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/event.hpp>
#include <string>
#include <string_view>

namespace ctxdemo {

/// Returns the line of `lesson`'s C++ program that `where` is in, counted from
/// 1; 0 if `where` is in another file, such as lessons/support/http/server.cpp.
[[nodiscard]] inline std::uint32_t lesson_line(const ctx::location& where,
                                               const std::string& lesson) {
    const auto file = "lessons/" + lesson + '/' + lesson + ".cpp";
    return std::string_view(where.file_name()).ends_with(file) ? where.line()
                                                               : 0;
}

}  // namespace ctxdemo
