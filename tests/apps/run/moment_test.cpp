// The state of a run at one of its steps.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/moment.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/apps/recordings.hpp"

namespace moment_test {

using namespace std::chrono_literals;
using ctx::step;
using ctx_test::add;
using ctx_test::recording_of;
using ctxdemo::context_now;
using ctxdemo::goroutine_now;
using ctxdemo::moment;
using ctxdemo::moment_at;
using ctxdemo::recording;
using ctxdemo::step_at;

const goroutine_now& goroutine(const moment& m, const std::string& name) {
    const auto it = std::ranges::find(m.goroutines, name, &goroutine_now::name);
    REQUIRE(it != m.goroutines.end());
    return *it;
}

TEST_CASE("a run has no goroutines and no contexts before its first step") {
    const auto r = recording_of({"cancel"});
    const moment m = moment_at(r, 0);
    CHECK(m.last.empty());
    CHECK(m.goroutines.empty());
    CHECK(m.contexts.empty());
    CHECK(m.output.empty());
}

TEST_CASE("a goroutine is waiting, ready or ended") {
    const auto r = recording_of({"cancel"});
    // Main derives, starts the worker, and sleeps; the worker prints.
    const moment early = moment_at(r, 4);
    CHECK(goroutine(early, "main").is == goroutine_now::state::waiting);
    CHECK(goroutine(early, "main").waits_on == "sleep 3s");
    CHECK(goroutine(early, "worker").is == goroutine_now::state::ready);
    CHECK(goroutine(early, "worker").waits_on == "");

    const moment end = moment_at(r, r.steps.size());
    CHECK(goroutine(end, "worker").is == goroutine_now::state::ended);
}

TEST_CASE("each of two sleeping goroutines shows its own time") {
    const auto r = recording_of({"cancel", "--work", "7s"});
    const moment m = moment_at(r, 5);
    CHECK(goroutine(m, "main").waits_on == "sleep 3s");
    CHECK(goroutine(m, "worker").waits_on == "sleep 7s");
}

TEST_CASE("two goroutines that fall asleep at once show their own times") {
    recording r;
    add(r, 0s, 1, step::sleep, "3s");
    add(r, 0s, 2, step::sleep, "7s");
    add(r, 0s, 1, step::block, "sleep");
    add(r, 0s, 2, step::block, "sleep");
    const moment m = moment_at(r, 4);
    CHECK(goroutine(m, "main").waits_on == "sleep 3s");
    CHECK(goroutine(m, "goroutine 2").waits_on == "sleep 7s");
}

TEST_CASE("a context is live until it is canceled, and then has a cause") {
    const auto r = recording_of({"cancel"});
    CHECK(moment_at(r, 1).contexts.at(0).is == context_now::state::live);
    const context_now done = moment_at(r, r.steps.size()).contexts.at(0);
    CHECK(done.is == context_now::state::canceled);
    CHECK(done.cause == "context canceled");
    CHECK(done.done_at == 3s);
    CHECK(done.name == "ctx");
    CHECK(done.how == "WithCancel");
    CHECK(done.parent == 0);
    REQUIRE(done.done_step > 0);
    const auto at_cancel = moment_at(r, done.done_step).last;
    REQUIRE(at_cancel.size() == 1);
    CHECK(at_cancel[0].what == step::cancel);
}

TEST_CASE("a live context shows its deadline, and expires at it") {
    const auto r = recording_of({"deadline"});
    const auto before = moment_at(r, step_at(r, 50ms - 1ns));
    CHECK(before.contexts.at(0).deadline == 50ms);
    CHECK(before.contexts.at(0).is == context_now::state::live);
    const auto after = moment_at(r, step_at(r, 50ms));
    CHECK(after.contexts.at(0).is == context_now::state::expired);
    CHECK(after.contexts.at(0).done_at == 50ms);
}

TEST_CASE("a value context is canceled with its parent") {
    const auto r = recording_of({"family"});
    const moment end = moment_at(r, r.steps.size());
    for (const auto& c : end.contexts) {
        if (c.how != "WithValue") continue;
        CHECK(c.is == context_now::state::canceled);
        CHECK(c.cause == "client is gone");
    }
}

TEST_CASE("a context has Go's name for the function that derived it") {
    recording r;
    add(r, 0s, 1, step::derive, "with_deadline_cause", 1);
    add(r, 0s, 1, step::derive, "merge", 2, 1);
    const moment m = moment_at(r, 2);
    CHECK(m.contexts.at(0).how == "WithDeadlineCause");
    CHECK(m.contexts.at(1).how == "Merge");
    CHECK(m.contexts.at(1).parent == 1);
    CHECK(m.contexts.at(1).name == "");
}

TEST_CASE("a moment knows the channels that are closed") {
    recording r;
    add(r, 0s, 1, step::close, "", 3);
    add(r, 0s, 1, step::print, "closed");
    CHECK(moment_at(r, 0).closed.empty());
    CHECK(moment_at(r, 2).closed == std::set<std::uint32_t>{3});
}

TEST_CASE("a goroutine keeps its last call that may block") {
    recording r;
    CHECK(moment_at(r, 0).goroutines.empty());
    add(r, 0s, 1, step::print, "hello");
    add(r, 0s, 1, step::sleep, "1s");
    add(r, 0s, 1, step::block, "sleep");
    add(r, 1s, 1, step::wake, "sleep");
    add(r, 1s, 1, step::print, "over");
    CHECK(goroutine(moment_at(r, 1), "main").call == nullptr);
    for (std::size_t i = 2; i <= r.steps.size(); ++i) {
        CHECK(goroutine(moment_at(r, i), "main").call == &r.events[1]);
    }
}

TEST_CASE("while time goes on, a moment is at the line of the step before") {
    const auto r = recording_of({"cancel"});
    std::size_t seen = 0;
    for (std::size_t i = 1; i <= r.steps.size(); ++i) {
        if (!r.steps[i - 1].is_time()) continue;
        const moment m = moment_at(r, i);
        CHECK(m.last.empty());
        CHECK(m.at.line() == moment_at(r, i - 1).at.line());
        CHECK(m.time > moment_at(r, i - 1).time);
        ++seen;
    }
    CHECK(seen == 3);
}

TEST_CASE("step_at counts the steps up to and at a time") {
    recording r;
    ctx_test::add(r, 0s, 1, step::print);
    ctx_test::add(r, 1s, 1, step::print);
    ctx_test::add(r, 1s, 1, step::print);
    CHECK(step_at(r, 0s) == 1);
    CHECK(step_at(r, 1s - 1ns) == 1);
    // Time that goes on is a step, too.
    CHECK(step_at(r, 1s) == 4);
    CHECK(step_at(r, 1h) == 4);
    CHECK(step_at({}, 1h) == 0);
}

/// All of a moment, to compare.
std::string text_of(const moment& m) {
    std::string text = std::to_string(m.step) + ctx::format_duration(m.time);
    for (const auto& g : m.goroutines) {
        text += '\n' + g.name + std::to_string(static_cast<int>(g.is)) +
                g.waits_on + std::to_string(g.at.line());
    }
    for (const auto& c : m.contexts) {
        text += '\n' + c.name + c.how + std::to_string(c.parent) +
                std::to_string(static_cast<int>(c.is)) + c.cause +
                ctx::format_duration(c.done_at);
    }
    for (const auto& line : m.output) text += '\n' + line;
    return text;
}

TEST_CASE("moments has the same states as moment_at, step by step") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        ctxdemo::moments forward(r);
        CAPTURE(name);
        CHECK(text_of(forward.now()) == text_of(moment_at(r, 0)));
        for (std::size_t i = 1; i <= r.steps.size(); ++i) {
            CHECK(forward.next());
            CHECK(text_of(forward.now()) == text_of(moment_at(r, i)));
        }
        CHECK_FALSE(forward.next());
    }
}

