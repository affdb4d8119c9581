// What lib/README.md says: the outputs of its programs, the headers that its
// memory model cites, its links.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <locale>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/files.hpp"
#include "tests/support/process.hpp"
#include "tests/support/readme.hpp"

namespace guide_text_test {

// tests/CMakeLists.txt compiles the programs.
TEST_CASE("every program in the README prints what is shown under it") {
    const auto programs = ctx_test::blocks_of("lib/README.md", "cpp");
    const auto outputs = ctx_test::blocks_of("lib/README.md", "text");
    REQUIRE(programs.size() == outputs.size());
    REQUIRE(programs.size() == std::size_t{README_PROGRAMS});
    for (std::size_t i = 0; i < programs.size(); ++i) {
        CAPTURE(programs[i]);
        const auto got =
            ctx_test::run_program({README_PROGRAM + std::to_string(i + 1)});
        CHECK(got.code == 0);
        CHECK(got.out == outputs[i]);
    }
}

// Where a header states an order: in a numbered rule, or in the comment on a
// class if `rule` is empty.
struct statement {
    std::string header, rule;
};

// The last column of the table.
std::vector<statement> cited_statements() {
    std::vector<statement> all;
    const std::regex form("\\| `([a-z_]+\\.hpp)`, (?:rule (\\d+)|Order) \\|$");
    for (const auto& line :
         ctx_test::lines_of(ctx_test::parts_of("lib/README.md").prose)) {
        std::smatch parts;
        if (!std::regex_search(line, parts, form)) continue;
        all.push_back({parts[1], parts[2]});
    }
    return all;
}

std::string header_text(const std::string& name) {
    return ctx_test::content(ctx_test::source_folder / "lib/include/ctx" /
                             name);
}

// The text of a rule, or that of all of them.
std::string rule_in(const std::string& text, const std::string& number) {
    const auto begin = text.find("\n// " + number + ". ");
    if (begin == std::string::npos) return "";
    const auto next = "\n// " + std::to_string(std::stoi(number) + 1) + ". ";
    return text.substr(begin, text.find(next, begin) - begin);
}

TEST_CASE("each row of the memory model cites a header that states it") {
    const auto all = cited_statements();
    CHECK(all.size() > 15);
    for (const auto& [header, rule] : all) {
        CAPTURE(header);
        CAPTURE(rule);
        const auto text = header_text(header);
        CHECK((rule.empty() ? text : rule_in(text, rule))
                  .find(rule.empty() ? "\n/// Order  " : "Order.") !=
              std::string::npos);
    }
}

TEST_CASE("the memory model cites each header that states an order") {
    const auto cited = cited_statements();
    for (const auto& name : ctx_test::matches(header_text("ctx.hpp"),
                                              "#include \"ctx/([a-z_.]+)\"")) {
        CAPTURE(name);
        const auto text = header_text(name);
        const bool states = std::regex_search(
            text, std::regex("happens?\\s+(///?\\s+)?before"));
        CHECK(states == std::ranges::any_of(cited, [&](const statement& s) {
                  return s.header == name;
              }));
    }
}

TEST_CASE("each link to a section of the README leads to one") {
    const auto prose = ctx_test::parts_of("lib/README.md").prose;
    std::set<std::string> sections;
    for (auto title : ctx_test::matches(prose, "\n#+ ([^\n]*)")) {
        std::ranges::replace(title, ' ', '-');
        std::ranges::transform(title, title.begin(), [](char c) {
            return std::tolower(c, std::locale::classic());
        });
        sections.insert(title);
    }
    const auto links = ctx_test::matches(prose, "\\]\\(#([^)]+)\\)");
    CHECK(links.size() > 10);
    for (const auto& link : links) {
        CAPTURE(link);
        CHECK(sections.contains(link));
    }
}

}  // namespace guide_text_test
