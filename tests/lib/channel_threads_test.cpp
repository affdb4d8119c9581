// channel and select on several OS threads.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <latch>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "tests/support/printing.hpp"

namespace channel_threads_test {

using ctx::channel;
using ctx::default_case;
using ctx::recv;
using ctx::send;

constexpr int each = 1000;

TEST_CASE("each value arrives once with several senders and receivers") {
    for (const std::size_t capacity : {0U, 1U, 7U, 100U}) {
        const channel<int> ch(capacity);
        std::array<std::vector<int>, 4> got;
        {
            std::vector<std::jthread> receivers;
            for (auto& mine : got) {
                receivers.emplace_back([&] {
                    for (const int n : ch) mine.push_back(n);
                });
            }
            std::vector<std::jthread> senders;
            for (int s = 0; s < 4; ++s) {
                senders.emplace_back([&, s] {
                    for (int i = 0; i < each; ++i) ch.send(s * each + i);
                });
            }
            for (auto& s : senders) s.join();
            ch.close();
        }
        std::map<int, int> count;
        for (const auto& mine : got) {
            for (const int n : mine) ++count[n];
        }

        CHECK(count.size() == 4 * each);
        for (const auto& [n, times] : count) CHECK(times == 1);
    }
}

TEST_CASE("one receiver gets the values of one sender in order") {
    for (const std::size_t capacity : {0U, 1U, 7U}) {
        const channel<int> ch(capacity);
        std::jthread sending([&] {
            for (int i = 0; i < each; ++i) ch.send(i);
            ch.close();
        });

        int next = 0;
        bool in_order = true;
        for (const int n : ch) in_order = in_order && n == next++;

        CHECK(in_order);
        CHECK(next == each);
    }
}

TEST_CASE("each value sent during a close arrives, or its send throws") {
    for (int round = 0; round < 50; ++round) {
        const channel<int> ch(1);
        std::array<int, 3> sent{};
        std::vector<std::jthread> senders;
        for (auto& mine : sent) {
            senders.emplace_back([&] {
                try {
                    for (;; ++mine) ch.send(1);
                } catch (const ctx::closed_channel&) {
                }
            });
        }
        int received = 0;
        while (received < 20) received += ch.receive().value_or(0);
        ch.close();
        for (const int n : ch) received += n;
        for (auto& s : senders) s.join();

        CHECK(received == sent[0] + sent[1] + sent[2]);
    }
}

TEST_CASE("a non-blocking receive sees the buffered value or the close") {
    for (int round = 0; round < 500; ++round) {
        const channel<int> ch(1);
        ch.send(1);
        std::size_t taken = 9;
        std::jthread polling([&] { taken = select(recv(ch), default_case); });
        ch.close();
        (void)ch.receive();
        polling.join();

        CHECK(taken == 0);
    }
}

// At any time, at least one of the two channels is ready. A select that looked
// at one channel after the other could still find neither ready.
template <class Ready>
void check_select_sees_one_moment(std::size_t capacity, Ready make_ready) {
    for (int round = 0; round < 500; ++round) {
        const channel<int> first(1), second(capacity);
        first.send(1);
        std::size_t taken = 9;
        std::jthread polling(
            [&] { taken = select(recv(first), recv(second), default_case); });
        make_ready(second);
        (void)select(recv(first), default_case);
        polling.join();

        CHECK(taken < 2);
    }
}

TEST_CASE("a select sees all its channels at one moment") {
    SUBCASE("a send makes the second channel ready") {
        check_select_sees_one_moment(1, [](const auto& ch) { ch.send(1); });
    }
    SUBCASE("a close makes the second channel ready") {
        check_select_sees_one_moment(0, [](const auto& ch) { ch.close(); });
    }
}

TEST_CASE("two selects with crossed sends and receives do not deadlock") {
    const channel<int> a, b;
    int from_a = 0, from_b = 0;
    std::jthread other([&] {
        std::optional<int> got;
        for (int i = 0; i < each; ++i) {
            if (select(send(b, 1), recv(a, got)) == 1) from_a += *got;
        }
    });
    int sent_a = 0;
    std::optional<int> got;
    for (int i = 0; i < each; ++i) {
        if (select(send(a, 1), recv(b, got)) == 0) {
            ++sent_a;
        } else {
            from_b += *got;
        }
    }
    other.join();

    CHECK(from_a == sent_a);
    CHECK(from_b == each - from_a);
}

TEST_CASE("a select that sends and receives on a channel never meets itself") {
    for (const std::size_t capacity : {0U, 10U}) {
        const channel<int> ch(capacity);
        int met_itself = 0;
        const auto exchange = [&, capacity](int me, bool turn) {
            for (int i = 0; i < each; ++i) {
                std::optional<int> got;
                if (turn && i % 2) {
                    (void)select(recv(ch, got), send(ch, me));
                } else {
                    (void)select(send(ch, me), recv(ch, got));
                }
                if (capacity == 0 && got == me) ++met_itself;
            }
        };
        std::jthread other(exchange, 1, true);
        exchange(0, false);
        other.join();

        CHECK(met_itself == 0);
    }
}

TEST_CASE("sends, receives and selects on four channels do not deadlock") {
    const std::array<channel<int>, 4> ch{channel<int>(), channel<int>(),
                                         channel<int>(2), channel<int>(3)};
    // Takes `each` steps on each channel. A channel that has had its steps
    // becomes nil, so that the select takes only the others.
    const auto all = [&](auto step) {
        auto left = ch;
        std::array<int, 4> count{};
        for (int i = 0; i < 4 * each; ++i) {
            const auto k = step(left);
            if (++count[k] == each) left[k] = nullptr;
        }
    };
    {
        std::vector<std::jthread> threads;
        for (const auto& one : ch) {
            threads.emplace_back([&] {
                for (int i = 0; i < each; ++i) one.send(0);
            });
            threads.emplace_back([&] {
                for (int i = 0; i < each; ++i) (void)one.receive();
            });
        }
        threads.emplace_back([&] {
            all([](auto& c) {
                return select(send(c[0], 0), send(c[1], 0), send(c[2], 0),
                              send(c[3], 0));
            });
        });
        threads.emplace_back([&] {
            all([](auto& c) {
                return select(recv(c[0]), recv(c[1]), recv(c[2]), recv(c[3]));
            });
        });
    }

    for (const auto& one : ch) CHECK(one.size() == 0);
}

TEST_CASE("a select wakes when another thread cancels its context") {
    for (int round = 0; round < 300; ++round) {
        const auto [c, cancel] = with_cancel(ctx::background());
        const channel<int> never;
        std::jthread canceling([&] { cancel(); });

        CHECK(select(recv(never), recv(c.done())) == 1);
    }
}

TEST_CASE("a send and its receive succeed or fail together in a cancel") {
    for (int round = 0; round < 300; ++round) {
        const auto [c, cancel] = with_cancel(ctx::background());
        const channel<int> ch;
        std::latch start(3);
        bool sent = false;
        std::jthread sending([&] {
            start.arrive_and_wait();
            sent = select(send(ch, 7), recv(c.done())) == 0;
        });
        std::jthread canceling([&] {
            start.arrive_and_wait();
            cancel();
        });
        start.arrive_and_wait();
        std::optional<int> got;
        const bool received = select(recv(ch, got), recv(c.done())) == 0;
        sending.join();

        CHECK(received == sent);
        CHECK(got.has_value() == sent);
    }
}

}  // namespace channel_threads_test
