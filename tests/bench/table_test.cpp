// How the table of benchmarks is made from the output of the two sides.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/table/comparison.hpp"
#include "tests/bench/table/facts.hpp"
#include "tests/bench/table/go_side.hpp"
#include "tests/bench/table/our_side.hpp"
#include "tests/bench/table/report.hpp"
#include "tests/bench/table/statistics.hpp"

namespace bench_table_test {

using ctx_bench::parse_row;
using ctx_bench::series;
using ctx_bench::spread_of;

constexpr const char* go_output =
    "goos: linux\n"
    "BenchmarkErrOK-2   \t68205766\t     1.888 ns/op\t  0 B/op\t"
    "       0 allocs/op\n"
    "BenchmarkWithTimeout/concurrency=40-16  \t   45892\t  2444 ns/op\t"
    "    2720 B/op\t      40 allocs/op\n"
    "BenchmarkErrCanceled\t7493628\t16.01 ns/op\t0 B/op\t0 allocs/op\n"
    "PASS\n";

TEST_CASE("each row that Go prints is read") {
    const auto all = ctx_bench::parse_go(go_output);
    REQUIRE(all.size() == 3);
    CHECK(all.at("ErrOK").ns == 1.888);
    CHECK(all.at("WithTimeout/concurrency=40").bytes == 2720);
    CHECK(all.at("WithTimeout/concurrency=40").allocations == 40);
    CHECK(all.at("ErrCanceled").ns == 16.01);  // a name from one processor
}

TEST_CASE("a pattern matches exactly one row of Go's") {
    CHECK(ctx_bench::go_pattern("ErrOK") == "^BenchmarkErrOK$");
    CHECK(ctx_bench::go_pattern("CancelTree/depth=1") ==
          "^BenchmarkCancelTree$/^depth=1$");
}

TEST_CASE("a row's name tells the row that it is compared with") {
    const auto plain = parse_row("ErrOK/real_time/threads:2");
    CHECK(plain.name == "ErrOK");
    CHECK(plain.go == "ErrOK");
    CHECK(plain.alternative == "");

    const auto variant = parse_row("A/Done (ready)/real_time");
    CHECK(variant.name == "A/Done (ready)");
    CHECK(variant.go == "A/Done");

    const auto other = parse_row("A/Done (ready)@std::map/real_time");
    CHECK(other.ctx == "A/Done (ready)");
    CHECK(other.go == "A/Done");
    CHECK(other.alternative == "std::map");
}

TEST_CASE("a row that fails is an error") {
    CHECK_THROWS_WITH_AS(
        (void)ctx_bench::parse_ours(R"({"benchmarks": [{"name": "a",
            "error_occurred": true, "error_message": "no value"}]})"),
        "no value", std::runtime_error);
}

TEST_CASE("the median is the middle number or the mean of the middle two") {
    CHECK(spread_of({3, 1, 2}).median == 2);
    CHECK(spread_of({4, 1, 3, 2}).median == 2.5);
    CHECK(spread_of({4, 1, 3, 2}).min == 1);
    CHECK(spread_of({4, 1, 3, 2}).max == 4);
    CHECK(spread_of({}).median == 0);
}

// Returns a series whose runs differ only in their times.
series times(const std::vector<double>& all) {
    series s;
    for (const double ns : all) {
        s.runs.push_back({.ns = ns, .allocations = 2, .bytes = 96, .nodes = 1});
    }
    return s;
}

TEST_CASE("a ratio is the median of pairs, not a ratio of medians") {
    const auto r = ratio(times({30, 100, 20}), times({10, 20, 20}));
    CHECK(r.median == 3);
    CHECK(r.min == 1);
    CHECK(r.max == 5);
}

TEST_CASE("the values of a fact from several runs are in one series") {
    std::vector<ctx_bench::fact_series> facts;
    add_facts(facts, "a: b\t1.5\tms\nc\t2\tbytes\n");
    add_facts(facts, "a: b\t2.5\tms\nc\t2\tbytes\n");
    REQUIRE(facts.size() == 2);
    CHECK(facts[0].name == "a: b");
    CHECK(facts[0].unit == "ms");
    CHECK(facts[0].values == std::vector<double>{1.5, 2.5});
    CHECK_THROWS_AS(add_facts(facts, "no fact\n"), std::runtime_error);
}

ctx_bench::report small_report() {
    ctx_bench::report r;
    r.where = {.processor = "P", .cores = 2, .compiler = "g++", .go = "go1"};
    r.compared.rows.push_back({.row = parse_row("CommonParentCancel"),
                               .in_go = true,
                               .ours = times({10, 20}),
                               .go = times({40, 60})});
    r.compared.rows.push_back({.row = parse_row("CommonParentCancel@flag"),
                               .in_go = false,
                               .ours = times({5, 10}),
                               .go = {}});
    r.facts.push_back({.name = "size", .unit = "bytes", .values = {96}});
    return r;
}

TEST_CASE("the table shows both sides of a row and their ratio") {
    const auto text = to_text(small_report());
    CAPTURE(text);
    CHECK(text.starts_with("P, 2 cores; g++; go1\n"));
    const std::string row =
        "\nCommonParentCancel   50.0     15.0     3.50  3.00  4.00"
        "          2     2         96    96\n";
    CHECK(text.find(row) != std::string::npos);
    CHECK(text.find("\nCommonParentCancel: flag    7.50     15.0") !=
          std::string::npos);
    CHECK(text.find("\nsize    96.0") != std::string::npos);
}

TEST_CASE("the table says that there is no Go") {
    auto r = small_report();
    r.where.go.clear();
    r.compared.rows[0].in_go = false;
    const auto text = to_text(r);
    CHECK(text.find("no Go: ours alone") != std::string::npos);
    CHECK(text.find("\nCommonParentCancel            15.0") !=
          std::string::npos);
}

TEST_CASE("the JSON report has the same content as the text") {
    const auto text = to_json(small_report());
    CAPTURE(text);
    CHECK(text.find(R"("median": 3.5)") != std::string::npos);
    CHECK(text.find(R"("bytes_per_node": 96.0)") != std::string::npos);
    CHECK(text.find(R"("alternative": "flag")") != std::string::npos);
}

}  // namespace bench_table_test
