// Explore finds every outcome of a lesson, although it runs one of all the
// schedules that differ in nothing.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstddef>
#include <ctx/explore.hpp>
#include <exception>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/lessons/commands.hpp"

namespace outcomes_test {

using command = std::vector<std::string>;

/// A run's output, the goroutines that it leaves behind, and its failure.
using outcome = std::tuple<std::string, std::vector<std::string>, std::string>;

std::string text_of(const std::exception_ptr& failure) {
    if (!failure) return "";
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) {
        return e.what();
    }
}

std::set<outcome> outcomes_of(const command& words, bool reduced) {
    const auto program = ctx_test::program_of(words);
    std::set<outcome> all;
    std::string text;
    ctx::explore_options options;
    options.reduced = reduced;
    options.limit = program.limit;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) text += e.text + '\n';
    };
    const auto main = [&] {
        text.clear();  // of a run that was not visited
        program.main();
    };
    const auto visit = [&](const ctx::explored& run) {
        std::vector<std::string> leaks;
        for (const auto& g : run.report.leaks) leaks.push_back(to_string(g));
        all.emplace(text, std::move(leaks), text_of(run.failure));
    };
    CHECK(ctx::explore(main, visit, options).complete);
    return all;
}

std::size_t outputs_in(const std::set<outcome>& all) {
    std::set<std::string> outputs;
    for (const auto& [output, leaks, failure] : all) outputs.insert(output);
    return outputs.size();
}

TEST_CASE("a lesson has as many outputs as Go can print") {
    struct row {
        command words;
        std::size_t outputs;
    };
    const row rows[] = {
        {{"basic", "--for", "5s"}, 1},
        {{"cancel"}, 2},
        {{"cancel", "--stop-after", "0s"}, 1},
        {{"cancel", "--stop-after", "5s"}, 2},
        {{"cancel", "--work", "1500ms"}, 2},
        {{"cancel", "--nested", "--stop-after", "1s"}, 12},
        {{"channel"}, 2},
        {{"channel", "--leave-early"}, 1},
        {{"channel", "--nested", "--stop-after", "1s"}, 24},
        {{"client"}, 2},
        {{"deadline"}, 1},
        {{"deadline", "--ms", "0", "--oversleep", "0s"}, 2},
        {{"deadline", "--ms", "1000"}, 2},
        {{"family"}, 1},
        {{"gen"}, 1},
        {{"gen", "--no-cancel"}, 1},
        {{"global-flag"}, 2},
        {{"global-flag", "--stop-after", "2500ms"}, 1},
        {{"global-flag", "--nested", "--stop-after", "1s"}, 12},
        {{"http"}, 2},
        {{"http", "--ms", "0"}, 3},
        {{"http", "--watch"}, 6},
        {{"interface"}, 1},
        {{"interface", "--stop-after", "1s"}, 2},
        {{"nested"}, 48},
        {{"nested", "--stop-after", "0s"}, 2},
        {{"nested", "--stop-after", "1s"}, 12},
        {{"nested", "--stop-after", "1500ms"}, 4},
        {{"prompt"}, 2},
        {{"prompt", "--nested", "--stop-after", "1s"}, 14},
        {{"root"}, 1},
        {{"rules"}, 1},
        {{"rules", "--no-cancel"}, 1},
        {{"server"}, 2},
        {{"timeout"}, 2},
        {{"timeout", "--ms", "0"}, 1},
        {{"value"}, 2},
        {{"value", "--no-trace-code", "--ms", "20"}, 2},
        {{"why"}, 1},
        {{"why", "--fail-after", "1s"}, 5},
        {{"why", "--fail-after", "500ms"}, 2},
    };
    for (const auto& row : rows) {
        const std::string line = ctx_test::line_of(row.words);
        CAPTURE(line);
        CHECK(outputs_in(outcomes_of(row.words, true)) == row.outputs);
    }
}

TEST_CASE("the schedules that explore leaves out have no other outcome") {
    const command rows[] = {
        {"basic", "--for", "5s"},
        {"cancel"},
        {"channel"},
        {"channel", "--leave-early"},
        {"channel", "--nested", "--stop-after", "1s"},
        {"deadline", "--ms", "1000"},
        {"family"},
        {"gen"},
        {"global-flag"},
        {"http", "--ms", "0"},
        {"interface", "--stop-after", "1s"},
        {"nested"},
        {"prompt"},
        {"rules"},
        {"timeout"},
        {"value"},
        {"why", "--fail-after", "1s"},
    };
    for (const auto& row : rows) {
        const std::string line = ctx_test::line_of(row);
        CAPTURE(line);
        CHECK(outcomes_of(row, false) == outcomes_of(row, true));
    }
}

}  // namespace outcomes_test
