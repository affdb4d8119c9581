// What goes from one goroutine to another: values, and the end of a context.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/links.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/apps/recordings.hpp"

namespace links_test {

using namespace std::chrono_literals;
using ctx::step;
using ctx_test::add;
using ctxdemo::recording;

/// Adds a select with two cases.
void add_select(recording& r, std::uint32_t by, ctx::event_case first,
                ctx::event_case second) {
    add(r, 0s, by, step::select);
    r.events.back().cases = {first, second};
}

/// Returns the values as "1>2", a word for each, in their order.
std::string values_of(const recording& r) {
    std::string all;
    for (const auto& h : links_of(r).handovers) {
        if (!all.empty()) all += ' ';
        all += std::to_string(h.from) + '>' + std::to_string(h.to);
    }
    return all;
}

TEST_CASE("a value goes from its sender to the goroutine that waits for it") {
    recording r;
    add(r, 0s, 2, step::receive, "", 7);
    add(r, 0s, 2, step::block, "chan receive");
    add(r, 0s, 1, step::send, "", 7);
    add(r, 0s, 1, step::print, "sent");
    add(r, 0s, 2, step::wake, "chan receive");
    const auto found = links_of(r).handovers;
    REQUIRE(found.size() == 1);
    CHECK(found[0].event == 2);  // the send
    CHECK(found[0].from == 1);
    CHECK(found[0].to == 2);
    CHECK(found[0].channel == 7);
}

TEST_CASE("a value of a sender that waits goes to the next receiver") {
    recording r;
    add(r, 0s, 1, step::send, "", 7);
    add(r, 0s, 1, step::block, "chan send");
    add(r, 0s, 2, step::receive, "", 7);
    add(r, 0s, 1, step::wake, "chan send");
    const auto found = links_of(r).handovers;
    REQUIRE(found.size() == 1);
    CHECK(found[0].event == 2);  // the receive
    CHECK(values_of(r) == "1>2");
}

TEST_CASE("values of a buffer are received in the order of their sends") {
    recording r;
    for (const std::uint32_t sender : {1U, 2U, 3U}) {
        add(r, 0s, sender, step::send, "", 7);
    }
    for (const std::uint32_t receiver : {5U, 4U}) {
        add(r, 0s, receiver, step::receive, "", 7);
    }
    CHECK(values_of(r) == "1>5 2>4");
}

TEST_CASE("a call that waits until the end of the run gets no value") {
    recording r;
    add(r, 0s, 2, step::receive, "", 7);
    add(r, 0s, 2, step::block, "chan receive");
    add(r, 0s, 1, step::send, "", 8);
    add(r, 0s, 1, step::block, "chan send");
    CHECK(values_of(r) == "");
}

TEST_CASE("only the chosen case of a select gets a value") {
    recording r;
    add_select(r, 1, {step::receive, 7}, {step::receive, 8});
    add(r, 0s, 1, step::block, "select");
    add(r, 0s, 2, step::send, "", 8);
    add(r, 0s, 1, step::wake, "select");
    add(r, 0s, 1, step::choose, "receive", 8, 1);
    add(r, 0s, 3, step::send, "", 7);
    add(r, 0s, 3, step::block, "chan send");
    const auto found = links_of(r).handovers;
    REQUIRE(found.size() == 1);
    CHECK(found[0].channel == 8);
    CHECK(values_of(r) == "2>1");
}

TEST_CASE("the default of a select gets no value") {
    recording r;
    add_select(r, 1, {step::receive, 7}, {step::done, 1});
    add(r, 0s, 1, step::choose, "default", 0, 2);
    add(r, 0s, 2, step::send, "", 7);
    add(r, 0s, 2, step::block, "chan send");
    CHECK(links_of(r).handovers.empty());
    CHECK(links_of(r).findings.empty());
}

TEST_CASE("a goroutine finds a context done when it goes on") {
    recording r;
    add(r, 0s, 1, step::derive, "with_cancel", 1);
    add(r, 0s, 2, step::done, "", 1);
    add(r, 0s, 2, step::block, "done");
    add(r, 0s, 1, step::cancel, "context canceled", 1);
    add(r, 0s, 2, step::wake, "done");
    add_select(r, 3, {step::done, 1}, {step::receive, 7});
    add(r, 0s, 3, step::choose, "done", 1, 0);
    const auto found = links_of(r).findings;
    REQUIRE(found.size() == 2);
    CHECK(found[0].goroutine == 2);
    CHECK(found[0].event == 4);  // the wake
    CHECK(found[0].end == 3);    // the cancellation
    CHECK(found[1].goroutine == 3);
    CHECK(found[1].event == 6);  // the choose
}

TEST_CASE("a context with a value is done by the end of its parent") {
    recording r;
    add(r, 0s, 1, step::derive, "with_cancel", 1);
    add(r, 0s, 1, step::derive, "with_value", 2, 1);
    add(r, 0s, 1, step::cancel, "context canceled", 1);
    add(r, 0s, 1, step::done, "", 2);
    const auto found = links_of(r).findings;
    REQUIRE(found.size() == 1);
    CHECK(found[0].context == 2);
    CHECK(found[0].end == 2);
}

TEST_CASE("in every lesson a context ends before a goroutine finds it done") {
    std::size_t count = 0;
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = ctx_test::recording_of({name});
        CAPTURE(name);
        for (const auto& f : links_of(r).findings) {
            CHECK(f.end < f.event);
            CHECK(r.events[f.event].goroutine == f.goroutine);
            ++count;
        }
    }
    CHECK(count > 10);
}

}  // namespace links_test
