// Checks a text of a lesson or an exercise when the build embeds it:
//
//     check_prose lesson en lessons/cancel/en.md
//     check_prose task en lessons/cancel/exercise/prompt/en.md
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
#include "lessons/support/task.hpp"

namespace {

std::string content(const char* path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot be read");
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
    using lessons::language;
    if (argc != 4) return 2;
    const bool is_task = argv[1] == std::string_view("task");
    const auto in =
        argv[2] == std::string_view("zh") ? language::zh : language::en;
    try {
        const auto text = content(argv[3]);
        if (is_task) {
            (void)lessons::parse_task(text, in);
        } else {
            (void)lessons::parse_prose(text, in, {});
        }
        return 0;
    } catch (const std::exception& e) {
        std::cerr << argv[3] << ": " << e.what() << '\n';
        return 1;
    }
}
