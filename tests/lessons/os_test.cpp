// The lessons with the operating system's clock and scheduler.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/apps/program.hpp"
#include "tests/lessons/canonical.hpp"
#include "tests/lessons/legal.hpp"

namespace os_test {

using ctx_test::arguments;
using ctx_test::canonical_transcripts;
using ctx_test::ctxdemo_line;
using ctx_test::process;

TEST_CASE("each lesson prints a legal transcript with --os") {
    // All run at once, because each takes seconds.
    std::vector<std::unique_ptr<process>> running;
    std::vector<arguments> lines;
    for (const auto& lesson : canonical_transcripts()) {
        arguments args{lesson.lesson};
        if (lesson.lesson == "timeout" || lesson.lesson == "value") {
            // A loaded machine stretches longer pieces of work by less.
            args.insert(args.end(), {"--work", "400ms", "--ms", "2000"});
        }
        lines.push_back(args);
        args.emplace_back("--os");
        running.push_back(std::make_unique<process>(ctxdemo_line(args)));
    }
    for (std::size_t i = 0; i < running.size(); ++i) {
        const auto got = running[i]->wait();
        CAPTURE(lines[i].front());
        CAPTURE(got.out);
        CHECK(got.code == 0);
        CHECK(ctx_test::legal_transcripts(lines[i]).contains(got.out));
    }
}

TEST_CASE("basic with --os ends at its limit and prints no 'over'") {
    const auto got = ctx_test::ctxdemo({"basic", "--os", "--for", "100ms"});
    CHECK(got.code == 0);
    CHECK(got.out == "worker\n");
    CHECK(got.err == "");
}

TEST_CASE("stamps of --os are real times that never decrease") {
    const auto got = ctx_test::ctxdemo({"cancel", "--os", "--stamps", "--work",
                                        "20ms", "--stop-after", "50ms"});
    REQUIRE(got.out.starts_with("0.0"));
    double last = 0;
    std::istringstream lines(got.out);
    for (std::string line; std::getline(lines, line);) {
        const double at = std::stod(line);
        CHECK(at >= last);
        last = at;
    }
    CHECK(last >= 0.05);
}

}  // namespace os_test
