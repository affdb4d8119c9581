// Real bugs are found, and their repairs are clean.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>

#include "tests/corpus/kernels.hpp"
#include "tests/corpus/search.hpp"
#include "tests/support/go.hpp"
#include "tests/support/scratch.hpp"

namespace corpus_test {

using ctx_corpus::kernels;
using ctx_corpus::version;

constexpr std::uint64_t most_schedules = 200'000;

TEST_CASE(
    "the bug of a real project is found, and its schedule shows it again") {
    for (const auto* k : kernels()) {
        SUBCASE(k->name) {
            const auto bad = search(*k, version::faulty, most_schedules);
            CHECK(bad.fault != "");
            CHECK(replayed_fault(*k, version::faulty, bad.chosen) == bad.fault);
        }
    }
}

TEST_CASE("the repair of a real bug goes wrong on no schedule") {
    for (const auto* k : kernels()) {
        SUBCASE(k->name) {
            const auto all = search(*k, version::repaired, most_schedules);
            CHECK(all.fault == "");
            const bool is_cut_off = all.schedules == most_schedules;
            CHECK(all.complete != is_cut_off);
        }
    }
}

TEST_CASE("the repair of a real bug ends in Go, too") {
    if (ctx_test::skip_without_go()) return;
    const ctx_test::scratch folder;
    const auto built = ctx_test::shell("go -C '" CORPUS_GO "' test -c -o '" +
                                       folder / "corpus" + "'");
    CAPTURE(built.err);
    REQUIRE(built.code == 0);
    const auto ran = ctx_test::run_program(
        {folder / "corpus", "-test.run=TestRepaired", "-runs=20"});
    CAPTURE(ran.out);
    CHECK(ran.code == 0);
}

}  // namespace corpus_test
