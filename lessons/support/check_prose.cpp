// Checks a text of a lesson when the build embeds it:
//
//     check_prose en lessons/cancel/en.md
//
// SPDX-License-Identifier: MIT
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lessons/support/prose.hpp"

namespace {

std::string content(const char* path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot be read");
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
    using lessons::language;
    if (argc != 3) return 2;
    const auto in =
        argv[1] == std::string_view("zh") ? language::zh : language::en;
    try {
        (void)lessons::parse_prose(content(argv[2]), in, {});
        return 0;
    } catch (const std::exception& e) {
        std::cerr << argv[2] << ": " << e.what() << '\n';
        return 1;
    }
}