TEST_CASE("moment_at returns the same state again after a later one") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        std::vector<std::string> seen;
        for (std::size_t i = 0; i <= r.steps.size(); ++i) {
            seen.push_back(text_of(moment_at(r, i)));
        }
        for (std::size_t i = r.steps.size() + 1; i-- > 0;) {
            CAPTURE(name);
            CHECK(text_of(moment_at(r, i)) == seen[i]);
        }
    }
}

TEST_CASE("every moment of a lesson follows from the moment before it") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        moment before = moment_at(r, 0);
        for (std::size_t i = 1; i <= r.steps.size(); ++i) {
            const moment m = moment_at(r, i);
            CAPTURE(name);
            CAPTURE(i);
            const auto& last = r.steps[i - 1];
            CHECK(m.last.data() == r.events.data() + last.begin);
            CHECK(m.last.size() == last.end - last.begin);
            CHECK(m.time >= before.time);
            CHECK(m.output.size() >= before.output.size());
            CHECK(m.goroutines.size() >= before.goroutines.size());
            for (const auto& g : m.goroutines) {
                CHECK(!g.name.empty());
                CHECK((g.is == goroutine_now::state::waiting) ==
                      !g.waits_on.empty());
            }
            // A context that is done stays done.
            for (std::size_t k = 0; k < before.contexts.size(); ++k) {
                const bool was_live =
                    before.contexts[k].is == context_now::state::live;
                CHECK((was_live || m.contexts[k].is == before.contexts[k].is));
            }
            before = m;
        }
    }
}

}  // namespace moment_test
