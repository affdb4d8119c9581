// The times of compare, in runs that no lesson makes. compare_test.cpp has the
// numbers of the lessons.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/comparison.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ctx/channel.hpp>
#include <ctx/goroutine.hpp>
#include <functional>
#include <string_view>

#include "lessons/support/lesson.hpp"
#include "lessons/support/marks.hpp"

namespace comparison_test {

using namespace std::chrono_literals;
using ctx::location;

// compare() knows the steps of a program by their lines, so these are lines of
// the lesson channel.
// clang-format off
#line 24 "lessons/channel/channel.cpp"
const location go_2_line = location::current();
#line 45 "lessons/channel/channel.cpp"
const location go_line = location::current();
#line 48 "lessons/channel/channel.cpp"
const location stop_line = location::current();
#line 32 "tests/apps/run/comparison_test.cpp"
// clang-format on

std::string_view mark_of(const location& at) {
    static const auto lines =
        lessons::marked_lines(lessons::text_of("channel").cpp);
    return lines.at(at.line() - 1).mark;
}

void work_for_ever() {
    for (;;) ctx::sleep_for(1s);
}

/// Its worker takes no notice of main, which waits for it for ever.
lessons::lesson deaf_worker() {
    struct settings {
        ctx::duration stop_after = 0s;
        bool nested = false;
    };
    return lessons::define_lesson<settings>(
        "channel",
        [](lessons::flag_set& f, settings& s) {
            f.duration("--stop-after", s.stop_after, {"help", "帮助"});
            f.toggle("--nested", s.nested, {"help", "帮助"});
        },
        [](const settings& s) {
            // Without flags compare() explores all schedules.
            if (s.stop_after == 0s) return;
            if (s.nested) ctx::go("worker2", work_for_ever, go_2_line);
            ctx::go("worker", work_for_ever, go_line);
            ctx::sleep_for(s.stop_after);
            ctx::channel<int>().send(1, stop_line);
        });
}

TEST_CASE("a worker that works on after main's last step is never stopped") {
    REQUIRE(mark_of(go_line) == "go");
    REQUIRE(mark_of(go_2_line) == "go-2");
    REQUIRE(mark_of(stop_line) == "stop");
    const auto c = ctxdemo::compare(deaf_worker(), 2500ms, ctx::background());
    CHECK_FALSE(c.stopped);
    CHECK_FALSE(c.held_up);
    CHECK_FALSE(c.nested_stopped);
}

}  // namespace comparison_test
