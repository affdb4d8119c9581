// The Markdown of the lessons, and their programs, as HTML.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/html_text.hpp"

#include <doctest/doctest.h>

#include <string>

#include "apps/ctxdemo/run/program_source.hpp"

namespace html_text_test {

using ctxdemo::html_of;
using ctxdemo::inline_html;

TEST_CASE("characters with a meaning in HTML are escaped") {
    CHECK(ctxdemo::escaped("<a href=\"x\">&'") ==
          "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    CHECK(inline_html("a < b, `chan<int>`") ==
          "a &lt; b, <code>chan&lt;int&gt;</code>");
    CHECK(html_of("    if (a < b)\n") ==
          "<pre><code>if (a &lt; b)\n</code></pre>");
}

TEST_CASE("the blocks of a Markdown text are elements of HTML") {
    struct row {
        const char* name;
        const char* markdown;
        const char* html;
    };
    const row rows[] = {
        {"paragraphs", "one\ntwo\n\nthree\n", "<p>one two</p><p>three</p>"},
        {"Chinese is joined without a blank", "一行，\n二行\n",
         "<p>一行，二行</p>"},
        {"a list", "- one\n  more\n- `two`\n",
         "<ul><li>one more</li><li><code>two</code></li></ul>"},
        {"a list after a paragraph", "Both:\n\n- one\n\nEnd.\n",
         "<p>Both:</p><ul><li>one</li></ul><p>End.</p>"},
        {"a heading", "## Why\n\nSo.\n", "<h4>Why</h4><p>So.</p>"},
        {"lines of code", "    a\n      b\n\n    c\n",
         "<pre><code>a\n  b\n\nc\n</code></pre>"},
        {"nothing", "", ""},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) { CHECK(html_of(row.markdown) == row.html); }
    }
}

TEST_CASE("keywords, literals and comments of a program have classes") {
    const ctxdemo::program_source source{
        .name = "a.cpp", .cpp = "return \"<\";  // so\n", .is_lesson = false};
    CHECK(html_of(ctxdemo::code_pair(source).cpp().at(0)) ==
          "<span class=\"k\">return</span> <span class=\"s\">&quot;&lt;&quot;"
          "</span>;  <span class=\"c\">// so</span>");
}

}  // namespace html_text_test
