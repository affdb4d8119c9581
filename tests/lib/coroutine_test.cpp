// Coroutines that wait: what each wait returns, in which order coroutines are
// resumed, how a loop ends, and what becomes of the coroutines that are left.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/coroutine.hpp>

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <ctx/ctx.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"

namespace coroutine_test {

using namespace ctx;
using namespace std::chrono_literals;
using ctx_test::in_bubble;
using ctx_test::observer_count;

// -- what each wait returns ---------------------------------------------------

coroutine<std::optional<int>> receive(channel<int> ch) {
    co_return co_await async_receive(ch);
}

coroutine<> send_one(channel<int> ch, int value) {
    co_await async_send(ch, value);
}

TEST_CASE("a coroutine returns its value to sync_wait") {
    CHECK(sync_wait([]() -> coroutine<int> { co_return 42; }()) == 42);
}

TEST_CASE("a coroutine returns a value that can only be moved") {
    const auto got = sync_wait([]() -> coroutine<std::unique_ptr<int>> {
        co_return std::make_unique<int>(7);
    }());
    CHECK(*got == 7);
}

TEST_CASE("a coroutine receives what another one sends") {
    const auto got = sync_wait([]() -> coroutine<std::optional<int>> {
        const channel<int> ch;
        spawn(send_one(ch, 7));
        co_return co_await receive(ch);
    }());
    CHECK(got == 7);
}

TEST_CASE("a coroutine receives what a goroutine sends, and the reverse") {
    const channel<int> there;
    const channel<int> back;
    go([=] { back.send(*there.receive() + 1); });
    const auto got =
        sync_wait([](auto out, auto in) -> coroutine<std::optional<int>> {
            co_await async_send(out, 6);
            co_return co_await async_receive(in);
        }(there, back));
    CHECK(got == 7);
}

TEST_CASE("a receive from a closed channel returns nothing") {
    const channel<int> ch;
    ch.close();
    CHECK(sync_wait(receive(ch)) == std::nullopt);
}

TEST_CASE("a send on a channel that is closed meanwhile throws") {
    in_bubble([] {
        const channel<int> ch;
        go([=] { ch.close(); });
        CHECK_THROWS_AS(sync_wait(send_one(ch, 1)), closed_channel);
    });
}

TEST_CASE("async_done returns the error of the context") {
    in_bubble([] {
        const auto c = with_timeout(background(), 5s).child;
        const auto err =
            sync_wait([](context until) -> coroutine<std::error_code> {
                co_return co_await async_done(until);
            }(c));
        CHECK(err == errc::deadline_exceeded);
    });
}

coroutine<received<int>> receive_until(context c, channel<int> ch) {
    co_return co_await async_receive(c, ch);
}

coroutine<std::error_code> send_until(context c, channel<int> ch, int value) {
    co_return co_await async_send(c, ch, value);
}

TEST_CASE("a wait with a context ends with the error of the context") {
    in_bubble([] {
        const auto c = with_timeout(background(), 5s).child;
        const channel<int> ch;
        CHECK(sync_wait(receive_until(c, ch)).err == errc::deadline_exceeded);
        CHECK(sync_wait(send_until(c, ch, 1)) == errc::deadline_exceeded);
        CHECK(select(recv(ch), default_case) == 1);  // nobody sends
    });
}

TEST_CASE("a wait with a context prefers done if both are ready") {
    const auto [c, cancel] = with_cancel(background());
    const channel<int> ch(2);
    ch.send(7);
    cancel();
    CHECK(sync_wait(receive_until(c, ch)).err == errc::canceled);
    CHECK(sync_wait(send_until(c, ch, 8)) == errc::canceled);
    CHECK(ch.size() == 1);
}

TEST_CASE("a wait with a context does its operation if that is ready first") {
    const channel<int> ch(1);
    const auto c = with_cancel(background());
    CHECK(!sync_wait(send_until(c.child, ch, 7)));
    const auto got = sync_wait(receive_until(c.child, ch));
    CHECK(got.value == 7);
    CHECK(!got.err);
    CHECK(observer_count(c.child) == 0);
}

TEST_CASE("a coroutine sleeps for as long as it says") {
    in_bubble([] {
        const auto start = clock::now();
        const auto [whole, cut_short] = sync_wait(
            []() -> coroutine<std::pair<std::error_code, std::error_code>> {
                co_await async_sleep_for(1s);
                const auto c = with_timeout(background(), 5s).child;
                const auto first = co_await async_sleep_for(c, 2s);
                const auto second = co_await async_sleep_for(c, 1h);
                co_return std::pair(first, second);
            }());
        CHECK(clock::now() - start == 6s);
        CHECK(!whole);
        CHECK(cut_short == errc::deadline_exceeded);
    });
}

TEST_CASE("a coroutine waits for a wait_group") {
    in_bubble([] {
        const auto start = clock::now();
        wait_group workers;
        for (const auto time : {1s, 3s}) {
            workers.go([time] { sleep_for(time); });
        }
        sync_wait([](wait_group& g) -> coroutine<> {
            co_await async_wait(g);
            co_await async_wait(g);  // ready at once
        }(workers));
        CHECK(clock::now() - start == 3s);
    });
}

TEST_CASE("a coroutine gets the first error of a group") {
    in_bubble([] {
        group workers(background());
        workers.go([](const context& c) { return error(sleep_for(c, 1h)); });
        workers.go([] {
            sleep_for(1s);
            throw std::runtime_error("disk full");
        });
        const auto err = sync_wait([](group& g) -> coroutine<error> {
            co_return co_await async_wait(g);
        }(workers));
        CHECK(err.message() == "disk full");
        CHECK(workers.child().err() == errc::canceled);
    });
}

TEST_CASE("a wait for a group ends with the context that it is given") {
    in_bubble([] {
        wait_group workers;
        workers.go([] { sleep_for(2s); });
        const auto c = with_timeout(background(), 1s).child;
        const auto err = sync_wait(
            [](context until, wait_group& g) -> coroutine<std::error_code> {
                co_return co_await async_wait(until, g);
            }(c, workers));
        CHECK(err == errc::deadline_exceeded);
        workers.wait();
    });
}

TEST_CASE("async_select takes one of its cases") {
    in_bubble([] {
        const channel<int> a;
        const channel<int> b;
        go([=] {
            sleep_for(1s);
            CHECK(b.receive() == 3);
        });
        const auto which =
            sync_wait([](auto from, auto to) -> coroutine<std::size_t> {
                const context forever;
                std::optional<int> got;
                const auto taken = co_await async_select(
                    recv(forever.done()), recv(from, got), send(to, 3));
                CHECK(!got);
                co_return taken;
            }(a, b));
        CHECK(which == 2);
    });
}

// -- the loop -----------------------------------------------------------------

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
                        "done at coroutine_test.cpp:") != std::string::npos);
        CHECK(text.find(", chan receive at coroutine_test.cpp:") !=
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

// -- exceptions ---------------------------------------------------------------

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

// -- destroyed coroutines -----------------------------------------------------

// A coroutine type of a user, which begins at once and is not awaited.
class own_task {
public:
    struct promise_type {
        own_task get_return_object() {
            return own_task(
                std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() { std::terminate(); }
    };

    explicit own_task(std::coroutine_handle<promise_type> h) : h_(h) {}
    own_task(own_task&& other) noexcept : h_(std::exchange(other.h_, {})) {}
    own_task& operator=(own_task&&) = delete;
    ~own_task() {
        if (h_) h_.destroy();
    }

private:
    std::coroutine_handle<promise_type> h_;
};

own_task receive_into(channel<int> ch, std::optional<int>& out) {
    out = co_await async_receive(ch);
}

TEST_CASE("a coroutine that is destroyed as it waits takes no value") {
    const channel<int> ch(1);
    std::optional<int> got;
    { const auto waits = receive_into(ch, got); }
    ch.send(7);
    CHECK(ch.receive() == 7);
    CHECK(!got);
}

TEST_CASE("a value goes to the next receiver if a coroutine is destroyed") {
    in_bubble([] {
        sync_wait([]() -> coroutine<> {
            const channel<int> ch;
            std::optional<int> first;
            std::optional<int> second;
            auto waits = std::make_optional(receive_into(ch, first));
            const auto waits_too = receive_into(ch, second);
            waits.reset();
            co_await async_send(ch, 7);
            co_await async_sleep_for(1s);
            CHECK(!first);
            CHECK(second == 7);
        }());
    });
}

// The value has been given to the coroutine, which has not been resumed yet.
TEST_CASE("a value that a destroyed coroutine has been given is gone") {
    in_bubble([] {
        sync_wait([]() -> coroutine<> {
            const channel<std::shared_ptr<int>> ch;
            const auto value = std::make_shared<int>(7);
            {
                const auto waits = [](auto from) -> own_task {
                    (void)co_await async_receive(from);
                }(ch);
                ch.send(value);
                CHECK(value.use_count() == 2);
            }
            CHECK(value.use_count() == 1);
            co_return;
        }());
    });
}

// -- coroutines of other types ------------------------------------------------

TEST_CASE("a loop resumes coroutines of other types") {
    std::optional<int> got;
    sync_wait([](std::optional<int>& out) -> coroutine<> {
        const channel<int> ch;
        const auto waits = receive_into(ch, out);
        const auto before = std::this_thread::get_id();
        co_await async_send(ch, 7);
        CHECK(!out);
        co_await async_sleep_for(1ms);
        CHECK(out == 7);
        CHECK(std::this_thread::get_id() == before);
    }(got));
    CHECK(got == 7);
}

TEST_CASE("outside of a loop a coroutine goes on in a goroutine") {
    in_bubble([] {
        const channel<int> ch;
        std::uint32_t before = 0;
        std::uint32_t after = 0;
        const auto task = [](channel<int> from, std::uint32_t& first,
                             std::uint32_t& then) -> own_task {
            first = this_goroutine();
            CHECK(co_await async_receive(from) == 7);
            then = this_goroutine();
        }(ch, before, after);
        ch.send(7);
        CHECK(after == 0);  // not inside of the send
        sleep_for(1s);
        CHECK(before == 1);
        CHECK(after == 2);
    });
}

// A coroutine type of a user, which destroys itself at its end.
struct detached {
    struct promise_type {
        detached get_return_object() noexcept { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() { std::terminate(); }
    };
};

TEST_CASE("on threads a coroutine outside of a loop goes on in a goroutine") {
    const channel<int> ch;
    const channel<int> back;
    [](channel<int> in, channel<int> out) -> detached {
        const auto before = std::this_thread::get_id();
        const int n = *co_await async_receive(in);
        CHECK(std::this_thread::get_id() != before);
        co_await async_send(out, n + 1);
    }(ch, back);
    ch.send(6);
    CHECK(back.receive() == 7);
}

// Awaits a coroutine of this library in one of another type.
own_task await_in(coroutine<int> inner, std::optional<int>& out) {
    out = co_await std::move(inner);
}

coroutine<int> slow_seven(channel<int> ch) {
    co_return *co_await async_receive(ch) + 1;
}

TEST_CASE("a coroutine of another type awaits one of this library") {
    in_bubble([] {
        const channel<int> ch;
        std::optional<int> outside;
        const auto task = await_in(slow_seven(ch), outside);
        ch.send(6);
        sleep_for(1s);
        CHECK(outside == 7);

        std::optional<int> one;
        std::optional<int> two;
        sync_wait([](auto& first, auto& second) -> coroutine<> {
            const channel<int> in;
            const auto begun = await_in(slow_seven(in), first);
            const auto begun_too = await_in(slow_seven(in), second);
            co_await async_send(in, 1);
            co_await async_send(in, 2);
            co_await async_sleep_for(1s);
        }(one, two));
        CHECK(one == 2);
        CHECK(two == 3);
    });
}

// An event of a user, which resumes one coroutine where it is set.
class event_of_user {
public:
    void set() { std::exchange(waits_, nullptr).resume(); }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) noexcept { waits_ = h; }
    void await_resume() const noexcept {}

private:
    std::coroutine_handle<> waits_;
};

TEST_CASE("a coroutine that ends while an inner loop runs ends its loop") {
    const auto got = sync_wait([]() -> coroutine<int> {
        event_of_user ready;
        spawn([](event_of_user& e) -> coroutine<> {
            sync_wait([](event_of_user& of) -> coroutine<> {
                of.set();
                co_return;
            }(e));
            co_return;
        }(ready));
        co_await ready;
        co_return 7;
    }());
    CHECK(got == 7);
}

// -- coroutines that the loop does not own ------------------------------------

detached add_next(channel<int> ch, int& sum) {
    sum += *co_await async_receive(ch);
}

TEST_CASE("sync_wait waits for the wait of a coroutine that it does not own") {
    in_bubble([] {
        const channel<int> ch;
        go([=] {
            sleep_for(1s);
            ch.send(3);
        });
        int sum = 0;
        sync_wait([](channel<int> from, int& total) -> coroutine<> {
            add_next(from, total);
            co_return;
        }(ch, sum));
        CHECK(sum == 3);
    });
}

TEST_CASE("a loop that ends early ends the waits that it does not own") {
    const channel<int> ch;
    std::optional<int> got;
    std::optional<own_task> waits;
    const auto main = [](auto from, auto& out, auto& task) -> coroutine<> {
        task.emplace(receive_into(from, out));
        co_await async_yield();
        throw std::runtime_error("oops");
    };
    CHECK_THROWS_WITH(sync_wait(main(ch, got, waits)), "oops");
    CHECK(select(send(ch, 1), default_case) == 1);  // nobody receives
    waits.reset();
    CHECK(!got);
}

TEST_CASE("a coroutine that a loop was to resume as it ended is not resumed") {
    const channel<std::shared_ptr<int>> ch;
    const auto value = std::make_shared<int>(7);
    bool went_on = false;
    std::optional<own_task> waits;
    std::optional<own_task> yields;
    const auto main = [](auto chan, auto v, auto& receiver, auto& yielder,
                         bool& flag) -> coroutine<> {
        receiver.emplace([](auto from, bool& on) -> own_task {
            (void)co_await async_receive(from);
            on = true;
        }(chan, flag));
        yielder.emplace([](bool& on) -> own_task {
            co_await async_yield();
            on = true;
        }(flag));
        chan.send(v);
        throw std::runtime_error("oops");
        co_return;
    };
    CHECK_THROWS_WITH(sync_wait(main(ch, value, waits, yields, went_on)),
                      "oops");
    CHECK(value.use_count() == 2);
    waits.reset();
    yields.reset();
    CHECK(value.use_count() == 1);
    CHECK_FALSE(went_on);
}

TEST_CASE("the waits of a goroutine that is ended leave the queues") {
    const channel<int> ch;
    std::optional<int> got;
    std::optional<own_task> waits;
    const auto report = bubble([&] {
        go([&] {
            sync_wait([](auto from, auto& out, auto& task) -> coroutine<> {
                task.emplace(receive_into(from, out));
                co_return;
            }(ch, got, waits));
        });
        sleep_for(1s);
    });
    CHECK(report.leaks.size() == 1);
    CHECK(select(send(ch, 1), default_case) == 1);
    waits.reset();
    CHECK(!got);
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

// -- turns --------------------------------------------------------------------

TEST_CASE("async_yield lets the other coroutines of a loop run first") {
    std::string order;
    sync_wait([](std::string& all) -> coroutine<> {
        for (const char name : {'a', 'b'}) {
            spawn([](std::string& to, char me) -> coroutine<> {
                for (int i = 0; i < 3; ++i) {
                    to += me;
                    co_await async_yield();
                }
            }(all, name));
        }
        all += 'm';
        co_await async_yield();
        all += 'm';
    }(order));
    CHECK(order == "mabmabab");
}

TEST_CASE("async_yield does nothing outside of a loop") {
    bool done = false;
    const auto task = [](bool& flag) -> own_task {
        co_await async_yield();
        flag = true;
    }(done);
    CHECK(done);
}

TEST_CASE("a loop of async_yield ends with the calls of its bubble") {
    bubble_options options;
    options.calls_per_instant = 1'000;
    CHECK_THROWS_AS((void)bubble(
                        [] {
                            sync_wait([]() -> coroutine<> {
                                for (;;) co_await async_yield();
                            }());
                        },
                        options),
                    livelock);
}

TEST_CASE("an exploration finds each order of a yield and a send") {
    std::set<std::string> seen;
    std::string now;
    const auto found = explore(
        [&] {
            now.clear();
            const channel<int> ch(1);
            go([=] { ch.send(1); });
            sync_wait([](auto from, std::string& all) -> coroutine<> {
                spawn([](auto in, std::string& to) -> coroutine<> {
                    (void)co_await async_receive(in);
                    to += 'r';
                }(from, all));
                co_await async_yield();
                all += '1';
                co_await async_yield();
                all += '2';
            }(ch, now));
        },
        [&](const explored&) { seen.insert(now); });
    CHECK(found.complete);
    CHECK(seen == std::set<std::string>{"r12", "1r2", "12r"});
}

}  // namespace coroutine_test
