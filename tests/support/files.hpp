// Reading files.
// SPDX-License-Identifier: MIT
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace ctx_test {

/// Returns all of a file, byte for byte. Throws std::runtime_error if the file
/// cannot be read.
[[nodiscard]] inline std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
}

}  // namespace ctx_test
