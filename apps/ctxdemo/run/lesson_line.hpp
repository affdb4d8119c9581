// From a step of a run to the line of the lesson's program that took it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/event.hpp>
#include <string_view>

namespace ctxdemo {

/// Returns the name of the lesson whose C++ program `where` is in; an empty
/// string if it is in another file.
[[nodiscard]] inline std::string_view lesson_at(const ctx::location& where) {
    constexpr std::string_view folder = "lessons/";
    constexpr std::string_view end = ".cpp";
    std::string_view path = where.file_name();
    const auto start = path.rfind(folder);
    if (start == path.npos || !path.ends_with(end)) return {};
    path = path.substr(start + folder.size());
    path.remove_suffix(end.size());
    const auto name = path.substr(0, path.find('/'));
    const bool is_program =
        path.size() == 2 * name.size() + 1 && path.ends_with(name);
    return is_program ? name : std::string_view();
}

/// Returns the line of `lesson`'s C++ program that `where` is in, counted from
/// 1; 0 if `where` is in another file.
[[nodiscard]] inline std::uint32_t lesson_line(const ctx::location& where,
                                               std::string_view lesson) {
    return lesson_at(where) == lesson ? where.line() : 0;
}

}  // namespace ctxdemo
