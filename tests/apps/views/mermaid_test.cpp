// A run as a sequence diagram.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/mermaid.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/moment.hpp"
#include "tests/apps/recordings.hpp"

namespace mermaid_test {

using namespace std::chrono_literals;
using ctx::step;
using ctx_test::add;
using ctxdemo::recording;
using lessons::language;

constexpr language both[] = {language::en, language::zh};

/// Returns the lines below "sequenceDiagram", without the blanks before them.
std::vector<std::string> lines_of(const std::string& diagram) {
    std::istringstream in(diagram);
    std::vector<std::string> all;
    std::string line;
    REQUIRE(std::getline(in, line));
    REQUIRE(line == "sequenceDiagram");
    while (std::getline(in, line)) {
        REQUIRE(line.starts_with("    "));
        all.push_back(line.substr(4));
    }
    return all;
}

std::size_t count_of(const std::vector<std::string>& lines,
                     const std::string& pattern) {
    const std::regex r(pattern);
    const auto found = std::ranges::count_if(
        lines, [&](const auto& line) { return std::regex_match(line, r); });
    return static_cast<std::size_t>(found);
}

/// Calls `check` with each lesson's run and its diagram in each language.
template <class F>
void for_each_diagram(F check) {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = ctx_test::recording_of({name});
        for (const auto l : both) {
            CAPTURE(name);
            check(r, lines_of(mermaid_of(r, l)));
        }
    }
}

std::size_t count_of(const recording& r, step what) {
    return static_cast<std::size_t>(
        std::ranges::count(r.events, what, &ctx::event::what));
}

TEST_CASE("each line is a participant, an arrow or a note, of known names") {
    const std::regex participant(R"(participant (\w+) as \S.*)");
    const std::regex arrow(R"((\w+)-(?:-?>>|x)(\w+): \S.*)");
    const std::regex note(R"(Note over (\w+)(?:,(\w+))?: \S.*)");
    for_each_diagram([&](const recording&, const auto& lines) {
        std::set<std::string> known;
        for (const auto& line : lines) {
            CAPTURE(line);
            std::smatch m;
            if (std::regex_match(line, m, participant)) {
                CHECK(known.insert(m[1]).second);
                continue;
            }
            REQUIRE((std::regex_match(line, m, arrow) ||
                     std::regex_match(line, m, note)));
            CHECK(known.contains(m[1]));
            if (m[2].matched) CHECK(known.contains(m[2]));
        }
    });
}

TEST_CASE("each goroutine, and each context that ends, is a participant") {
    for_each_diagram([](const recording& r, const auto& lines) {
        std::set<std::uint32_t> ended;
        for (const auto& e : r.events) {
            if (e.what == step::cancel || e.what == step::expire) {
                ended.insert(e.object);
            }
        }
        const auto end = moment_at(r, r.steps.size());
        CHECK(count_of(lines, "participant g.*") == end.goroutines.size());
        CHECK(count_of(lines, "participant c[0-9].*") == ended.size());
    });
}

TEST_CASE("each start and each end of a context is an arrow") {
    for_each_diagram([](const recording& r, const auto& lines) {
        CHECK(count_of(lines, ".*->>.*: go") == count_of(r, step::go));
        CHECK(count_of(lines, ".*-x.*") ==
              count_of(r, step::cancel) + count_of(r, step::expire));
    });
}

TEST_CASE("each printed line and each instant is a note") {
    for_each_diagram([](const recording& r, const auto& lines) {
        std::set<ctx::duration> instants;
        for (const auto& s : r.steps) instants.insert(s.time);
        CHECK(count_of(lines, "Note over .*") ==
              count_of(r, step::print) + instants.size());
    });
}

TEST_CASE("a cancellation goes to the context, and on to who finds it done") {
    recording r;
    add(r, 0s, 1, step::derive, "with_cancel", 1);
    add(r, 0s, 1, step::derive, "with_cancel", 2, 1);
    add(r, 0s, 1, step::go, "worker", 2);
    add(r, 0s, 2, step::done, "", 2);
    add(r, 0s, 2, step::block, "done");
    add(r, 1s, 1, step::cancel, "context canceled", 1);
    add(r, 1s, 1, step::cancel, "context canceled", 2);
    add(r, 1s, 2, step::wake, "done");
    CHECK('\n' + mermaid_of(r, language::en) == R"(
sequenceDiagram
    participant g1 as main
    participant g2 as worker
    participant c1 as context 1
    participant c2 as context 2
    Note over g1,c2: 0s
    g1->>g2: go
    Note over g1,c2: 1s
    g1-xc1: cancel
    c1-xc2: is done as well
    c2-->>g2: context canceled
)");
}

TEST_CASE("a value goes from its sender to its receiver") {
    recording r;
    add(r, 0s, 1, step::go, "worker", 2);
    add(r, 0s, 2, step::receive, "", 7);
    add(r, 0s, 2, step::block, "chan receive");
    add(r, 0s, 1, step::send, "", 7);
    add(r, 0s, 2, step::wake, "chan receive");
    r.names.channels[7] = "jobs";
    CHECK(count_of(lines_of(mermaid_of(r, language::zh)), "g1->>g2: jobs") ==
          1);
}

TEST_CASE("a deadline that passes is an arrow from the clock") {
    const auto r = ctx_test::recording_of({"deadline"});
    const auto en = lines_of(mermaid_of(r, language::en));
    CHECK(count_of(en, "participant clock as clock") == 1);
    CHECK(count_of(en, "clock-xc[0-9]: the deadline passes") == 1);
    const auto zh = lines_of(mermaid_of(r, language::zh));
    CHECK(count_of(zh, "participant clock as 时钟") == 1);
}

TEST_CASE("characters and words of Mermaid are entity codes") {
    const struct {
        const char* printed;
        const char* label;
    } rows[] = {
        {"a;b", "a#59;b"},
        {"#35;", "#35;35#59;"},
        {"say \"x\"", "say #34;x#34;"},
        {"<br>", "#60;br#62;"},
        {"two\nlines", "two#92;nlines"},
        {"%%{init}%%", "#37;#37;#123;init#125;#37;#37;"},
        {"wrap: x", "wrap#58; x"},
        {"the end", "the #101;nd"},
        {"End of it", "#69;nd of it"},
        {"send", "send"},
        {"", "#32;"},
        {"取消", "取消"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.printed);
        recording r;
        add(r, 0s, 1, step::go, row.printed, 2);
        add(r, 0s, 1, step::print, row.printed);
        const auto lines = lines_of(mermaid_of(r, language::en));
        CHECK(lines.back() == std::string("Note over g1: ") + row.label);
        if (row.printed[0] == '\0') continue;  // such a goroutine has a number
        CHECK(lines.at(1) == std::string("participant g2 as ") + row.label);
    }
}

TEST_CASE("a run of one goroutine has notes over it alone") {
    recording r;
    add(r, 0s, 1, step::print, "hello");
    CHECK('\n' + mermaid_of(r, language::en) == R"(
sequenceDiagram
    participant g1 as main
    Note over g1: 0s
    Note over g1: hello
)");
}

}  // namespace mermaid_test
