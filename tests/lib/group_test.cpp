// group: the first error, and the goroutines that it waits for.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <ctx/atomic.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/defer.hpp>
#include <ctx/explore.hpp>
#include <ctx/group.hpp>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "tests/support/every_schedule.hpp"
#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace group_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::clock;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx::expect;
using ctx::group;
using ctx::sleep_for;
using ctx_test::in_bubble;
using ctx_test::in_every_schedule;

const error disk_full(std::runtime_error("disk full"));
const error too_late(std::runtime_error("too late"));

// -- the error --------------------------------------------------------------

TEST_CASE("each wait returns the first error so far") {
    const std::vector<std::vector<error>> rows = {
        {},
        {error()},
        {disk_full},
        {disk_full, error()},
        {disk_full, error(), too_late},
        {error(), too_late}};
    for (const auto& returned : rows) {
        in_bubble([&] {
            group g;
            error first;
            CHECK(g.wait() == first);
            for (const error& e : returned) {
                g.go([e] { return e; });
                if (!first) first = e;
                CHECK(g.wait() == first);
            }
        });
    }
}

TEST_CASE("the first error is the cause of the child context") {
    struct row {
        const char* name;
        std::vector<error> returned;
        error want, cause;
    };
    const row rows[] = {
        {"no function", {}, {}, errc::canceled},
        {"no error", {error()}, {}, errc::canceled},
        {"one error", {disk_full}, disk_full, disk_full},
        {"an error and none", {disk_full, {}}, disk_full, disk_full},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        in_bubble([&] {
            group g(background());
            for (const error& e : row.returned) g.go([e] { return e; });

            CHECK(g.wait() == row.want);

            CHECK(g.child().err() == errc::canceled);
            CHECK(cause(g.child()) == row.cause);
        });
    }
}

TEST_CASE("the first error in time wins, and ends the others at once") {
    in_bubble([] {
        const auto start = clock::now();
        group g(background());
        g.go([](const context& c) -> error {
            c.done().wait();
            return cause(c) == disk_full ? too_late : error();
        });
        g.go([]() -> error {
            sleep_for(1s);
            return disk_full;
        });

        CHECK(g.wait() == disk_full);

        CHECK(clock::now() - start == 1s);
    });
}

TEST_CASE("a group without a context lets all functions run to their end") {
    in_bubble([] {
        const auto start = clock::now();
        group g;
        g.go([] { return disk_full; });
        g.go([] { sleep_for(1s); });

        CHECK(g.wait() == disk_full);

        CHECK(clock::now() - start == 1s);
        CHECK(g.child() == background());
    });
}

TEST_CASE("a canceled parent cancels the child, and is no error of the group") {
    in_bubble([] {
        const auto [parent, cancel] = with_cancel(background());
        group g(parent);
        g.go([](const context& c) { c.done().wait(); });

        cancel();

        CHECK_FALSE(g.wait());
    });
}

TEST_CASE("a function may return a code, an error or nothing") {
    in_bubble([] {
        group g;
        g.go([] {});
        g.go([](const context&) {});
        g.go([] { return std::error_code(); });
        g.go([](const context&) { return errc::deadline_exceeded; });
        CHECK(g.wait() == errc::deadline_exceeded);
    });
}

TEST_CASE("a function need not be copyable") {
    in_bubble([] {
        auto only = std::make_unique<int>(7);
        group g;
        g.go([mine = std::move(only)] { CHECK(*mine == 7); });
        CHECK_FALSE(g.wait());
    });
}

// -- exceptions ---------------------------------------------------------------

TEST_CASE("an exception that leaves a function is the error of the group") {
    in_bubble([] {
        group g(background());
        g.go([] { throw std::system_error(errc::deadline_exceeded); });

        const error e = g.wait();

        CHECK(e.code() == errc::deadline_exceeded);
        CHECK_THROWS_AS(e.raise(), std::system_error);
        CHECK(cause(g.child()) == e);
    });
}

TEST_CASE("the text of an exception begins with the goroutine's name") {
    in_bubble([] {
        group named;
        named.go("worker 3", [] { throw std::runtime_error("disk full"); });
        const error e = named.wait();
        CHECK(e.message() == "worker 3: disk full");
        CHECK_THROWS_WITH_AS(e.raise(), "disk full", std::runtime_error);

        group unnamed;
        unnamed.go([] { throw 7; });
        CHECK(unnamed.wait().message() == "unknown exception");
    });
}

TEST_CASE("the end of a goroutine with its scope is no error") {
    group g(background());
    const auto report = ctx::bubble([&] { g.go([] { sleep_for(1h); }); });

    CHECK(report.leaks.size() == 1);
    CHECK_FALSE(g.wait());
    CHECK(cause(g.child()) == errc::canceled);
}

TEST_CASE("the end of a goroutine by pthread_exit is no error") {
    ctx_test::check_clean(ctx::run([] {
        group g;
        g.go([] { ::pthread_exit(nullptr); });
        CHECK_FALSE(g.wait());
    }));
}

// -- the end of a group -------------------------------------------------------

TEST_CASE("the destructor cancels the child and waits for the goroutines") {
    in_bubble([] {
        bool has_returned = false;
        {
            group g(background());
            g.go([&](const context& c) {
                c.done().wait();
                sleep_for(1s);
                has_returned = true;
            });
        }
        CHECK(has_returned);
    });
}

