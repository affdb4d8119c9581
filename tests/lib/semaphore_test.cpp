// semaphore: its units, the order of those that wait, and their contexts.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <ctx/atomic.hpp>
#include <ctx/bubble.hpp>
#include <ctx/defer.hpp>
#include <ctx/event.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/semaphore.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/every_schedule.hpp"
#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace semaphore_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::clock;
using ctx::errc;
using ctx::expect;
using ctx::go;
using ctx::semaphore;
using ctx::sleep_for;
using ctx::wait_group;
using ctx_test::in_bubble;
using ctx_test::in_every_schedule;

// Takes `n` units, or gives up after `patience`.
bool takes(semaphore& s, std::int64_t n, ctx::duration patience = 10ms) {
    const auto [c, cancel] = with_timeout(background(), patience);
    return !s.acquire(c, n);
}

// True if all units of `s`, which has `size`, are free.
bool is_free(semaphore& s, std::int64_t size) {
    if (!s.try_acquire(size)) return false;
    s.release(size);
    return true;
}

// -- units --------------------------------------------------------------------

TEST_CASE("try_acquire takes units only if they are free") {
    semaphore s(2);
    CHECK(s.try_acquire(1));
    CHECK(s.try_acquire(1));
    CHECK_FALSE(s.try_acquire(1));
    s.release(2);
    CHECK(s.try_acquire(1));
    CHECK_FALSE(s.try_acquire(2));
}

TEST_CASE("acquire takes units only if they are free") {
    in_bubble([] {
        semaphore s(2);
        CHECK(takes(s, 1));
        CHECK(takes(s, 1));
        CHECK_FALSE(takes(s, 1));
        s.release(2);
        CHECK(takes(s, 1));
        CHECK_FALSE(takes(s, 2));
    });
}

TEST_CASE("acquire goes on when units are free and not before") {
    in_bubble([] {
        const auto start = clock::now();
        semaphore s(3);
        CHECK(takes(s, 3));
        go([&] {
            for (int i = 0; i < 3; ++i) {
                sleep_for(1s);
                s.release(1);
            }
        });

        CHECK_FALSE(s.acquire(background(), 2));

        CHECK(clock::now() - start == 2s);
        CHECK_FALSE(s.acquire(background(), 1));
    });
}

TEST_CASE("a request of zero units needs no free unit") {
    semaphore none(0);
    CHECK(none.try_acquire(0));
    CHECK_FALSE(none.acquire(background(), 0));
    none.release(0);
    CHECK_FALSE(none.try_acquire(1));
}

TEST_CASE("negative numbers throw logic_error") {
    CHECK_THROWS_AS(semaphore(-1), std::logic_error);
    semaphore s(1);
    CHECK_THROWS_AS((void)s.acquire(background(), -1), std::logic_error);
    CHECK_THROWS_AS((void)s.try_acquire(-1), std::logic_error);
    CHECK_THROWS_AS(s.release(-1), std::logic_error);
    CHECK(is_free(s, 1));
}

TEST_CASE("a release of more units than are taken throws logic_error") {
    semaphore s(2);
    CHECK_THROWS_AS(s.release(1), std::logic_error);
    CHECK(s.try_acquire(1));
    CHECK_THROWS_AS(s.release(2), std::logic_error);
    s.release(1);
    CHECK(is_free(s, 2));
}

// -- order
// ----------------------------------------------------------------------

TEST_CASE("goroutines that wait are served first come, first served") {
    in_bubble([] {
        std::string order;
        semaphore s(4);
        CHECK(s.try_acquire(4));
        for (const std::int64_t n : {3, 1, 4, 2}) {
            go([&order, &s, n] {
                CHECK_FALSE(s.acquire(background(), n));
                order += std::to_string(n);
                sleep_for(1s);
                s.release(n);
            });
        }
        sleep_for(500ms);
        s.release(2);  // not enough for the first
        sleep_for(500ms);
        CHECK(order == "");

        s.release(2);
        sleep_for(500ms);
        CHECK(order == "31");
        sleep_for(1s);
        CHECK(order == "314");
        sleep_for(1s);
        CHECK(order == "3142");
        sleep_for(1s);
    });
}

TEST_CASE("small requests do not starve a large one") {
    in_bubble([] {
        semaphore s(2);
        bool running = true;
        wait_group wg;
        for (int i = 0; i < 2; ++i) {
            CHECK(s.try_acquire(1));
            wg.go([&] {
                while (running) {
                    sleep_for(1ms);
                    s.release(1);
                    CHECK_FALSE(s.acquire(background(), 1));
                }
                s.release(1);
            });
        }

        CHECK_FALSE(s.acquire(background(), 2));

        running = false;
        s.release(2);
        wg.wait();
    });
}

