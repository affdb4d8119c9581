// Runs a fuzz target on every file of its corpus, where there is no libFuzzer:
// the corpus as a regression test.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/fuzz/property.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    // A folder that has moved away must not pass for one without a failure.
    if (files.empty()) throw std::runtime_error(folder.string() + " is empty");
    std::ranges::sort(files);
    return files;
}

// Not a string: the byte behind the last one is then somebody else's, which
// the address sanitizer sees being read.
std::vector<std::uint8_t> contents_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

void replay(const fs::path& file) {
    // Named before it runs: it may end the program.
    std::cout << file.filename().string() << std::endl;
    const auto input = contents_of(file);
    (void)LLVMFuzzerTestOneInput(input.data(), input.size());
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 2) throw std::runtime_error("usage: replay CORPUS");
        for (const auto& file : files_of(argv[1])) replay(file);
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
