// Prints the table of README.md: how soon an exploration finds each bug, and
// how often Go shows it.
//
//     corpus_table [Go's test program]
// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "tests/corpus/kernels.hpp"
#include "tests/corpus/search.hpp"
#include "tests/support/process.hpp"

namespace {

using ctx_corpus::kernel;
using ctx_corpus::version;

constexpr std::uint64_t most_schedules = 1'000'000;
constexpr int go_runs = 1000;

std::string fixed(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

// The cells for the two versions: "3 | 0.1 | 12".
std::string our_cells(const kernel& k) {
    const auto bad = search(k, version::faulty, most_schedules);
    const auto all = search(k, version::repaired, most_schedules);
    if (!all.fault.empty()) {
        throw std::runtime_error(std::string(k.name) +
                                 ", repaired: " + all.fault);
    }
    std::string cells =
        bad.fault.empty() ? "not found" : std::to_string(bad.schedules);
    cells += " | " + fixed(bad.time.count()) + " | ";
    if (!all.complete) cells += "more than ";
    return cells + std::to_string(all.schedules);
}

// The cells for Go: "37 | 0".
std::string go_cells(const std::string& program, const kernel& k) {
    const auto ran = ctx_test::run_program(
        {program, "-kernel", k.name, "-runs", std::to_string(go_runs)});
    std::istringstream words(ran.out);
    std::string name, plain, in_bubble;
    if (ran.code != 0 || !(words >> name >> plain >> in_bubble) ||
        name != k.name) {
        throw std::runtime_error(program + " failed\n" + ran.out + ran.err);
    }
    return plain + " | " + in_bubble;
}

std::string file_of(std::string name) {
    return name.replace(name.find('/'), 1, "_") + ".cpp";
}

void print_table(const std::string& go_program) {
    std::cout << "| program | schedules until found | ms | schedules repaired "
                 "| Go, plain | Go, synctest |\n"
                 "|---|--:|--:|--:|--:|--:|\n";
    for (const auto* k : ctx_corpus::kernels()) {
        std::cout << "| [" << k->name << "](" << file_of(k->name) << ") | "
                  << our_cells(*k) << " | "
                  << (go_program.empty() ? "- | -" : go_cells(go_program, *k))
                  << " |" << std::endl;
    }
}

}  // namespace

int main(int argc, char** argv) {
    try {
        print_table(argc > 1 ? argv[1] : "");
    } catch (const std::exception& e) {
        std::cerr << "corpus_table: " << e.what() << '\n';
        return 1;
    }
}
