// The functions of lib/README.md's programs in every schedule.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "guide/fan_in.hpp"
#include "guide/first_program.hpp"
#include "guide/graceful_shutdown.hpp"
#include "guide/hedged_request.hpp"
#include "guide/pipeline.hpp"
#include "guide/rate_limit.hpp"
#include "guide/request_scoped_values.hpp"
#include "guide/retry_with_backoff.hpp"
#include "guide/test_your_code.hpp"
#include "guide/worker_pool.hpp"
#include "tests/lib/guide.hpp"

namespace guide_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::clock;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx::expect;
using ctx_test::in_every_schedule;
using ctx_test::printed;

// Cancels a context at any moment of `body`, in every schedule.
void with_cancel_at_any_moment(
    const std::function<void(const context&)>& body) {
    in_every_schedule([&] {
        const auto [c, cancel] = ctx::with_cancel(background());
        ctx::go([cancel = cancel] { cancel(); });
        body(c);
    });
}

// The other programs start a bubble, wait for a signal, or have too many
// schedules.
TEST_CASE("a program prints the same in every schedule") {
    struct row {
        const char* name;
        int number;
        void (*program)();
    };
    const row rows[] = {
        {"first", first_program::number, first_program::program},
        {"worker pool", worker_pool::number, worker_pool::program},
        {"hedged request", hedged_request::number, hedged_request::program},
        {"retry", retry_with_backoff::number, retry_with_backoff::program},
        {"fan-in", fan_in::number, fan_in::program},
        {"values", request_scoped_values::number,
         request_scoped_values::program},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            ctx_test::check_every_schedule(row.number, row.program);
        }
    }
}

TEST_CASE("a canceled worker pool returns all results or throws") {
    bool is_complete = false, has_thrown = false;
    with_cancel_at_any_moment([&](const context& c) {
        try {
            const auto sizes = worker_pool::fetch_all(c, {1, 2, 3});
            expect(sizes == std::vector{100, 200, 300}, "a result is missing");
            is_complete = true;
        } catch (const std::system_error& e) {
            expect(e.code() == errc::canceled, e.what());
            has_thrown = true;
        }
    });
    CHECK(has_thrown);
    // The jobs sleep, and the cancel call does not.
    CHECK_FALSE(is_complete);
}

TEST_CASE("a worker pool runs two jobs at a time") {
    in_every_schedule([] {
        const auto start = clock::now();
        (void)worker_pool::fetch_all(background(), {1, 2, 3, 4});
        expect(clock::now() - start == 20ms, "another number of jobs");
    });
}

TEST_CASE("a pipeline finds the first square, or none") {
    for (int limit = 0; limit < 10; ++limit) {
        for (int last = 0; last < 4; ++last) {
            int want = 0;
            for (int n = last; n > 0; --n) {
                if (n * n > limit) want = n * n;
            }
            in_every_schedule([&] {
                expect(pipeline::first_square_above(background(), limit,
                                                    last) == want,
                       "another square");
            });
        }
    }
}

TEST_CASE("a shutdown finishes each short job that was taken") {
    std::set<std::string> seen;
    in_every_schedule([&] {
        const auto [stop, cancel] = ctx::with_cancel(background());
        const channel<ctx::duration> jobs;
        bool has_short = false, has_long = false;
        ctx::wait_group others;
        others.go([&, stop = stop] {
            has_short = !jobs.send(stop, 10ms);
            has_long = !jobs.send(stop, 1h);
        });
        others.go([cancel = cancel] { cancel(); });
        const auto start = clock::now();
        const printed out;

        graceful_shutdown::serve(stop, jobs);
        others.wait();

        const ctx::duration most = has_long ? 500ms : has_short ? 10ms : 0ms;
        expect(clock::now() - start == most, "another time");
        const std::string rest = has_long ? ", the rest is cut off" : "";
        expect(out.text() == "context canceled: " + std::to_string(has_short) +
                                 " finished" + rest + '\n',
               out.text());
        seen.insert(out.text());
    });
    CHECK(seen.size() == 3);
}

using hedged_request::ask_any;
using hedged_request::replica;

const error down(std::runtime_error("down"));

