// Asynchronous selects: start, completion and cancel, and what happens
// if they race.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/detail/async_select.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <ctx/ctx.hpp>
#include <functional>
#include <latch>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/in_bubble.hpp"

namespace async_select_test {

using namespace ctx;
using namespace std::chrono_literals;
using ctx_test::in_bubble;
using detail::async_select;

// An async_select on `cases`. Counts the calls of completed(), and does `then`
// in each.
template <std::size_t N>
class operation : detail::async_select_room<N>, public async_select {
public:
    template <class... Cases>
    explicit operation(prefer which, Cases&... cases)
        : detail::async_select_room<N>{{&cases...}},
          async_select(this->detail::async_select_room<N>::cases,
                       this->scratch.data(), which) {}
    ~operation() override { cancel(); }

    [[nodiscard]] int completions() const { return *completions_; }
    void await_completion() const { completions_->wait(0); }

    std::function<void()> then = [] {};

private:
    void completed() noexcept override {
        then();
        // A share, because the owner may destroy this once it sees the number.
        const auto count = completions_;
        count->fetch_add(1);
        count->notify_all();
    }

    const std::shared_ptr<std::atomic<int>> completions_ =
        std::make_shared<std::atomic<int>>(0);
};

template <class... Cases>
operation(async_select::prefer, Cases&...) -> operation<sizeof...(Cases)>;

constexpr auto any = async_select::prefer::any;
constexpr auto done = async_select::prefer::done;

TEST_CASE("start takes a case that is ready") {
    const channel<int> ch(1);
    ch.send(7);
    std::optional<int> got;
    auto receive = recv(ch, got);
    operation op(any, receive);

    CHECK(op.start());
    CHECK(op.finish() == 0);
    CHECK(got == 7);
    CHECK(op.completions() == 0);
}

TEST_CASE("a send completes a select that waits") {
    const channel<int> ch;
    const channel<int> other;
    std::optional<int> got;
    auto receive = recv(other);
    auto receive_too = recv(ch, got);
    operation op(any, receive, receive_too);

    REQUIRE_FALSE(op.start());
    CHECK(op.completions() == 0);
    ch.send(7);
    CHECK(op.completions() == 1);
    CHECK_FALSE(op.cancel());
    CHECK(op.finish() == 1);
    CHECK(got == 7);
    CHECK(select(send(other, 1), default_case) == 1);  // nobody waits there
}

TEST_CASE("a receive completes a select that sends") {
    const channel<int> ch;
    auto sending = send(ch, 7);
    operation op(any, sending);

    REQUIRE_FALSE(op.start());
    CHECK(ch.receive() == 7);
    CHECK(op.completions() == 1);
    CHECK(op.finish() == 0);
}

TEST_CASE("a close completes each select that waits, in their order") {
    const channel<int> ch;
    std::string order;
    auto receive = recv(ch);
    auto receive_too = recv(ch);
    operation first(any, receive);
    operation second(any, receive_too);
    first.then = [&] { order += '1'; };
    second.then = [&] { order += '2'; };

    REQUIRE_FALSE(first.start());
    REQUIRE_FALSE(second.start());
    ch.close();
    CHECK(order == "12");
    CHECK(first.finish() == 0);
    CHECK(second.finish() == 0);
}

TEST_CASE("finish throws if the case sends on a closed channel") {
    const channel<int> ch;
    auto sending = send(ch, 7);
    operation op(any, sending);

    REQUIRE_FALSE(op.start());
    ch.close();
    CHECK(op.completions() == 1);
    CHECK_THROWS_AS(op.finish(), closed_channel);
}

TEST_CASE("a cancel call completes a select on the context") {
    const auto [c, cancel] = with_cancel(background());
    const channel<int> ch;
    auto over = recv(c.done());
    auto receive = recv(ch);
    operation op(done, over, receive);

    REQUIRE_FALSE(op.start());
    cancel();
    CHECK(op.completions() == 1);
    CHECK(op.finish() == 0);
}

TEST_CASE("a select that prefers done takes that of two ready cases") {
    const auto [c, cancel] = with_cancel(background());
    const channel<int> ch(1);
    ch.send(7);
    cancel();
    auto over = recv(c.done());
    auto receive = recv(ch);
    operation op(done, over, receive);

    CHECK(op.start());
    CHECK(op.finish() == 0);
    CHECK(ch.size() == 1);
}

TEST_CASE("a canceled select takes no value") {
    const channel<int> ch;
    std::optional<int> got;
    auto receive = recv(ch, got);
    {
        operation op(any, receive);
        REQUIRE_FALSE(op.start());
        CHECK(op.cancel());
        CHECK(op.cancel());
        CHECK(op.completions() == 0);
    }
    CHECK(select(send(ch, 7), default_case) == 1);
}

TEST_CASE("a select on nil channels waits until it is canceled") {
    const channel<int> none(nullptr);
    auto receive = recv(none);
    auto sending = send(none, 1);
    const context forever;
    auto never = recv(forever.done());
    operation op(any, receive, sending, never);

    CHECK_FALSE(op.start());
    CHECK(op.cancel());
}

TEST_CASE("two selects that do not block meet") {
    const channel<int> ch;
    std::optional<int> got;
    auto receive = recv(ch, got);
    auto sending = send(ch, 7);
    operation receiving(any, receive);
    operation sender(any, sending);

    REQUIRE_FALSE(receiving.start());
    CHECK(sender.start());
    CHECK(receiving.completions() == 1);
    CHECK(sender.completions() == 0);
    receiving.finish();
    CHECK(got == 7);
}

// Each object is unlocked by then, or else these calls block for ever.
TEST_CASE("completed is called with no lock held") {
    const auto [c, cancel] = with_cancel(background());
    const channel<int> ch;
    const channel<int> room(1);
    const ctx::timer alarm(0s);
    (void)alarm.c().receive();
    auto over = recv(c.done());
    auto receive = recv(ch);
    auto receive_too = recv(room);
    auto tick = recv(alarm.c());

    operation on_cancel(any, over);
    on_cancel.then = [&] { (void)with_cancel(c); };
    REQUIRE_FALSE(on_cancel.start());
    cancel();

    operation on_close(any, receive);
    on_close.then = [&] { (void)ch.receive(); };
    REQUIRE_FALSE(on_close.start());
    ch.close();

    operation on_send(any, receive_too);
    on_send.then = [&] { room.send(2); };
    REQUIRE_FALSE(on_send.start());
    room.send(1);
    CHECK(room.receive() == 2);

    operation on_tick(any, tick);
    on_tick.then = [&] { (void)alarm.stop(); };
    REQUIRE_FALSE(on_tick.start());
    alarm.reset(0s);

    for (const int n : {on_cancel.completions(), on_close.completions(),
                        on_send.completions(), on_tick.completions()}) {
        CHECK(n == 1);
    }
}

TEST_CASE("a completed that takes a case completes that select") {
    const channel<int> ch;
    const channel<int> next;
    std::string order;
    auto receive = recv(ch);
    auto receive_too = recv(ch);
    auto receive_next = recv(next);
    operation first(any, receive);
    operation second(any, receive_too);
    operation nested(any, receive_next);
    first.then = [&] {
        order += '(';
        next.close();
        order += ')';
    };
    nested.then = [&] { order += 'n'; };
    second.then = [&] { order += '2'; };

    REQUIRE_FALSE(first.start());
    REQUIRE_FALSE(second.start());
    REQUIRE_FALSE(nested.start());
    ch.close();
    CHECK(order == "(n)2");
}

TEST_CASE("the thread of the timers completes a select on a timer") {
    const auto soon = after(1ms);
    auto tick = recv(soon);
    operation op(any, tick);

    if (!op.start()) op.await_completion();
    CHECK(op.finish() == 0);
}

TEST_CASE("a deadline completes a select in a bubble when it is exceeded") {
    in_bubble([] {
        const auto c = with_timeout(background(), 5s).child;
        auto over = recv(c.done());
        operation op(any, over);
        REQUIRE_FALSE(op.start());

        sleep_for(5s - 1ns);
        CHECK(op.completions() == 0);
        sleep_for(1ns);
        CHECK(op.completions() == 1);
        op.finish();
    });
}

// Either the select has the value, or the channel has.
TEST_CASE("a cancel that races with a send loses no value") {
    for (int round = 0; round < 2'000; ++round) {
        const channel<int> ch(1);
        std::optional<int> got;
        auto receive = recv(ch, got);
        operation op(any, receive);
        REQUIRE_FALSE(op.start());
        std::latch both(2);
        std::jthread sender([&] {
            both.arrive_and_wait();
            ch.send(7);
        });
        both.arrive_and_wait();
        if (op.cancel()) {
            CHECK(ch.receive() == 7);
            CHECK(op.completions() == 0);
        } else {
            op.await_completion();
            op.finish();
            CHECK(got == 7);
        }
    }
}

TEST_CASE("one of two threads that make a case ready completes the select") {
    for (int round = 0; round < 2'000; ++round) {
        const auto [c, cancel] = with_cancel(background());
        const channel<int> ch(1);
        std::optional<int> got;
        auto over = recv(c.done());
        auto receive = recv(ch, got);
        operation op(done, over, receive);
        REQUIRE_FALSE(op.start());
        {
            std::latch both(2);
            std::jthread sender([&] {
                both.arrive_and_wait();
                ch.send(7);
            });
            both.arrive_and_wait();
            cancel();
        }
        CHECK(op.completions() == 1);
        const bool has_value = op.finish() == 1;
        CHECK(has_value == got.has_value());
        CHECK(has_value == (ch.size() == 0));
    }
}

// -- explored -----------------------------------------------------------------

// What becomes of a select on `ch` that another goroutine starts, and cancels.
TEST_CASE("an exploration finds each way in which a select can end") {
    std::set<std::string> seen;
    std::string now;
    const auto found = explore(
        [&] {
            now.clear();
            const channel<int> ch;
            const auto c = with_cancel(background());
            go([=] { ch.send(7); });
            go([cancel = c.cancel] { cancel(); });
            std::optional<int> got;
            auto over = recv(c.child.done());
            auto receive = recv(ch, got);
            operation op(any, over, receive);
            now = op.start() ? "at once" : "later";
            sleep_for(1s);
            now += op.completions() == 1 ? " completed" : "";
            now += op.finish() == 0 ? " done" : " received";
        },
        [&](const explored&) { seen.insert(now); });

    CHECK(found.complete);
    CHECK(seen == std::set<std::string>{"at once done", "at once received",
                                        "later completed done",
                                        "later completed received"});
}

TEST_CASE("an exploration finds that a cancel races with a send") {
    std::set<std::string> seen;
    std::string now;
    const auto found = explore(
        [&] {
            now.clear();
            const channel<int> ch(1);
            go([=] { ch.send(7); });
            auto receive = recv(ch);
            operation op(any, receive);
            const bool at_once = op.start();
            now = at_once ? "at once" : op.cancel() ? "canceled" : "completed";
            CHECK(op.completions() == (now == "completed" ? 1 : 0));
        },
        [&](const explored&) { seen.insert(now); });

    CHECK(found.complete);
    CHECK(seen == std::set<std::string>{"at once", "canceled", "completed"});
}

}  // namespace async_select_test
