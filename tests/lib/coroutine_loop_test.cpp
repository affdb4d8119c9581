// The loop of a sync_wait: in which order it resumes coroutines, how it ends,
// what its reports and logs say, and what an exploration of it finds.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/coroutine.hpp>

#include <chrono>
#include <cstddef>
#include <ctx/ctx.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"

namespace coroutine_loop_test {

using namespace ctx;
using namespace std::chrono_literals;
using ctx_test::in_bubble;
using ctx_test::observer_count;

coroutine<std::optional<int>> receive(channel<int> ch) {
    co_return co_await async_receive(ch);
}

coroutine<> send_one(channel<int> ch, int value) {
    co_await async_send(ch, value);
}

// -- the loop ----------------------------------------------------------------

coroutine<> note(std::string& order, char name, channel<int> ch) {
    order += name;
    (void)co_await async_receive(ch);
    order += name;
}

TEST_CASE("coroutines are resumed in the order in which their waits end") {
    std::string order;
    sync_wait([](std::string& all) -> coroutine<> {
        const channel<int> first;
        const channel<int> second;
        spawn(note(all, 'a', first));
        spawn(note(all, 'b', second));
        spawn(note(all, 'c', first));
        all += 'm';
        co_await async_send(second, 1);  // b is given it, and goes on at once
        all += 'm';
        first.close();
        all += 'm';
    }(order));
    CHECK(order == "mabbcmmac");
}

TEST_CASE("a loop ends when the coroutines that it has spawned have ended") {
    in_bubble([] {
        const auto start = clock::now();
        sync_wait([]() -> coroutine<> {
            spawn([]() -> coroutine<> { co_await async_sleep_for(5s); }());
            co_return;
        }());
        CHECK(clock::now() - start == 5s);
    });
}

TEST_CASE("a coroutine spawns outside of a loop no coroutine") {
    CHECK_THROWS_AS(spawn([]() -> coroutine<> { co_return; }()),
                    std::logic_error);
}

TEST_CASE("a loop in a coroutine blocks the loop around it") {
    in_bubble([] {
        std::string order;
        sync_wait([](std::string& all) -> coroutine<> {
            spawn([](std::string& too) -> coroutine<> {
                too += 's';
                co_return;
            }(all));
            sync_wait([](std::string& inner) -> coroutine<> {
                co_await async_sleep_for(1s);
                inner += 'i';
            }(all));
            all += 'm';
            co_return;
        }(order));
        CHECK(order == "ims");
    });
}

coroutine<> nothing() { co_return; }

// With a stack frame for each, this would overflow the stack of a fiber.
TEST_CASE("operations that are ready take no stack, however many") {
    const auto count = sync_wait([]() -> coroutine<int> {
        const channel<int> ch(1);
        int n = 0;
        for (int i = 0; i < 1'000'000; ++i) {
            co_await async_send(ch, 1);
            n += *co_await async_receive(ch);
            co_await nothing();
        }
        co_return n;
    }());
    CHECK(count == 1'000'000);
}

TEST_CASE("a cancel call wakes ten thousand coroutines") {
    static constexpr int many = 10'000;
    in_bubble([] {
        int woken = 0;
        sync_wait([](int& n) -> coroutine<> {
            auto [c, cancel] = with_cancel(background());
            for (int i = 0; i < many; ++i) {
                spawn([](context until, int& count) -> coroutine<> {
                    (void)co_await async_done(until);
                    ++count;
                }(c, n));
            }
            co_await async_sleep_for(1s);
            CHECK(observer_count(c) == many);
            cancel();
        }(woken));
        CHECK(woken == many);
    });
}

TEST_CASE("threads end the waits of one loop, each of them once") {
    constexpr int each = 500;
    const channel<int> numbers;
    const channel<int> room(3);
    std::vector<std::jthread> threads;
    for (const auto& ch : {numbers, numbers, room}) {
        threads.emplace_back([ch] {
            for (int i = 1; i <= each; ++i) ch.send(i);
        });
    }
    int sum = 0;
    sync_wait([](auto a, auto b, int& total) -> coroutine<> {
        for (const auto& ch : {a, b}) {
            const int times = ch == a ? 2 * each : each;
            for (int i = 0; i < 10; ++i) {
                spawn([](auto from, int& all, int n) -> coroutine<> {
                    while (n-- > 0) all += *co_await async_receive(from);
                }(ch, total, times / 10));
            }
        }
        co_return;
    }(numbers, room, sum));
    CHECK(sum == 3 * each * (each + 1) / 2);
}

TEST_CASE("coroutines run in run_on_fibers") {
    std::optional<int> got;
    const auto report = run_on_fibers([&] {
        const channel<int> ch;
        go([=] { ch.send(7); });
        got = sync_wait(receive(ch));
    });
    CHECK(report.leaks.empty());
    CHECK(got == 7);
}

TEST_CASE("a deadlock report lists what the coroutines of a loop wait for") {
    try {
        (void)bubble([] {
            sync_wait([]() -> coroutine<> {
                const channel<int> ch;
                std::string unused;
                spawn(note(unused, 'a', ch));
                const auto c = with_cancel(background());
                (void)co_await async_receive(c.child, ch);
            }());
        });
        FAIL("no deadlock");
    } catch (const deadlock& e) {
        const std::string text = e.what();
        CHECK(text.find("[coroutine loop, 2 coroutines wait: chan receive or "
                        "done at coroutine_loop_test.cpp:") !=
              std::string::npos);
        CHECK(text.find(", chan receive at coroutine_loop_test.cpp:") !=
              std::string::npos);
    }
}

TEST_CASE("a log has the steps of a coroutine") {
    std::string steps;
    bubble_options options;
    options.observer = [&](const event& e) {
        if (e.what == step::receive || e.what == step::select ||
            e.what == step::choose || e.what == step::send) {
            CHECK(e.where.line() != 0);
            steps += std::string(to_string(e.what)) + ' ';
        }
    };
    (void)bubble(
        [] {
            sync_wait([]() -> coroutine<> {
                const channel<int> ch;
                spawn(send_one(ch, 1));
                (void)co_await async_receive(ch);
                spawn(send_one(ch, 2));
                const auto c = with_cancel(background());
                (void)co_await async_receive(c.child, ch);
            }());
        },
        options);
    CHECK(steps == "receive send select send choose ");
}

// -- exceptions --------------------------------------------------------------

coroutine<> fail_after(duration d, std::string what) {
    co_await async_sleep_for(d);
    throw std::runtime_error(what);
}

TEST_CASE("an exception of a coroutine reaches the one that awaits it") {
    in_bubble([] {
        const auto caught = sync_wait([]() -> coroutine<std::string> {
            try {
                co_await fail_after(1s, "oops");
            } catch (const std::runtime_error& e) {
                co_return e.what();
            }
            co_return "";
        }());
        CHECK(caught == "oops");
    });
}

// Sets a flag when it is destroyed.
class witness {
public:
    explicit witness(std::string& all, char name) : all_(all), name_(name) {}
    witness(const witness&) = delete;
    witness& operator=(const witness&) = delete;
    ~witness() { all_ += name_; }

private:
    std::string& all_;
    const char name_;
};

coroutine<> wait_for_ever(std::string& gone, char name, context c) {
    const witness me(gone, name);
    (void)co_await async_done(c);
}

TEST_CASE("the first exception of a spawned coroutine leaves sync_wait") {
    in_bubble([] {
        const auto c = with_cancel(background());
        std::string gone;
        const auto main = [](std::string& all, context until) -> coroutine<> {
            const witness me(all, 'm');
            spawn(wait_for_ever(all, '1', until));
            spawn(fail_after(2s, "second"));
            spawn(fail_after(1s, "first"));
            spawn(wait_for_ever(all, '4', until));
            (void)co_await async_done(until);
        };
        CHECK_THROWS_WITH(sync_wait(main(gone, c.child)), "first");
        CHECK(gone == "41m");
        CHECK(observer_count(c.child) == 0);
    });
}

TEST_CASE("an exception of main destroys the coroutines that it has spawned") {
    const auto c = with_cancel(background());
    std::string gone;
    const auto main = [](std::string& all, context until) -> coroutine<> {
        spawn(wait_for_ever(all, '1', until));
        co_await nothing();
        throw std::runtime_error("oops");
    };
    CHECK_THROWS_WITH(sync_wait(main(gone, c.child)), "oops");
    CHECK(gone == "");  // it had not begun
    CHECK(observer_count(c.child) == 0);
}

TEST_CASE("the coroutines of a goroutine that is ended leave the queues") {
    const channel<int> ch;
    std::string gone;
    const auto report = bubble([&] {
        go([&] {
            sync_wait([](std::string& all, channel<int> in) -> coroutine<> {
                const witness me(all, 'm');
                spawn([](std::string& too, channel<int> from) -> coroutine<> {
                    const witness it(too, 's');
                    (void)co_await async_receive(from);
                }(all, in));
                (void)co_await async_receive(in);
            }(gone, ch));
        });
        sleep_for(1s);
    });
    CHECK(report.leaks.size() == 1);
    CHECK(gone == "sm");
    CHECK(select(send(ch, 1), default_case) == 1);
}

TEST_CASE("a coroutine spawned in the end of a loop does not run") {
    struct spawner {
        explicit spawner(bool& flag) : ran(flag) {}
        ~spawner() {
            spawn([](bool& flag) -> coroutine<> {
                flag = true;
                co_return;
            }(ran));
        }
        bool& ran;
    };
    bool ran = false;
    const auto main = [](bool& flag) -> coroutine<> {
        spawn([](bool& too) -> coroutine<> {
            const spawner s(too);
            (void)co_await async_receive(channel<int>(nullptr));
        }(flag));
        co_await async_sleep_for(1ns);
        throw std::runtime_error("oops");
    };
    CHECK_THROWS_AS(sync_wait(main(ran)), std::runtime_error);
    CHECK_FALSE(ran);
}

// -- explored ----------------------------------------------------------------

// Returns what `main` returns under each schedule.
std::set<std::string> outcomes_of(const std::function<std::string()>& main,
                                  std::size_t schedules) {
    std::set<std::string> all;
    std::string now;
    const auto found = explore([&] { now = main(); },
                               [&](const explored& run) {
                                   CHECK(to_string(run.how) == "well");
                                   all.insert(now);
                               });
    CHECK(found.complete);
    CHECK(found.schedules == schedules);
    return all;
}

using outcomes = std::set<std::string>;

coroutine<> take(std::string& all, channel<char> ch) {
    all += *co_await async_receive(ch);
}

coroutine<> say(std::string& all, char what) {
    all += what;
    co_return;
}

TEST_CASE("an exploration finds each order in which waits end, once") {
    const auto found = outcomes_of(
        [] {
            const channel<char> a(1);
            const channel<char> b(1);
            go([=] { a.send('a'); });
            go([=] { b.send('b'); });
            std::string all;
            sync_wait(
                [](std::string& to, auto first, auto second) -> coroutine<> {
                    spawn(take(to, first));
                    spawn(take(to, second));
                    spawn(say(to, '|'));
                    co_return;
                }(all, a, b));
            return all;
        },
        5);
    CHECK(found == outcomes{"ab|", "a|b", "b|a", "|ab", "|ba"});
}

TEST_CASE("an exploration finds that a spawn races with the end of a wait") {
    const auto found = outcomes_of(
        [] {
            const channel<char> a;
            const channel<char> closed;
            go([=] {
                (void)closed.receive();
                a.send('a');
            });
            std::string all;
            sync_wait(
                [](std::string& to, auto first, auto then) -> coroutine<> {
                    spawn(take(to, first));
                    co_await async_sleep_for(1s);
                    then.close();
                    spawn(say(to, 's'));
                }(all, a, closed));
            return all;
        },
        2);
    CHECK(found == outcomes{"as", "sa"});
}

TEST_CASE("an exploration finds that a wait ends with its value or context") {
    const auto found = outcomes_of(
        [] {
            const auto c = with_cancel(background());
            const channel<int> ch(1);
            go([cancel = c.cancel] { cancel(); });
            go([=] { ch.send(7); });
            const auto got = sync_wait(
                [](context until, auto from) -> coroutine<received<int>> {
                    co_return co_await async_receive(until, from);
                }(c.child, ch));
            CHECK(got.value.has_value() == !got.err);
            return std::string(got.err ? "done" : "value");
        },
        4);
    CHECK(found == outcomes{"done", "value"});
}

// -- coroutines that cannot run -----------------------------------------------

coroutine<int> seven() { co_return 7; }

TEST_CASE("a coroutine is run once") {
    auto once = seven();
    CHECK(sync_wait(std::move(once)) == 7);
    CHECK_THROWS_AS((void)sync_wait(std::move(once)), std::logic_error);

    CHECK_THROWS_AS(sync_wait([]() -> coroutine<> {
                        auto c = seven();
                        CHECK(co_await std::move(c) == 7);
                        (void)co_await std::move(c);
                    }()),
                    std::logic_error);
    CHECK_THROWS_AS(sync_wait([]() -> coroutine<> {
                        auto c = nothing();
                        spawn(std::move(c));
                        spawn(std::move(c));
                        co_return;
                    }()),
                    std::logic_error);
}

TEST_CASE("a coroutine that is awaited is destroyed at the end of co_await") {
    sync_wait([]() -> coroutine<> {
        std::string gone;
        auto c = [](std::string& all) -> coroutine<> {
            const witness me(all, 'c');
            co_return;
        }(gone);
        const auto value = std::make_shared<int>(7);
        auto keeps = [](std::shared_ptr<int> v) -> coroutine<int> {
            co_return *v;
        }(value);
        co_await std::move(c);
        CHECK(gone == "c");
        CHECK(co_await std::move(keeps) == 7);
        CHECK(value.use_count() == 1);
    }());
}

}  // namespace coroutine_loop_test
