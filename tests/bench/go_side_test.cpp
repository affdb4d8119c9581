// Go's own benchmarks, built from the Go on this machine.
// SPDX-License-Identifier: MIT
#include "tests/bench/table/go_side.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/bench/table/our_side.hpp"
#include "tests/support/go.hpp"
#include "tests/support/scratch.hpp"

namespace bench_go_side_test {

using ctx_bench::go_side;
using ctx_bench::our_side;

class built {
public:
    built() {
        const auto made =
            ctx_test::shell("go test -c -o '" + binary() + "' context");
        CAPTURE(made.err);
        REQUIRE(made.code == 0);
    }

    [[nodiscard]] std::string binary() const {
        return (folder_.path() / "context.test").string();
    }

private:
    ctx_test::scratch folder_;
};

TEST_CASE("every row of Go's benchmark file has a counterpart here") {
    if (ctx_test::skip_without_go()) return;
    const built go;
    std::set<std::string> ours;
    for (const auto& row : our_side(BENCH_ROWS).all()) {
        if (row.alternative.empty()) ours.insert(row.go);
    }
    const auto all = go_side(go.binary()).all();
    CHECK(all.size() > 20);
    for (const auto& [name, unused] : all) {
        CAPTURE(name);
        CHECK(ours.contains(name));
    }
}

TEST_CASE("a row of Go's can be run alone") {
    if (ctx_test::skip_without_go()) return;
    const built go;
    const go_side side(go.binary());
    const auto got = side.run("CancelTree/depth=10/Root=ClosedCanceler", 1e-4);
    CHECK(got.ns > 0);
    CHECK(got.allocations > 10);
    CHECK(got.bytes > 10);
}

}  // namespace bench_go_side_test
