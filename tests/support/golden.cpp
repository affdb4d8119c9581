// SPDX-License-Identifier: MIT
#include "tests/support/golden.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "tests/support/files.hpp"

namespace ctx_test {

namespace {

namespace fs = std::filesystem;

bool is_to_be_updated() {
    const char* const value = std::getenv("CTXDEMO_UPDATE_GOLDEN");
    return value && *value != '\0';
}

// Leaves a file with the same text alone, so that its time says when it last
// changed.
void update(const fs::path& file, const std::string& text) {
    if (fs::exists(file) && content(file) == text) return;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

std::string_view line_at(std::string_view text, std::size_t at) {
    const std::size_t before = text.substr(0, at).rfind('\n');
    text.remove_prefix(before == text.npos ? 0 : before + 1);
    return text.substr(0, text.find('\n'));
}

// Returns the first line that differs, because a difference is hard to find in
// two whole frames.
std::string first_difference(const std::string& want, const std::string& got) {
    const auto [w, g] =
        std::mismatch(want.begin(), want.end(), got.begin(), got.end());
    const auto at = static_cast<std::size_t>(w - want.begin());
    const auto line = 1 + std::count(want.begin(), w, '\n');
    return "line " + std::to_string(line) + " is\n" +
           std::string(line_at(got, at)) + "\nand was\n" +
           std::string(line_at(want, at)) +
           "\n(CTXDEMO_UPDATE_GOLDEN=1 writes the file anew)";
}

}  // namespace

void check_golden(const std::string& name, const std::string& text) {
    const fs::path file = fs::path(CTXDEMO_GOLDEN) / name;
    if (is_to_be_updated()) return update(file, text);
    CAPTURE(file.string());
    REQUIRE_MESSAGE(fs::exists(file), "CTXDEMO_UPDATE_GOLDEN=1 writes it");
    const std::string want = content(file);
    CHECK_MESSAGE(want == text, first_difference(want, text));
}

}  // namespace ctx_test
