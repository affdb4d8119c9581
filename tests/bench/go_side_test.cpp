// Go's own benchmarks, built from the Go on this machine.
// SPDX-License-Identifier: MIT
#include "tests/bench/table/go_side.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/bench/table/our_side.hpp"
#include "tests/support/go.hpp"
#include "tests/support/scratch.hpp"

namespace bench_go_side_test {

using ctx_bench::go_side;
using ctx_bench::our_side;

class built {
public:
    built() {
        build("go test -c -o '" + path("context.test") + "' context");
        build("go -C '" BENCH_GO "' test -c -o '" + path("bubble.test") + "'");
    }

    [[nodiscard]] std::vector<std::string> binaries() const {
        return {path("context.test"), path("bubble.test")};
    }

private:
    static void build(const std::string& command) {
        const auto made = ctx_test::shell(command);
        CAPTURE(made.err);
        REQUIRE(made.code == 0);
    }

    [[nodiscard]] std::string path(const char* file) const {
        return (folder_.path() / file).string();
    }

    ctx_test::scratch folder_;
};

TEST_CASE("every row of Go's benchmark file has a counterpart here") {
    if (ctx_test::skip_without_go()) return;
    const built go;
    std::set<std::string> ours;
    for (const auto& row : our_side(BENCH_ROWS).all()) {
        if (row.alternative.empty()) ours.insert(row.go);
    }
    const auto all = go_side(go.binaries()).all();
    CHECK(all.size() > 20);
    for (const auto& [name, unused] : all) {
        CAPTURE(name);
        CHECK(ours.contains(name));
    }
}

TEST_CASE("a row of Go's can be run alone") {
    if (ctx_test::skip_without_go()) return;
    const built go;
    const go_side side(go.binaries());
    const auto got = side.run("CancelTree/depth=10/Root=ClosedCanceler", 1e-4);
    CHECK(got.ns > 0);
    CHECK(got.allocations > 10);
    CHECK(got.bytes > 10);
}

}  // namespace bench_go_side_test
