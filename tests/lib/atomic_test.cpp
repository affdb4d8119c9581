// atomic: the operations of std::atomic, which count as calls in a bubble.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <ctx/atomic.hpp>
#include <ctx/bubble.hpp>
#include <ctx/goroutine.hpp>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace atomic_test {

using ctx::atomic;

template <class A>
concept can_add = requires(A& a) {
    a.fetch_add(1);
};
template <class A>
concept has_bits = requires(A& a) {
    a.fetch_or(1);
};
static_assert(can_add<atomic<int>> && has_bits<atomic<int>>);
static_assert(can_add<atomic<int*>> && !has_bits<atomic<int*>>);
static_assert(can_add<atomic<double>> && !has_bits<atomic<double>>);
static_assert(!can_add<atomic<bool>> && !has_bits<atomic<bool>>);
static_assert(atomic<int>::is_always_lock_free ==
              std::atomic<int>::is_always_lock_free);
static_assert(!std::is_copy_constructible_v<atomic<int>>);
static_assert(std::is_same_v<atomic<long>::value_type, long>);

constinit atomic<int> made_before_the_program_starts = 3;

TEST_CASE("an atomic has the operations of the standard's") {
    atomic<int>& a = made_before_the_program_starts;
    CHECK(a.load() == 3);
    a.store(4, std::memory_order_release);
    CHECK(a.load(std::memory_order_acquire) == 4);
    CHECK(a.exchange(5) == 4);
    int expected = 4;
    CHECK_FALSE(a.compare_exchange_strong(expected, 6));
    CHECK(expected == 5);
    CHECK(a.compare_exchange_strong(expected, 6, std::memory_order_acq_rel,
                                    std::memory_order_relaxed));
    while (!a.compare_exchange_weak(expected = 6, 7)) continue;
    CHECK(a.fetch_add(3) == 7);
    CHECK(a.fetch_sub(2) == 10);
    CHECK(a.fetch_and(12) == 8);
    CHECK(a.fetch_or(3) == 8);
    CHECK(a.fetch_xor(1) == 11);
    CHECK(a == 10);
    CHECK(++a == 11);
    CHECK(a++ == 11);
    CHECK(--a == 11);
    CHECK(a-- == 11);
    CHECK((a += 5) == 15);
    CHECK((a -= 1) == 14);
    CHECK((a &= 7) == 6);
    CHECK((a |= 1) == 7);
    CHECK((a ^= 2) == 5);
    CHECK((a = 9) == 9);
    CHECK(a.is_lock_free());
}

TEST_CASE("an atomic may hold a pointer, a floating-point number, a struct") {
    int room[4] = {};
    atomic p = &room[1];
    CHECK(p.fetch_add(2) == &room[1]);
    CHECK(--p == &room[2]);

    atomic<double> d = 1.5;
    CHECK((d += 1) == 2.5);

    struct point {
        int x, y;
    };
    atomic<point> at(point{1, 2});
    CHECK(at.exchange({3, 4}).y == 2);
    CHECK(at.load().x == 3);
}

TEST_CASE("threads that count with an atomic lose no count") {
    atomic<int> count = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 1'000; ++i) ++count;
            });
        }
    }
    CHECK(count == 3'000);
}

std::optional<ctx::livelock> livelock_of(void (*main)()) {
    ctx::bubble_options options;
    options.calls_per_instant = 1000;
    try {
        ctx_test::check_clean(ctx::bubble(main, options));
    } catch (const ctx::livelock& l) {
        return l;
    }
    return std::nullopt;
}

TEST_CASE("a goroutine that spins on an atomic ends its bubble") {
    static ctx::location before;
    const auto l = livelock_of([] {
        const atomic<bool> ready = false;
        before = ctx::location::current();
        while (!ready.load()) continue;
    });
    REQUIRE(l.has_value());
    CHECK(l->busy().waits_at.line() == before.line() + 1);

    const auto unknown = livelock_of([] {
        const atomic<bool> ready = false;
        while (!ready) continue;
    });
    CHECK(unknown.has_value());

    CHECK(livelock_of([] {
              atomic<int> n = 0;
              while (n.exchange(0) == 0) continue;
          }).has_value());
    CHECK(livelock_of([] {
              atomic<int> n = 0;
              while (++n != 0) continue;
          }).has_value());
    CHECK(livelock_of([] {
              atomic<int> n = 0;
              for (int e = 1; !n.compare_exchange_strong(e, 1); e = 1) continue;
          }).has_value());
}

}  // namespace atomic_test
