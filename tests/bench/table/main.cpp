// Measures Go's context package and ctx in turns, and prints how they compare.
// The script tests/bench/run builds the benchmarks, and calls this program with
// their paths.
// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "tests/bench/table/output_of.hpp"
#include "tests/bench/table/report.hpp"

namespace ctx_bench {
namespace {

struct settings {
    std::string rows, go_version;
    std::vector<std::string> go, facts;
    bool json = false;
    bool smoke = false;
    comparison_options how;
};

// Returns an error message for CLI11, or an empty text if `text` is a regular
// expression.
std::string is_pattern(const std::string& text) {
    try {
        (void)std::regex(text);
        return "";
    } catch (const std::regex_error&) {
        return "not a regular expression: '" + text +
               "'; give one such as 'Err|Done'";
    }
}

void declare(CLI::App& app, settings& s) {
    app.add_flag("--json", s.json, "Print the results as JSON, for programs");
    app.add_option("--repetitions", s.how.repetitions,
                   "How many times to run each benchmark in Go and in ctx")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--min-time", s.how.seconds,
                   "About how many seconds each run of a benchmark takes")
        ->check(CLI::Range(0.0001, 60.0))
        ->capture_default_str();
    app.add_option("--filter", s.how.filter,
                   "Run only the benchmarks whose names match this regular "
                   "expression, such as 'Err|Done'; leaves out size, scale and "
                   "waking")
        ->check(is_pattern);
    app.add_flag("--smoke", s.smoke,
                 "Run everything in about a second, to check that it works; "
                 "the numbers mean nothing");
    // The help does not list these options, because only tests/bench/run passes
    // them. --rows, --facts and --go are paths of programs.
    app.add_option("--rows", s.rows)->required()->group("");
    app.add_option("--facts", s.facts)->allow_extra_args(false)->group("");
    app.add_option("--go", s.go)->allow_extra_args(false)->group("");
    app.add_option("--go-version", s.go_version)->group("");
}

// Writes `what` over the current line of stderr, if stderr is a terminal.
void show_progress(const std::string& what) {
    if (!isatty(STDERR_FILENO)) return;
    fmt::print(stderr, "\r\033[K{}", what);
}

std::vector<fact_series> measure_facts(const settings& s) {
    std::vector<fact_series> facts;
    if (!s.how.filter.empty()) return facts;
    for (int i = 0; i < s.how.repetitions; ++i) {
        s.how.progress(fmt::format("{} of {}: size, scale and waking", i + 1,
                                   s.how.repetitions));
        for (const auto& program : s.facts) {
            std::vector<std::string> command{program};
            if (s.smoke) command.emplace_back("--smoke");
            add_facts(facts, output_of(command));
        }
    }
    return facts;
}

void run(settings& s) {
    if (s.smoke) {
        s.how.repetitions = 1;
        s.how.seconds = 0.0001;
    }
    s.how.progress = show_progress;
    report r{
        .where = this_machine(), .how = s.how, .compared = {}, .facts = {}};
    r.where.go = s.go_version;
    std::optional<go_side> go;
    if (!s.go.empty()) go.emplace(s.go);
    r.compared = compare(our_side(s.rows), go, s.how);
    r.facts = measure_facts(s);
    show_progress("");
    fmt::print("{}", s.json ? to_json(r) : to_text(r));
}

}  // namespace
}  // namespace ctx_bench

int main(int argc, char** argv) {
    CLI::App app("Compares ctx with Go's own context package",
                 "tests/bench/run");
    ctx_bench::settings settings;
    declare(app, settings);
    try {
        app.parse(argc, argv);
        ctx_bench::run(settings);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    } catch (const std::exception& e) {
        fmt::print(stderr, "tests/bench/run: {}\n", e.what());
        return 1;
    }
}