TEST_CASE("a hedged request has the first good reply") {
    struct row {
        std::string name;
        std::vector<replica> replicas;
        ctx::duration time;
        std::set<std::string> want;  // any of these
    };
    const row rows[] = {
        {"the first replica is in time", {{"a", 20ms}, {"b", 0s}}, 20ms, {"a"}},
        {"the first is too slow", {{"a", 1h}, {"b", 10ms}}, 60ms, {"b"}},
        {"the first wins all the same", {{"a", 60ms}, {"b", 1h}}, 60ms, {"a"}},
        {"two replies at once", {{"a", 60ms}, {"b", 10ms}}, 60ms, {"a", "b"}},
        {"the third", {{"a", 1h}, {"b", 1h}, {"c", 0s}}, 100ms, {"c"}},
        {"one replica", {{"a", 70ms}}, 70ms, {"a"}},
        {"the first fails", {{"a", 20ms, down}, {"b", 10ms}}, 30ms, {"b"}},
        {"the slow one fails", {{"a", 60ms, down}, {"b", 20ms}}, 70ms, {"b"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        std::set<std::string> seen;
        in_every_schedule([&] {
            const auto start = clock::now();
            const auto got = ask_any(background(), row.replicas, 50ms);
            expect(clock::now() - start == row.time, "another time");
            expect(!got.err, got.err.message());
            seen.insert(got.text.substr(std::string("hello from ").size()));
        });
        CHECK(seen == row.want);
    }
}

TEST_CASE("a hedged request that all replicas fail has the last error") {
    const error off(std::runtime_error("off"));
    in_every_schedule([&] {
        const auto start = clock::now();
        const auto got =
            ask_any(background(), {{"a", 60ms, off}, {"b", 0s, down}}, 50ms);
        expect(got.err == off, got.err.message());
        expect(clock::now() - start == 60ms, "another time");
    });
}

TEST_CASE("a hedged request ends with its context") {
    in_every_schedule([] {
        const auto [c, cancel] = ctx::with_timeout(background(), 120ms);
        const auto start = clock::now();
        const auto got = ask_any(c, {{"a", 1h}, {"b", 1h}, {"c", 1h}}, 50ms);
        expect(got.err == errc::deadline_exceeded, got.err.message());
        expect(clock::now() - start == 120ms, "another time");
    });
}

TEST_CASE("a rate limit lets one goroutine go on at a time") {
    in_every_schedule([] {
        rate_limit::rate_limit limit(1s);
        const auto start = clock::now();
        std::vector<ctx::duration> turns;
        ctx::wait_group callers;
        for (int i = 0; i < 3; ++i) {
            callers.go([&] {
                expect(!limit.wait(background()), "no turn");
                turns.push_back(clock::now() - start);
            });
        }
        callers.wait();
        expect(turns == std::vector<ctx::duration>{0s, 1s, 2s}, "other turns");
        ctx::sleep_for(1h);
        for (const auto at : {1h + 2s, 1h + 3s}) {
            expect(!limit.wait(background()), "no turn");
            expect(clock::now() - start == at, "turns were saved up");
        }
    });
}

TEST_CASE("a rate limit ends its wait with the context") {
    with_cancel_at_any_moment([](const context& c) {
        rate_limit::rate_limit limit(1s);
        const auto start = clock::now();
        const auto first = limit.wait(c);
        const auto second = limit.wait(c);
        expect(!first || first == errc::canceled, first.message());
        expect(second == errc::canceled, second.message());
        expect(clock::now() == start, "it has waited");
    });
}

TEST_CASE("a retry returns the last error") {
    std::set<std::string> seen;
    with_cancel_at_any_moment([&](const context& c) {
        int calls = 0;
        const auto start = clock::now();
        const error err =
            retry_with_backoff::retry(c, [&](const context& attempt) -> error {
                ++calls;
                if (attempt.err()) return attempt.err();
                return std::runtime_error("busy");
            });
        expect(calls == 1 && clock::now() == start, "it has waited");
        seen.insert(err.message());
    });
    CHECK(seen == std::set<std::string>{"busy", "context canceled"});
}

TEST_CASE("a retry doubles its pauses up to a second") {
    in_every_schedule([] {
        const auto start = clock::now();
        std::vector<ctx::duration> calls;
        const auto err = retry_with_backoff::retry(
            background(), [&](const context& attempt) -> error {
                calls.push_back(clock::now() - start);
                expect(attempt.deadline() == clock::now() + 2s, "no timeout");
                if (calls.size() < 10) return std::runtime_error("busy");
                return {};
            });
        expect(!err, err.message());
        expect(calls.back() == clock::now() - start, "it waits after success");
        ctx::duration at = 0s, pause = 10ms;
        for (const auto call : calls) {
            expect(call == at, "another time");
            at += std::min(pause, ctx::duration(1s));
            pause *= 2;
        }
    });
}

// True if `values` are the first ones of 1, 3, 5 and of 2, 4, mixed.
bool is_merged(const std::vector<int>& values) {
    int odd = 1, even = 2;
    for (const int n : values) {
        int& next = n % 2 ? odd : even;
        if (n != next) return false;
        next += 2;
    }
    return odd <= 7 && even <= 6;
}

fan_in::numbers closed_channel_of(const std::vector<int>& values) {
    fan_in::numbers ch(values.size());
    for (const int n : values) ch.send(n);
    ch.close();
    return ch;
}

TEST_CASE("a fan-in has all values of each source in order") {
    std::set<std::vector<int>> seen;
    in_every_schedule([&] {
        std::vector<int> got;
        for (const int n : fan_in::merged(
                 background(),
                 {closed_channel_of({1, 3, 5}), closed_channel_of({2, 4})})) {
            got.push_back(n);
        }
        expect(got.size() == 5 && is_merged(got), "lost or out of order");
        seen.insert(got);
    });
    CHECK(seen.size() == 10);  // 5 values, of which 2 are even
}

TEST_CASE("a canceled fan-in closes its channel, and loses only the rest") {
    with_cancel_at_any_moment([](const context& c) {
        std::vector<int> got;
        for (const int n : fan_in::merged(
                 c, {closed_channel_of({1, 3}), closed_channel_of({2, 4})})) {
            got.push_back(n);
        }
        expect(is_merged(got), "lost or out of order");
    });
}

TEST_CASE("a fan-in ends with its context while nobody reads") {
    with_cancel_at_any_moment([](const context& c) {
        const auto all = fan_in::merged(
            c, {closed_channel_of({1, 3}), closed_channel_of({2, 4})});
        (void)all.receive();
    });
}

TEST_CASE("a fan-in ends with its context while no source sends") {
    with_cancel_at_any_moment([](const context& c) {
        const fan_in::numbers silent;
        expect(!fan_in::merged(c, {silent, silent}).receive(), "a value");
    });
}

TEST_CASE("a test of an answer and a timeout sees both") {
    std::set<bool> seen;
    in_every_schedule([&] { seen.insert(test_your_code::is_answered()); });
    CHECK(seen.size() == 2);
}

}  // namespace guide_test