TEST_CASE("try_acquire does not overtake a goroutine that waits") {
    in_bubble([] {
        semaphore s(2);
        CHECK(s.try_acquire(1));
        go([&] {
            CHECK_FALSE(s.acquire(background(), 2));
            s.release(2);
        });
        ctx::bubble_wait();

        CHECK_FALSE(s.try_acquire(1));

        s.release(1);
        ctx::bubble_wait();
        CHECK(is_free(s, 2));
    });
}

// -- contexts
// -------------------------------------------------------------------

TEST_CASE("an acquire ends with its context and takes nothing") {
    in_bubble([] {
        semaphore s(2);
        CHECK(s.try_acquire(1));
        const auto start = clock::now();
        const auto [c, cancel] = with_timeout(background(), 1s);

        CHECK(s.acquire(c, 2) == errc::deadline_exceeded);

        CHECK(clock::now() - start == 1s);
        s.release(1);
        CHECK(is_free(s, 2));
    });
}

TEST_CASE("an acquire fails if its context is done, also if units are free") {
    semaphore s(2);
    const auto [c, cancel] = with_cancel(background());
    cancel();
    CHECK(s.acquire(c, 1) == errc::canceled);
    CHECK(s.acquire(c, 0) == errc::canceled);
    CHECK(is_free(s, 2));
}

TEST_CASE("a request of more units than there are waits for its context") {
    in_bubble([] {
        semaphore s(2);
        bool has_ended = false;
        const auto [c, cancel] = with_cancel(background());
        go([&, c = c] {
            CHECK(s.acquire(c, 3) == errc::canceled);
            has_ended = true;
        });
        ctx::bubble_wait();

        CHECK(is_free(s, 2));  // it keeps no other request waiting
        CHECK_FALSE(has_ended);

        cancel();
        ctx::bubble_wait();
        CHECK(has_ended);
    });
}

TEST_CASE("a canceled request lets those behind it go on") {
    in_bubble([] {
        semaphore s(3);
        CHECK(s.try_acquire(1));
        const auto [c, cancel] = with_cancel(background());
        wait_group wg;
        wg.go([&, c = c] { CHECK(s.acquire(c, 3) == errc::canceled); });
        for (int i = 0; i < 2; ++i) {
            wg.go([&] { CHECK_FALSE(s.acquire(background(), 1)); });
        }
        ctx::bubble_wait();
        cancel();
        wg.wait();
        s.release(3);
    });
}

TEST_CASE("units that are free after the context is done go to another") {
    in_bubble([] {
        semaphore s(2);
        CHECK(s.try_acquire(1));
        const auto [c, cancel] = with_cancel(background());
        go([&, &cancel = cancel] {
            cancel();
            s.release(1);
            CHECK(s.try_acquire(2));
        });
        CHECK(s.acquire(c, 2) == errc::canceled);
        s.release(2);
    });
}

TEST_CASE("a goroutine that is ended leaves the units to others") {
    semaphore s(2);
    const auto report = ctx::bubble([&] {
        CHECK(s.try_acquire(1));
        go([&] { (void)s.acquire(background(), 2); });
        ctx::bubble_wait();
    });
    CHECK(report.leaks.size() == 1);
    CHECK(s.try_acquire(1));
}

TEST_CASE("a goroutine gives back what it gets as it is ended") {
    semaphore s(1);
    const auto report = ctx::bubble([&] {
        CHECK(s.try_acquire(1));
        go([&] { (void)s.acquire(background(), 1); });
        go([&] {  // is ended first, because it is newer
            const ctx::defer give_back([&] { s.release(1); });
            sleep_for(1h);
        });
        ctx::bubble_wait();
    });
    CHECK(report.leaks.size() == 2);
    CHECK(is_free(s, 1));
}

