// SPDX-License-Identifier: MIT
#include "tests/interleave/explore.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "tests/interleave/execution.hpp"
#include "tests/interleave/quarantine.hpp"
#include "tests/support/one_processor.hpp"

namespace ctx_interleave {
namespace {

// The objects that the threads of an abandoned run still refer to.
struct remains {
    std::unique_ptr<crew> threads;
    std::unique_ptr<program> what;
    std::unique_ptr<execution> run;
};

void keep_for_ever(remains r) {
    static auto& kept = *new std::vector<remains>;
    kept.push_back(std::move(r));
}

// The search knows the kind of a step as a use.
bool kinds_commute(ctx::detail::use earlier, ctx::detail::use later) noexcept {
    return commute(static_cast<kind>(earlier), static_cast<kind>(later));
}

}  // namespace

exploration explore(const std::function<program()>& make,
                    const explore_options& options) {
    const ctx_test::on_one_processor here;
    exploration so_far;
    ctx::detail::search orders(options.reduced, std::nullopt, kinds_commute);
    std::unordered_set<std::uint64_t> classes;
    auto threads = std::make_unique<crew>(max_threads);
    do {
        if (so_far.runs + so_far.cut == options.most) {
            so_far.failure = "too many orders to run them all";
            break;
        }
        const quarantine memory;
        auto run = std::make_unique<execution>(orders, *threads,
                                               !options.failure_is_expected);
        auto what = std::make_unique<program>(make());
        run->run(*what);
        if (orders.is_repetition()) {
            ++so_far.cut;
        } else {
            ++so_far.runs;
            classes.insert(fingerprint(run->log()));
        }
        so_far.failure = run->failure();
        if (run->abandoned()) {
            keep_for_ever(
                {std::move(threads), std::move(what), std::move(run)});
        }
    } while (so_far.failure.empty() && orders.advance());
    so_far.classes = classes.size();
    return so_far;
}

}  // namespace ctx_interleave
