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

ctxdemo::canvas wide(std::size_t width) {
    return {width, 0, ctxdemo::unicode_signs, lessons::language::en};
}

std::string drawn(const moment& m, const ctxdemo::canvas& c = wide(80)) {
    return '\n' + to_text(draw_tree(m, c), false);
}

context_now made(std::uint32_t id, std::uint32_t parent, const char* name,
                 const char* how) {
    context_now c;
    c.id = id;
    c.parent = parent;
    c.name = name;
    c.how = how;
    return c;
}

context_now done(context_now c, state is, ctx::duration at, const char* cause) {
    c.is = is;
    c.done_at = at;
    c.cause = cause;
    return c;
}

moment family() {
    moment m;
    m.contexts = {made(1, 0, "server", "WithCancel"),
                  made(2, 1, "request", "WithTimeout"),
                  made(3, 0, "user", "WithValue"),
                  done(made(4, 2, "query", "WithCancelCause"), state::canceled,
                       20ms, "client is gone"),
                  done(made(5, 1, "", "WithDeadline"), state::expired, 1s,
                       "context deadline exceeded")};
    m.contexts[1].deadline = 1500ms;
    m.contexts[4].deadline = 1s;
    return m;
}

TEST_CASE("a context is below its parent, with its state") {
    CHECK(drawn(family()) == R"(
background
├─ server WithCancel [live]
│  ├─ request WithTimeout [live, deadline 1.5s]
│  │  └─ query WithCancelCause [canceled at 20ms: client is gone]
│  └─ context 5 WithDeadline [expired at 1s: context deadline exceeded]
└─ user WithValue [live]
)");
}

TEST_CASE("with ASCII signs the tree is ASCII") {
    CHECK(drawn(family(),
                {80, 0, ctxdemo::ascii_signs, lessons::language::en}) == R"(
background
|- server WithCancel [live]
|  |- request WithTimeout [live, deadline 1.5s]
|  |  `- query WithCancelCause [canceled at 20ms: client is gone]
|  `- context 5 WithDeadline [expired at 1s: context deadline exceeded]
`- user WithValue [live]
)");
}

TEST_CASE("in Chinese the states of the contexts are Chinese") {
    CHECK(drawn(family(),
                {80, 0, ctxdemo::unicode_signs, lessons::language::zh}) == R"(
background
├─ server WithCancel [有效]
│  ├─ request WithTimeout [有效，截止时间 1.5s]
│  │  └─ query WithCancelCause [20ms 时取消：client is gone]
│  └─ context 5 WithDeadline [1s 时到期：context deadline exceeded]
└─ user WithValue [有效]
)");
}

TEST_CASE("a time with nanoseconds is rounded, another is not") {
    moment m;
    m.contexts = {made(1, 0, "ctx", "WithTimeout"),
                  made(2, 0, "ctx (2)", "WithTimeout")};
    m.contexts[0].deadline = 100'320'134ns;
    m.contexts[1].deadline = 49'999us;
    CHECK(drawn(m) == R"(
background
├─ ctx WithTimeout [live, deadline 100.3ms]
└─ ctx (2) WithTimeout [live, deadline 49.999ms]
)");
}

TEST_CASE("a run without contexts has the root only") {
    CHECK(drawn({}) == "\nbackground\n");
}

TEST_CASE("a row that is too long is cut, with a sign at its end") {
    CHECK(drawn(family(), wide(24)).find("│  └─ context 5 WithDea…\n") !=
          std::string::npos);
}

TEST_CASE("a row has the sign wherever it is cut") {
    CHECK(drawn(family(), wide(18)) == R"(
background
├─ server WithCan…
│  ├─ request Wit…
│  │  └─ query Wi…
│  └─ context 5 W…
└─ user WithValue…
)");
    CHECK(drawn(family(), wide(5)) == R"(
back…
├─ s…
│  ├…
│  │…
│  └…
└─ u…
)");
    CHECK(drawn(family(), wide(1)) == "\n…\n…\n…\n…\n…\n…\n");
    CHECK(drawn(family(), wide(0)) == "\n\n\n\n\n\n\n");
    // The longest row fits exactly.
    const auto fits = drawn(family(), wide(71));
    CHECK(fits == drawn(family()));
    CHECK(fits.find("…") == std::string::npos);
    CHECK(drawn(family(), wide(70)).find("exceede…\n") != std::string::npos);
}

TEST_CASE("a whole tree continues a long row on the next row") {
    const auto whole = [](std::size_t width) {
        return to_text(draw_whole_tree(family(), wide(width)), false);
    };
    CHECK(whole(80) == to_text(draw_tree(family(), wide(80)), false));
    CHECK(whole(40).find("│  └─ context 5\n"
                         "│     WithDeadline [expired at ") !=
          std::string::npos);
    CHECK(whole(30).find("…") == std::string::npos);
}

TEST_CASE("at every step each context of a lesson has one row") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = ctx_test::recording_of({name});
        CAPTURE(name);
        for (std::size_t i = 0; i <= r.steps.size(); ++i) {
            const auto m = moment_at(r, i);
            CHECK(draw_tree(m, wide(80)).height() == m.contexts.size() + 1);
        }
    }
}

}  // namespace tree_test
