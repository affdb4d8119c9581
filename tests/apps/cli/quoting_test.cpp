// Names and values as messages show them.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/quoting.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/apps/program.hpp"

namespace quoting_test {

using ctxdemo::in_quotes;
using ctxdemo::shell_line;
using ctxdemo::shortened;
using ctxdemo::shown;

TEST_CASE("a value is shown as it is, or in quotes if that would mislead") {
    CHECK(shown("cancel") == "cancel");
    CHECK(shown("\u53d6\u6d88") == "\u53d6\u6d88");
    CHECK(shown("") == R"("")");
    CHECK(shown("a b") == R"("a b")");
    CHECK(shown("\x1b[2J") == R"("\x1b[2J")");
    CHECK(shown("\u009b2J") == R"("\u009b2J")");
    CHECK(shown("a\u202eb") == R"("a\u202eb")");
    CHECK(shown("\xff") == R"("\xff")");
    CHECK(in_quotes("a\u00a0b") == R"("a\u00a0b")");
}

TEST_CASE("a shell reads each word of a command line as it was") {
    const std::string words[] = {"cancel",
                                 "",
                                 "a b",
                                 "it's",
                                 "$HOME`",
                                 "\u53d6",
                                 "\x1b[2Jabc",
                                 "\u009b",
                                 "'\u202e\\'\n",
                                 "\xff"
                                 "1",
                                 "a\tb\\n"};
    for (const auto& word : words) {
        const auto line = shell_line({"printf", "%s", word});
        CAPTURE(line);
        const auto got = ctx_test::run_program({"/bin/bash", "-c", line});
        CHECK(got.out == word);
    }
}

TEST_CASE("a word that is not printable is spelled in a command line") {
    CHECK(shell_line({"a", "\x1b[2J"}) == R"(a $'\x1b[2J')");
    CHECK(shell_line({"\u202e'\\"}) == R"($'\xe2\x80\xae\'\\')");
}

TEST_CASE("a long text is shortened between two characters") {
    const std::string most(60, 'x');
    CHECK(shortened(most) == most);
    const std::string kept(20, 'x');
    CHECK(shortened(most + 'x') == kept + "..." + kept);
    // A cut would be within one of these, which have three bytes.
    std::string wide;
    for (int i = 0; i < 30; ++i) wide += "\u53d6";
    std::string six;
    for (int i = 0; i < 6; ++i) six += "\u53d6";
    CHECK(shortened(wide) == six + "..." + six);
    CHECK(shortened("x" + wide + "x") == "x" + six + "..." + six + "x");
    CHECK(shortened("xx" + wide + "xx") == "xx" + six + "..." + six + "xx");
}

TEST_CASE("a message does not pass on what is not printable") {
    const std::string hostile = "\u009b2J\u202ecba\xff";
    struct {
        ctx_test::arguments args;
        int code;
    } const rows[] = {{{hostile}, 2},
                      {{"walk", hostile}, 2},
                      {{"cancel", "--work", hostile}, 2},
                      {{"cancel", "--" + hostile}, 2},
                      {{"cancel", hostile}, 2}};
    for (const auto& row : rows) {
        const auto got = ctx_test::ctxdemo(row.args);
        CAPTURE(got.err);
        CHECK(got.code == row.code);
        CHECK(got.out == "");
        CHECK(got.err.find(R"(\u009b2J\u202ecba\xff)") != std::string::npos);
        CHECK(got.err.find("\u009b") == std::string::npos);
        CHECK(got.err.find("\u202e") == std::string::npos);
    }
}

}  // namespace quoting_test
