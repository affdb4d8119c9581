// Durations and time points of any unit, as parameters of the library.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <ctx/bubble.hpp>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/duration.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <limits>
#include <ratio>
#include <stdexcept>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace any_duration_test {

using namespace std::chrono_literals;
using ctx::any_duration;
using ctx::any_time_point;
using ctx::background;
using ctx::clock;
using ctx::duration;
using ctx::with_deadline;
using ctx::with_timeout;
using ctx_test::in_bubble;

template <class Rep, class Period = std::ratio<1>>
using chrono = std::chrono::duration<Rep, Period>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class D>
constexpr duration of(D d) {
    return any_duration(d);
}

// In constant expressions, in which an overflow does not compile.
static_assert(of(std::chrono::seconds::max()) == duration::max());
static_assert(of(std::chrono::seconds::min()) == duration::min());
static_assert(of(std::chrono::hours::max()) == duration::max());
static_assert(of(std::chrono::hours::min()) == duration::min());
static_assert(of(std::chrono::years::max()) == duration::max());
static_assert(of(duration::max()) == duration::max());
static_assert(of(duration::min()) == duration::min());
static_assert(of(9223372036s) == 9223372036s);  // the last that fits
static_assert(of(9223372037s) == duration::max());
static_assert(of(-9223372036s) == -9223372036s);
static_assert(of(-9223372037s) == duration::min());
static_assert(of(chrono<std::int8_t, std::milli>(-128)) == -128ms);
static_assert(of(chrono<std::uint64_t>(~0ULL)) == duration::max());
static_assert(of(chrono<std::uint64_t, std::nano>(~0ULL)) == duration::max());
static_assert(of(chrono<std::uint64_t, std::nano>(5)) == 5ns);
static_assert(of(chrono<std::int64_t, std::exa>(1)) == duration::max());
static_assert(of(chrono<std::int64_t, std::exa>(-1)) == duration::min());
static_assert(of(chrono<std::int64_t, std::exa>(0)) == 0s);
static_assert(of(chrono<int, std::ratio<1, 3>>(1)) == 333333333ns);
static_assert(of(chrono<int, std::ratio<1, 3>>(-2)) == -666666667ns);
static_assert(of(chrono<std::int64_t, std::pico>(1499)) == 1ns);
static_assert(of(chrono<std::int64_t, std::pico>(-1500)) == -2ns);
static_assert(of(chrono<double>(1.5)) == 1500ms);
static_assert(of(chrono<double>(0.3)) == 300ms);
static_assert(of(chrono<double>(1.1)) == 1100ms);
static_assert(of(chrono<double>(-0.3)) == -300ms);
static_assert(of(chrono<double>(1e300)) == duration::max());
static_assert(of(chrono<double>(-1e300)) == duration::min());
static_assert(of(chrono<double>(infinity)) == duration::max());
static_assert(of(chrono<float>(-HUGE_VALF)) == duration::min());
static_assert(of(chrono<double, std::nano>(0x1p63)) == duration::max());
static_assert(of(chrono<double, std::nano>(0x1p62)).count() == 1LL << 62);
static_assert(of(chrono<long double>(1.5L)) == 1500ms);

static_assert(std::convertible_to<std::chrono::minutes, any_duration>);
static_assert(std::convertible_to<chrono<float>, any_duration>);
static_assert(!std::convertible_to<int, any_duration>);
static_assert(!std::convertible_to<double, any_duration>);
static_assert(!std::convertible_to<std::chrono::system_clock::time_point,
                                   any_time_point>);

constexpr clock::time_point at(any_time_point t) { return t; }

template <class Duration>
using instant = std::chrono::time_point<clock, Duration>;

static_assert(at(instant<std::chrono::hours>::max()) ==
              clock::time_point::max());
static_assert(at(instant<std::chrono::hours>::min()) ==
              clock::time_point::min());
static_assert(at(instant<chrono<double>>(chrono<double>(1.5))) ==
              clock::time_point(1500ms));

// A type of a program's own that was a duration for the library before.
struct setting {
    duration value;
    operator duration() const { return value; }
};
static_assert(std::convertible_to<setting, any_duration>);

