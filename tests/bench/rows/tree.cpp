// Go: BenchmarkCancelTree. A chain of contexts under three kinds of roots is
// dropped without a cancel, or canceled with the root.
// SPDX-License-Identifier: MIT
#include <ctx/context.hpp>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "tests/bench/rows/row.hpp"

namespace ctx_bench {
namespace {

// Go: buildContextTree. Each context is dropped as soon as it has a child.
void build(ctx::context root, int depth) {
    for (int d = 0; d < depth; ++d) root = with_cancel(root).child;
}

void under_background(benchmark::State& state, int depth) {
    repeat(state, depth, [&] { build(ctx::background(), depth); });
}

void under_open(benchmark::State& state, int depth) {
    repeat(state, depth + 1, [&] {
        auto [root, cancel] = with_cancel(ctx::background());
        build(root, depth);
        cancel();
    });
}

void under_closed(benchmark::State& state, int depth) {
    repeat(state, depth + 1, [&] {
        auto [root, cancel] = with_cancel(ctx::background());
        cancel();
        build(root, depth);
    });
}

// A chain of stop sources, each of which stops the next.
class source_chain {
public:
    explicit source_chain(int depth) {
        links_.reserve(static_cast<std::size_t>(depth) + 1);
        links_.emplace_back();
        for (int d = 0; d < depth; ++d) add();
    }
    source_chain(const source_chain&) = delete;
    source_chain& operator=(const source_chain&) = delete;

    void request_stop() { links_.front().source.request_stop(); }

private:
    struct stop {
        std::stop_source& source;
        void operator()() const noexcept { source.request_stop(); }
    };
    struct link {
        std::stop_source source;
        std::unique_ptr<std::stop_callback<stop>> on_parent;
    };

    void add() {
        const auto parent = links_.back().source.get_token();
        auto& child = links_.emplace_back();
        child.on_parent = std::make_unique<std::stop_callback<stop>>(
            parent, stop{child.source});
    }

    std::vector<link> links_;  // never reallocated: has room for all
};

void sources(benchmark::State& state, int depth) {
    repeat(state, depth + 1, [&] {
        source_chain chain(depth);
        chain.request_stop();
    });
}

}  // namespace

void add_tree_rows() {
    using benchmark::State;
    for (const int depth : {1, 10, 100, 1000}) {
        const auto name = "CancelTree/depth=" + std::to_string(depth);
        row(name + "/Root=Background",
            [depth](State& state) { under_background(state, depth); });
        row(name + "/Root=OpenCanceler",
            [depth](State& state) { under_open(state, depth); });
        row(name + "/Root=OpenCanceler@std::stop_source",
            [depth](State& state) { sources(state, depth); });
        row(name + "/Root=ClosedCanceler",
            [depth](State& state) { under_closed(state, depth); });
    }
}

}  // namespace ctx_bench
