// The runs of a lesson as JSON, for the script of the page.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "apps/ctxdemo/page/lesson_runs.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// Returns the runs, and for each of them what the page shows at each step. A
/// text, a tree of contexts, and whatever else many steps have in common, is in
/// the JSON once; the steps have its number. The script interprets no events.
/// There is no < in the JSON, so that it can stand between tags of HTML.
///
/// `files`     the names of the programs, program_source::name, in the order
///             that the page has them in.
[[nodiscard]] std::string json_of(const lesson_runs& runs, const walk& w,
                                  const std::vector<std::string>& files);

}  // namespace ctxdemo
