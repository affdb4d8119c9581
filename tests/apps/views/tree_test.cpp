// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/tree.hpp"

#include <doctest/doctest.h>

#include <string>

#include "apps/ctxdemo/run/moment.hpp"
#include "tests/apps/recordings.hpp"

namespace tree_test {

using namespace std::chrono_literals;
using ctxdemo::context_now;
using ctxdemo::moment;
using state = context_now::state;

std::string drawn(const moment& m, std::size_t width = 80,
                  const ctxdemo::signs& s = ctxdemo::unicode_signs) {
    return '\n' + to_text(draw_tree(m, width, s), false);
}

context_now made(std::uint32_t id, std::uint32_t parent, const char* how) {
    context_now c;
    c.id = id;
    c.parent = parent;
    c.how = how;
    return c;
}

context_now over(context_now c, state is, ctx::duration at, const char* cause) {
    c.is = is;
    c.over_at = at;
    c.cause = cause;
    return c;
}

moment family() {
    moment m;
    m.contexts = {made(1, 0, "with_cancel"), made(2, 1, "with_timeout"),
                  made(3, 0, "with_value"),
                  over(made(4, 2, "with_cancel_cause"), state::canceled, 20ms,
                       "client is gone"),
                  over(made(5, 1, "with_deadline"), state::expired, 1s,
                       "context deadline exceeded")};
    m.contexts[1].deadline = 1500ms;
    m.contexts[4].deadline = 1s;
    return m;
}

TEST_CASE("a context is below its parent, with how it stands") {
    CHECK(drawn(family()) == R"(
background
├─ with_cancel [live]
│  ├─ with_timeout [live, deadline 1.5s]
│  │  └─ with_cancel_cause [canceled at 20ms: client is gone]
│  └─ with_deadline [expired at 1s: context deadline exceeded]
└─ with_value [live]
)");
}

TEST_CASE("the tree is drawn in ASCII where there is nothing else") {
    CHECK(drawn(family(), 80, ctxdemo::ascii_signs) == R"(
background
|- with_cancel [live]
|  |- with_timeout [live, deadline 1.5s]
|  |  `- with_cancel_cause [canceled at 20ms: client is gone]
|  `- with_deadline [expired at 1s: context deadline exceeded]
`- with_value [live]
)");
}

TEST_CASE("times of a run in real time are rounded, others are not") {
    moment m;
    m.contexts = {made(1, 0, "with_timeout"), made(2, 0, "with_timeout")};
    m.contexts[0].deadline = 100'320'134ns;
    m.contexts[1].deadline = 49'999us;
    CHECK(drawn(m) == R"(
background
├─ with_timeout [live, deadline 100.3ms]
└─ with_timeout [live, deadline 49.999ms]
)");
}

TEST_CASE("without contexts there is the root") {
    CHECK(drawn({}) == "\nbackground\n");
}

TEST_CASE("a row that is too long is cut, and marked so") {
    CHECK(drawn(family(), 24).find("│  └─ with_deadline [ex…\n") !=
          std::string::npos);
}

TEST_CASE("in a whole tree what does not fit goes below") {
    const auto whole = [](std::size_t width) {
        return to_text(draw_whole_tree(family(), width, ctxdemo::unicode_signs),
                       false);
    };
    CHECK(whole(80) ==
          to_text(draw_tree(family(), 80, ctxdemo::unicode_signs), false));
    CHECK(whole(40).find("│  └─ with_deadline\n"
                         "│     [expired at ") != std::string::npos);
    CHECK(whole(30).find("…") == std::string::npos);
}

TEST_CASE("every context of a lesson is in its tree once") {
    for (const auto& name : ctx_test::bubble_lessons()) {
        const auto r = ctx_test::recording_of({name});
        CAPTURE(name);
        for (std::size_t i = 0; i <= r.events.size(); ++i) {
            const auto m = moment_at(r, i);
            CHECK(draw_tree(m, 80, ctxdemo::unicode_signs).height() ==
                  m.contexts.size() + 1);
        }
    }
}

}  // namespace tree_test
