// The READMEs of the project, in parts.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/files.hpp"

namespace ctx_test {

/// The top folder.
inline const std::filesystem::path source_folder = CTXDEMO_SOURCE;

/// The READMEs, relative to the top folder.
inline const char* const readmes[] = {"README.md",
                                      "lib/README.md",
                                      "lessons/README.md",
                                      "tests/README.md",
                                      "tests/bench/README.md",
                                      "tests/corpus/README.md",
                                      "tests/peers/README.md"};

[[nodiscard]] inline std::vector<std::string> lines_of(
    const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// A fenced block.
struct readme_block {
    std::string kind;  ///< what stands behind the fence, such as "sh"
    std::string text;
};

/// A README in two parts.
struct readme_parts {
    std::vector<readme_block> blocks;
    std::string prose;  ///< all other lines
};

[[nodiscard]] inline readme_parts parts_of(const std::string& readme) {
    readme_parts p;
    bool inside = false;
    for (const auto& line : lines_of(content(source_folder / readme))) {
        if (line.starts_with("```")) {
            inside = !inside;
            if (inside) p.blocks.push_back({line.substr(3), ""});
        } else {
            (inside ? p.blocks.back().text : p.prose) += line + '\n';
        }
    }
    REQUIRE(!inside);
    return p;
}

/// The texts of all blocks of a kind.
[[nodiscard]] inline std::vector<std::string> blocks_of(
    const std::string& readme, std::string_view kind) {
    std::vector<std::string> texts;
    for (const auto& b : parts_of(readme).blocks) {
        if (b.kind == kind) texts.push_back(b.text);
    }
    return texts;
}

/// The first group of each match of `pattern` in `text`.
[[nodiscard]] inline std::vector<std::string> matches(
    const std::string& text, const std::string& pattern) {
    const std::regex wanted(pattern);
    std::vector<std::string> all;
    for (std::sregex_iterator it(text.begin(), text.end(), wanted), end;
         it != end; ++it) {
        all.push_back((*it)[1]);
    }
    return all;
}

/// The words between the blanks of a line.
[[nodiscard]] inline std::vector<std::string> words_of(
    const std::string& line) {
    std::istringstream in(line);
    return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace ctx_test
