// Exceptions that leave main or another goroutine of a bubble.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/defer.hpp>
#include <ctx/goroutine.hpp>
#include <exception>
#include <stdexcept>
#include <string>

#include "tests/support/reports.hpp"

namespace bubble_error_test {

using namespace std::chrono_literals;
using ctx::bubble;
using ctx::go;
using ctx::sleep_for;

TEST_CASE("a goroutine's exception ends the bubble, as a goroutine_error") {
    std::string what, original;
    bool main_unwound = false, went_on = false;
    try {
        ctx_test::check_clean(bubble([&] {
            const ctx::defer note([&] { main_unwound = true; });
            go("worker", [] { throw std::out_of_range("page 7"); });
            sleep_for(1h);
            went_on = true;
        }));
    } catch (const ctx::goroutine_error& e) {
        what = e.what();
        try {
            std::rethrow_if_nested(e);
        } catch (const std::out_of_range& nested) {
            original = nested.what();
        }
    }

    CHECK(what.find("goroutine 2 \"worker\"") != std::string::npos);
    CHECK(what.find("page 7") != std::string::npos);
    CHECK(original == "page 7");
    CHECK(main_unwound);
    CHECK_FALSE(went_on);
}

TEST_CASE("an exception keeps every other goroutine from going on") {
    bool went_on = false;

    SUBCASE("thrown in a goroutine") {
        CHECK_THROWS_AS(bubble([&] {
                            go([] { throw 42; });
                            go([&] { went_on = true; });
                            sleep_for(1h);
                        }),
                        ctx::goroutine_error);
    }
    SUBCASE("thrown in main") {
        CHECK_THROWS_AS(bubble([&] {
                            go([&] { went_on = true; });
                            throw 42;
                        }),
                        int);
    }
    CHECK_FALSE(went_on);
}

TEST_CASE("a bubble inside a destructor ends main as any other bubble does") {
    bool deadlocked = false, went_on = false;
    try {
        const ctx::defer run([&] {
            try {
                ctx_test::check_clean(bubble([&] {
                    (void)ctx::channel<int>().receive();
                    went_on = true;
                }));
            } catch (const ctx::deadlock&) {
                deadlocked = true;
            }
        });
        throw 42;
    } catch (int) {
    }
    CHECK(deadlocked);
    CHECK_FALSE(went_on);
}

TEST_CASE("an exception thrown after main has returned is not lost") {
    CHECK_THROWS_AS(bubble([] { go([] { throw 42; }); }), ctx::goroutine_error);
}

TEST_CASE("a bubble rethrows the first of two goroutines' exceptions") {
    const auto two = [] {
        go("second", [] {
            try {
                sleep_for(1h);
            } catch (const ctx::goroutine_exit&) {
                throw std::runtime_error("two");
            }
        });
        go("first", [] { throw std::runtime_error("one"); });
        sleep_for(1h);
    };

    try {
        ctx_test::check_clean(bubble(two));
        FAIL("the bubble threw no exception");
    } catch (const ctx::goroutine_error& e) {
        CHECK(std::string(e.what()).find("first") != std::string::npos);
    }
}

struct own_error {
    int code;
};

TEST_CASE("a bubble rethrows main's own exception unchanged") {
    int code = 0;
    bool ended = false;
    try {
        ctx_test::check_clean(bubble([&] {
            go([&] {
                const ctx::defer note([&] { ended = true; });
                sleep_for(1h);
            });
            sleep_for(1s);
            throw own_error{7};
        }));
    } catch (const own_error& e) {
        code = e.code;
    }

    CHECK(code == 7);
    CHECK(ended);
}

}  // namespace bubble_error_test