TEST_CASE("the destructor waits while an exception unwinds the block") {
    in_bubble([] {
        bool has_returned = false;
        try {
            group g(background());
            g.go([&](const context& c) {
                c.done().wait();
                sleep_for(1s);
                has_returned = true;
            });
            throw std::runtime_error("the block fails");
        } catch (const std::runtime_error&) {
            CHECK(has_returned);
        }
    });
}

using scope = std::function<void(const std::function<void()>&)>;

const scope scopes[] = {
    [](const auto& main) { (void)ctx::bubble(main); },
    [](const auto& main) { (void)ctx::run_on_fibers(main); },
    [](const auto& main) { (void)ctx::run(main); },
};

TEST_CASE("a group whose owner fails is ended, and does not hang") {
    for (const auto& run : scopes) {
        bool has_ended = false;
        const auto main = [&] {
            bool* const used = &has_ended;  // by the goroutine as it ends
            group g;
            g.go([&] {
                const ctx::defer note([&] { *used = true; });
                channel<int>().send(1);
            });
            ctx::yield();
            throw std::runtime_error("main fails");
        };
        CHECK_THROWS_WITH(run(main), "main fails");
        CHECK(has_ended);
    }
}

TEST_CASE("a group that is left behind is ended, and does not hang") {
    for (const auto& run : scopes) {
        std::atomic<int> ended = 0;
        run([&] {
            const channel<int> ready(1);
            ctx::go([&ended, ready] {
                const ctx::defer note([&] { ++ended; });
                group g;
                g.go([&ended, ready] {
                    const ctx::defer note_too([&] { ++ended; });
                    ready.send(1);
                    channel<int>().send(1);
                });
                (void)g.wait();
            });
            (void)ready.receive();
        });
        CHECK(ended == 2);
    }
}

TEST_CASE("a function is destroyed before its goroutine counts as returned") {
    in_bubble([] {
        const auto held = std::make_shared<int>(7);
        group g;
        g.go([held] {});
        CHECK_FALSE(g.wait());
        CHECK(held.use_count() == 1);
    });
}

TEST_CASE("a function may add to its group while another goroutine waits") {
    in_bubble([] {
        const auto start = clock::now();
        group g;
        g.go([&] {
            sleep_for(1s);
            g.go([&] {
                sleep_for(1s);
                g.go([] { sleep_for(1s); });
            });
        });

        CHECK_FALSE(g.wait());

        CHECK(clock::now() - start == 3s);
    });
}

TEST_CASE("a wait that its context ends leaves the group as it is") {
    in_bubble([] {
        group g(background());
        g.go([]() -> error {
            sleep_for(2s);
            return disk_full;
        });

        const auto [c, cancel] = with_timeout(background(), 2s - 1ns);
        CHECK(g.wait(c) == errc::deadline_exceeded);
        CHECK_FALSE(g.child().err());

        const auto [later, cancel_later] = with_timeout(background(), 1h);
        CHECK(g.wait(later) == disk_full);
        CHECK(cause(g.child()) == disk_full);
    });
}

TEST_CASE("of many threads that fail, one error is the cause everywhere") {
    for (int round = 0; round < 20; ++round) {
        group g(background());
        for (int i = 0; i < 8; ++i) {
            g.go([i] { throw std::runtime_error(std::to_string(i)); });
        }
        const error e = g.wait();
        REQUIRE(e);
        CHECK(cause(g.child()) == e);
    }
}

// -- every schedule -----------------------------------------------------------

TEST_CASE("in every schedule one error ends three functions") {
    in_every_schedule([] {
        ctx::atomic<int> returned = 0;
        group g(background());
        for (int i = 0; i < 3; ++i) {
            g.go([&, i](const context& c) -> error {
                if (i == 1) return disk_full;
                c.done().wait();
                ++returned;
                return cause(c);
            });
        }
        const error e = g.wait();
        expect(e == disk_full, "the error is the first one");
        expect(returned == 2, "the others have returned");
    });
}

TEST_CASE("in every schedule the first of two errors wins everywhere") {
    in_every_schedule([] {
        group g(background());
        g.go([] { return disk_full; });
        g.go([] { return too_late; });
        const error e = g.wait();
        expect(e == disk_full || e == too_late, "there is an error");
        expect(e == cause(g.child()), "the error is the cause");
        expect(e == g.wait(), "the error stays");
    });
}

TEST_CASE("an expectation that does not hold in a function fails the run") {
    int failed = 0;
    ctx::explore(
        [] {
            group g;
            g.go([] { expect(false, "this holds"); });
            (void)g.wait();  // drops the error
        },
        [&](const ctx::explored& run) {
            failed += run.how == ctx::explored::ending::expectation;
        });
    CHECK(failed == 1);
}

TEST_CASE("in every schedule a dropped group leaves no goroutine behind") {
    in_every_schedule([] {
        const auto [parent, cancel] = with_cancel(background());
        group g(parent);
        g.set_limit(1);
        for (int i = 0; i < 2; ++i) {
            (void)g.try_go([](const context& c) { c.done().wait(); });
        }
        ctx::go(cancel);
        const error e = g.wait(parent);
        expect(!e || e == errc::canceled, "a wait ends with its context");
    });
}

}  // namespace group_test
