// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/find_lesson.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/cli/suggestion.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::lesson;

bool is_lesson(const std::string& name) {
    return std::ranges::find(all_lessons(), name, &lesson::name) !=
           all_lessons().end();
}

const lesson& find_lesson(const std::string& name,
                          const std::string& asked_by) {
    const auto found = std::ranges::find(all_lessons(), name, &lesson::name);
    if (found != all_lessons().end()) return *found;
    fail_unknown(asked_by, "lesson", name, lesson_names(), "ctxdemo list");
}

std::vector<std::string> lesson_names() {
    std::vector<std::string> names;
    for (const auto& l : all_lessons()) names.push_back(l.name);
    return names;
}

void fail_unknown(const std::string& asked_by, const char* what,
                  const std::string& name,
                  const std::vector<std::string>& known, const char* all) {
    const std::string near = nearest(name, known);
    const std::string hint =
        near.empty() ? "" : fmt::format("; did you mean {}?", in_quotes(near));
    throw usage_error(asked_by, fmt::format("unknown {} {}{} ({} shows all)",
                                            what, in_quotes(name), hint, all));
}

void fail_no_lesson(const std::string& command, const char* example) {
    throw usage_error(command,
                      fmt::format("which lesson? Name one, such as: ctxdemo {} "
                                  "{} (ctxdemo list shows all)",
                                  command, example));
}

}  // namespace ctxdemo
