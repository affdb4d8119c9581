// JSON as a terminal may get it.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ctxdemo {

/// Returns `dumped`, JSON without line breaks, as a line. Only a string of JSON
/// can have a character that is not printable, so all of these are escaped.
[[nodiscard]] std::string json_line(std::string_view dumped);

}  // namespace ctxdemo
