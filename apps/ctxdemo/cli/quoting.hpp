// Names, values and numbers as messages show them.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// Returns `typed` on one line, in printable characters; in quotes if it is
/// empty, has blanks or is spelled out.
[[nodiscard]] std::string shown(std::string_view typed);

/// Returns `typed` on one line, in printable characters and in quotes.
[[nodiscard]] std::string in_quotes(std::string_view typed);

/// Returns `words` as a command line to type in a shell. A word that is not
/// printable is for bash and zsh: $'\x1b'.
[[nodiscard]] std::string shell_line(const std::vector<std::string>& words);

/// Returns "1 schedule", "2 schedules".
[[nodiscard]] std::string counted(std::uint64_t n, std::string_view noun);

/// Returns `text` without its middle if it is longer than 60 bytes.
[[nodiscard]] std::string shortened(const std::string& text);

}  // namespace ctxdemo
