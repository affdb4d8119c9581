// What a program prints.
// SPDX-License-Identifier: MIT
#pragma once

#include <iostream>
#include <sstream>
#include <streambuf>
#include <string>

namespace ctx_test {

/// Takes the place of standard output while it exists.
class printed {
public:
    printed() : before_(std::cout.rdbuf(text_.rdbuf())) {}
    ~printed() { std::cout.rdbuf(before_); }
    printed(const printed&) = delete;
    printed& operator=(const printed&) = delete;

    [[nodiscard]] std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
    std::streambuf* before_;
};

}  // namespace ctx_test
