// Guessing the name that a misspelled word stands for.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// Returns the name in `known` that `typed` is probably meant to be; an empty
/// text if no name is similar. Similar is a name with a slip of the keys, a
/// name cut short, or a name with another case or number of leading dashes.
[[nodiscard]] std::string nearest(std::string_view typed,
                                  const std::vector<std::string>& known);

}  // namespace ctxdemo
