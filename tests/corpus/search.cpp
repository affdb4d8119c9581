// SPDX-License-Identifier: MIT
#include "tests/corpus/search.hpp"

#include <ctx/ctx.hpp>
#include <exception>
#include <functional>

namespace ctx_corpus {

namespace {

std::string text_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) {
        return e.what();
    }
}

// Returns how a run has gone wrong, or the empty string.
std::string fault_of(const ctx::run_report& report,
                     const std::exception_ptr& failure) {
    if (failure) return text_of(failure);
    std::string leaks;
    for (const auto& left : report.leaks) {
        leaks += "left behind: " + to_string(left) + '\n';
    }
    return leaks;
}

}  // namespace

found search(const kernel& k, version v, std::uint64_t max) {
    found result;
    const auto [searching, stop] = ctx::with_cancel(ctx::background());
    ctx::explore_options options;
    options.until = searching;
    options.max = max;
    const auto look = [&, stop = stop](const ctx::explored& run) {
        ++result.schedules;
        result.fault = fault_of(run.report, run.failure);
        if (result.fault.empty()) return;
        result.chosen = run.chosen;
        stop();
    };
    const auto start = std::chrono::steady_clock::now();
    const auto all = ctx::explore([&] { k.run(v); }, look, options);
    result.time = std::chrono::steady_clock::now() - start;
    result.complete = all.complete;
    return result;
}

std::string replayed_fault(const kernel& k, version v, const ctx::schedule& s) {
    ctx::replay choices(s);
    ctx::bubble_options options;
    options.choose = std::ref(choices);
    ctx::run_report report;
    std::exception_ptr failure;
    try {
        report = ctx::bubble([&] { k.run(v); }, options);
    } catch (...) {
        failure = std::current_exception();
    }
    return fault_of(report, failure);
}

}  // namespace ctx_corpus
