// SPDX-License-Identifier: MIT
#include "tests/bench/table/machine.hpp"

#include <fstream>
#include <thread>

namespace ctx_bench {
namespace {

std::string processor() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) {
            return line.substr(colon + 2);
        }
    }
    return "an unknown processor";
}

#ifdef __clang__
constexpr const char* compiler = "clang " __clang_version__;
#else
constexpr const char* compiler = "g++ " __VERSION__;
#endif

}  // namespace

machine this_machine() {
    return {.processor = processor(),
            .cores = static_cast<int>(std::thread::hardware_concurrency()),
            .compiler = compiler,
            .go = ""};
}

}  // namespace ctx_bench
