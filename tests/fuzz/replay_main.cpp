// Runs a fuzz target on every file of its corpus. This makes the corpus a
// regression test where there is no libFuzzer.
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
    // Without this, a corpus that has moved away would pass the test.
    if (files.empty()) throw std::runtime_error(folder.string() + " is empty");
    std::ranges::sort(files);
    return files;
}

// A vector and not a string, because the byte behind a vector's last one
// belongs to nobody, so that the address sanitizer reports a read of it.
std::vector<std::uint8_t> contents_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

void replay(const fs::path& file) {
    // The name is printed first, because the run may end the program.
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
