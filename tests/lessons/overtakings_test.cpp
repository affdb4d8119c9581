// Explore's bound on overtakings loses no outcome of a lesson: a larger bound
// gives more schedules and the same outcomes.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctx/explore.hpp>
#include <exception>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/support/sanitizers.hpp"

namespace overtakings_test {

using namespace std::chrono_literals;

using setting = std::pair<std::string, std::string>;  // a flag and its value

/// A run's output, the goroutines that it leaves behind, and its failure.
using outcome = std::tuple<std::string, std::vector<std::string>, std::string>;

std::function<void()> prepared(const std::string& name,
                               const std::vector<setting>& settings) {
    lessons::flag_set flags;
    std::function<void()> program;
    for (const auto& l : lessons::all_lessons()) {
        if (l.name == name) program = l.prepare(flags);
    }
    REQUIRE(program);
    for (const auto& [flag, value] : settings) {
        const auto f =
            std::ranges::find(flags.all(), flag, &lessons::flag::name);
        REQUIRE(f != flags.all().end());
        f->set(value);
    }
    return program;
}

std::string text_of(const std::exception_ptr& failure) {
    if (!failure) return "";
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) {
        return e.what();
    }
}

std::set<outcome> outcomes(const std::function<void()>& program,
                           std::optional<ctx::duration> limit,
                           std::size_t overtakings) {
    std::set<outcome> all;
    std::string text;
    ctx::explore_options options;
    options.overtakings = overtakings;
    options.limit = limit;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) text += e.text + '\n';
    };
    const auto done = ctx::explore(
        program,
        [&](const ctx::explored& run) {
            std::vector<std::string> leaks;
            for (const auto& g : run.report.leaks) {
                leaks.push_back(to_string(g));
            }
            all.emplace(std::exchange(text, ""), std::move(leaks),
                        text_of(run.failure));
        },
        options);
    CHECK(done.complete);
    return all;
}

struct row {
    const char* lesson;
    std::vector<setting> settings;
    std::size_t overtakings;     // the largest bound to compare with 1
    std::size_t when_sanitized;  // the same with a sanitizer; 0: none
    std::optional<ctx::duration> limit = {};
};

TEST_CASE("a larger bound on overtakings gives the lessons no new outcome") {
    const row rows[] = {
        {"basic", {}, 3, 3, 5s},
        {"global-flag", {}, 3, 2},
        {"global-flag", {{"--stop-after", "2500ms"}}, 3, 2},
        {"channel", {}, 3, 2},
        {"channel", {{"--leave-early", "true"}}, 3, 2},
        {"cancel", {}, 3, 2},
        {"cancel", {{"--stop-after", "0s"}}, 3, 2},
        {"cancel", {{"--stop-after", "5s"}}, 3, 2},
        {"cancel", {{"--work", "1500ms"}}, 3, 2},
        {"nested", {}, 3, 0},
        {"nested", {{"--stop-after", "0s"}}, 3, 2},
        {"nested", {{"--stop-after", "1s"}}, 3, 2},
        {"nested", {{"--stop-after", "1500ms"}}, 3, 2},
        {"gen", {}, 3, 2},
        {"gen", {{"--no-cancel", "true"}}, 3, 2},
        {"deadline", {}, 3, 3},
        {"deadline", {{"--ms", "0"}, {"--oversleep", "0s"}}, 3, 3},
        {"deadline", {{"--ms", "1000"}}, 3, 3},
        {"timeout", {}, 3, 2},
        {"timeout", {{"--ms", "0"}}, 3, 2},
        {"value", {}, 3, 2},
        {"value", {{"--no-trace-code", "true"}, {"--ms", "20"}}, 3, 2},
    };
    for (const auto& row : rows) {
        const std::string name = row.lesson;
        CAPTURE(name);
        const auto program = prepared(row.lesson, row.settings);
        const std::size_t most =
            ctx_test::sanitized ? row.when_sanitized : row.overtakings;
        if (most == 0) continue;
        const auto one = outcomes(program, row.limit, 1);
        for (std::size_t n = 2; n <= most; ++n) {
            CAPTURE(n);
            CHECK(outcomes(program, row.limit, n) == one);
        }
    }
}

}  // namespace overtakings_test