TEST_CASE("a deadlock names the wait for a semaphore") {
    const auto [c, cancel] = with_cancel(background());
    try {
        ctx_test::check_clean(ctx::bubble([&c = c] {
            semaphore s(0);
            (void)s.acquire(c, 0);
            go([&] { (void)s.acquire(background(), 1); });
            (void)s.acquire(c, 1);
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        REQUIRE(e.asleep().size() == 2);
        CHECK(e.asleep()[0].waits_on == "semaphore acquire or done");
        CHECK(e.asleep()[1].waits_on == "semaphore acquire");
    }
}

TEST_CASE("a bubble whose goroutine polls a semaphore ends with a livelock") {
    ctx::bubble_options options;
    options.calls_per_instant = 1000;
    const auto poll = [] {
        semaphore s(0);
        while (!s.try_acquire(1)) continue;
    };
    CHECK_THROWS_AS((void)ctx::bubble(poll, options), ctx::livelock);
}

// -- threads
// --------------------------------------------------------------------

TEST_CASE("threads never take more units than there are") {
    constexpr std::int64_t size = 4;
    semaphore s(size);
    std::atomic<std::int64_t> taken = 0;
    std::vector<std::jthread> threads;
    for (std::int64_t n = 0; n <= size; ++n) {
        threads.emplace_back([&, n] {
            for (int i = 0; i < 300; ++i) {
                const auto [c, cancel] = with_cancel(background());
                std::optional<std::jthread> canceler;
                if (i % 10 == 0) canceler.emplace([&] { cancel(); });
                if (s.acquire(c, n)) continue;
                CHECK((taken += n) <= size);
                taken -= n;
                s.release(n);
            }
        });
    }
    threads.clear();
    CHECK(is_free(s, size));
}

TEST_CASE("a write before a release is seen after the acquire") {
    for (int round = 0; round < 200; ++round) {
        int written = 0;
        std::jthread writer;
        {
            semaphore s(1);  // destroyed as soon as acquire() has returned
            CHECK(s.try_acquire(1));
            writer = std::jthread([&] {
                written = 1;
                s.release(1);
            });
            CHECK_FALSE(s.acquire(background(), 1));
        }
        CHECK(written == 1);
    }
}

// -- every schedule
// -------------------------------------------------------------

TEST_CASE("no schedule of two acquires and a cancel loses a unit") {
    in_every_schedule([] {
        semaphore s(1);
        const auto [c, cancel] = with_cancel(background());
        wait_group wg;
        for (int i = 0; i < 2; ++i) {
            wg.go([&, c = c] {
                if (!s.acquire(c, 1)) s.release(1);
            });
        }
        cancel();
        wg.wait();
        expect(is_free(s, 1), "the unit is free");
    });
}

TEST_CASE("in every schedule a request goes on behind a canceled one") {
    in_every_schedule([] {
        semaphore s(2);
        expect(s.try_acquire(1), "all units are free at first");
        const auto [c, cancel] = with_cancel(background());
        wait_group wg;
        wg.go([&, c = c] {
            if (!s.acquire(c, 2)) s.release(2);
        });
        wg.go([&] {
            expect(!s.acquire(background(), 1), "its context is never done");
            s.release(1);
        });
        cancel();
        wg.wait();
        s.release(1);
        expect(is_free(s, 2), "all units are free");
    });
}

TEST_CASE("in every schedule units freed after a cancel are not taken") {
    in_every_schedule([] {
        semaphore s(1);
        expect(s.try_acquire(1), "the unit is free at first");
        const auto [c, cancel] = with_cancel(background());
        wait_group wg;
        wg.go([&, &cancel = cancel] {
            cancel();
            s.release(1);
        });
        expect(s.acquire(c, 1) == errc::canceled, "the context was done first");
        wg.wait();
        expect(is_free(s, 1), "the unit is free");
    });
}

// What `body` prints, over all schedules.
std::set<std::string> outcomes(const std::function<void()>& body,
                               bool reduced) {
    std::set<std::string> all;
    std::string seen;
    ctx::explore_options options;
    options.reduced = reduced;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) seen += e.text;
    };
    const auto found = ctx::explore(
        [&] {
            seen.clear();
            body();
        },
        [&](const ctx::explored&) { all.insert(seen); }, options);
    CHECK(found.complete);
    return all;
}

void say(bool yes, const char* word) { ctx::note_print(yes ? word : "-"); }

TEST_CASE("a search that leaves out schedules finds the same outcomes") {
    const std::function<void()> programs[] = {
        [] {  // two releases, and two tries that may find their units
            semaphore s(3);
            (void)s.try_acquire(2);
            wait_group wg;
            for (int i = 0; i < 2; ++i) wg.go([&] { s.release(1); });
            say(s.try_acquire(2), "2");
            say(s.try_acquire(3), "3");
            wg.wait();
        },
        [] {  // two releases, of which the first lets a goroutine go on
            semaphore s(2);
            ctx::atomic<bool> has_taken = false;
            (void)s.try_acquire(2);
            wait_group wg;
            wg.go([&] {
                (void)s.acquire(background(), 1);
                has_taken = true;
            });
            wg.go([&] { s.release(1); });
            say(has_taken, "taken");
            s.release(1);
            wg.wait();
        },
        [] {  // a canceled request and a release, which let a goroutine go on
            semaphore s(2);
            ctx::atomic<bool> has_taken = false;
            (void)s.try_acquire(1);
            const auto [c, cancel] = with_cancel(background());
            wait_group wg;
            wg.go([&, c = c] { (void)s.acquire(c, 2); });
            wg.go([&] {
                (void)s.acquire(background(), 1);
                has_taken = true;
            });
            ctx::bubble_wait();
            cancel();
            say(has_taken, "taken");
            s.release(1);
            wg.wait();
        },
    };
    for (const auto& program : programs) {
        const auto all = outcomes(program, false);
        CHECK(all.size() > 1);
        CHECK(outcomes(program, true) == all);
    }
}

}  // namespace semaphore_test
