// Reading files.
// SPDX-License-Identifier: MIT
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace ctx_test {

/// All of a file, byte for byte. Throws std::runtime_error if there is none.
[[nodiscard]] inline std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
}

}  // namespace ctx_test