TEST_CASE("a duration that is not a number is refused by each function") {
    const chrono<double> d(not_a_number);
    const instant<chrono<double>> t(d);

    CHECK_THROWS_AS(any_duration{d}, std::invalid_argument);
    CHECK_THROWS_AS((void)with_timeout(background(), d), std::invalid_argument);
    CHECK_THROWS_AS((void)with_deadline(background(), t),
                    std::invalid_argument);
    CHECK_THROWS_AS(ctx::sleep_for(d), std::invalid_argument);
    CHECK_THROWS_AS((void)ctx::after(d), std::invalid_argument);
    CHECK_THROWS_AS(ctx::ticker{d}, std::invalid_argument);
    CHECK_THROWS_AS((void)clock::from_now(d), std::invalid_argument);
    CHECK_THROWS_AS((void)ctx::format_duration(chrono<float>(std::nanf(""))),
                    std::invalid_argument);
}

// Calls `check` with durations that are too long for nanoseconds.
template <class Check>
void each_endless(Check check) {
    check(std::chrono::microseconds::max());
    check(std::chrono::seconds::max());
    check(std::chrono::hours::max());
    check(std::chrono::years::max());
    check(chrono<std::uint64_t>(~0ULL));
    check(chrono<double>(1e300));
    check(chrono<float>(HUGE_VALF));
}

TEST_CASE("a context with an endless timeout of any unit is not done") {
    each_endless([](auto d) {
        const auto [c, cancel] = with_timeout(background(), d);
        CHECK_FALSE(c.err());
        CHECK(c.deadline() == clock::time_point::max());
        const auto caused =
            with_timeout_cause(background(), d, std::runtime_error("late"));
        CHECK_FALSE(caused.child.err());
    });
}

TEST_CASE("a context with an endless deadline of any unit is not done") {
    each_endless([](auto d) {
        const instant<decltype(d)> never(d);
        CHECK_FALSE(with_deadline(background(), never).child.err());
        CHECK_FALSE(
            with_deadline_cause(background(), never, std::runtime_error("late"))
                .child.err());
    });
}

TEST_CASE("a context with a timeout before all time is done at once") {
    CHECK(with_timeout(background(), std::chrono::hours::min()).child.err() ==
          ctx::errc::deadline_exceeded);
    CHECK(with_timeout(background(), chrono<double>(-1e300)).child.err() ==
          ctx::errc::deadline_exceeded);
}

TEST_CASE("an endless timer or ticker of any unit does not fire") {
    each_endless([](auto d) {
        in_bubble([d] {
            const auto once = ctx::after(d);
            const ctx::timer timer(d);
            const ctx::timer again(1s);
            again.reset(d);
            const ctx::ticker ticker(d);
            const ctx::ticker slowed(1s);
            slowed.reset(d);

            ctx::sleep_for(24h * 365 * 200);

            for (const auto& c :
                 {once, timer.c(), again.c(), ticker.c(), slowed.c()}) {
                CHECK(select(recv(c), ctx::default_case) == 1);
            }
        });
    });
}

TEST_CASE("an endless sleep of any unit does not return") {
    each_endless([](auto d) {
        bool woke = false;
        const auto report = ctx::bubble([&] {
            ctx::go([&, d] {
                ctx::sleep_for(d);
                woke = true;
            });
            ctx::sleep_for(24h * 365 * 200);
        });
        CHECK_FALSE(woke);
        CHECK(report.leaks.size() == 1);
    });
}

TEST_CASE("a run with an endless limit of any unit is not cut short") {
    each_endless([](auto d) {
        ctx::bubble_options options;
        options.limit = d;
        CHECK_FALSE(
            ctx::bubble([] { ctx::sleep_for(1h); }, options).interrupted);
        ctx::run_options real;
        real.limit = d;
        CHECK_FALSE(ctx::run([] {}, real).interrupted);
    });
}

TEST_CASE("the sum of an instant and an endless duration is the last instant") {
    each_endless([](auto d) {
        CHECK(clock::from_now(d) == clock::time_point::max());
        CHECK(clock::later(clock::now(), d) == clock::time_point::max());
        CHECK(ctx::format_duration(d) == "2562047h47m16.854775807s");
    });
}

TEST_CASE("a floating-point duration takes the time that it says") {
    in_bubble([] {
        const auto start = clock::now();
        ctx::sleep_for(chrono<double>(0.3));
        CHECK(clock::now() - start == 300ms);
    });
}

}  // namespace any_duration_test
