// Splits lines of C++ and Go for coloring. Keywords, literals in quotes and
// comments have looks of their own; the rest is plain.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/screen/frame.hpp"

namespace ctxdemo {

/// The language of a program.
enum class code_language : std::uint8_t { cpp, go };

/// A part of a line in one look.
struct code_part {
    std::size_t size = 0;  ///< in bytes
    look as = look::plain;

    friend bool operator==(const code_part&, const code_part&) = default;
};

/// Splits the lines of a program, one after the other. A comment or a raw
/// string may go on in the next line, so the order of the lines matters.
class lexer {
public:
    explicit lexer(code_language l) : language_(l) {}

    /// Returns the parts of the next line, which has no newline. The sizes add
    /// up to the size of the line.
    [[nodiscard]] std::vector<code_part> next(std::string_view line);

private:
    [[nodiscard]] code_part first_of(std::string_view text);
    [[nodiscard]] code_part open(std::size_t size, look as, std::string until);
    [[nodiscard]] code_part word(std::string_view text);

    code_language language_;
    std::string until_;  // ends the open comment or raw string; empty if none
    look open_ = look::plain;
};

}  // namespace ctxdemo
