// Comparing outputs.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ctxdemo {

/// Returns the one of `all`, which are outputs of whole lines, that is most
/// like `output`: that needs the fewest lines added and removed. If several
/// need as few, the first.
///
/// Complexity  the product of the numbers of lines, for each of `all`.
[[nodiscard]] std::string most_like(const std::string& output,
                                    const std::vector<std::string>& all);

}  // namespace ctxdemo
