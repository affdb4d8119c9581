// channel: sending, receiving and closing, in virtual time.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace channel_test {

using namespace std::chrono_literals;
using ctx::channel;
using ctx::clock;
using ctx::closed_channel;
using ctx::go;
using ctx::sleep_for;
using ctx_test::in_bubble;

const std::size_t capacities[] = {0, 1, 2, 10, 100};

TEST_CASE("an unbuffered send blocks until its value is received") {
    in_bubble([] {
        const channel<int> ch;
        const auto start = clock::now();
        go([=] {
            sleep_for(5s);
            CHECK(ch.receive() == 7);
        });

        ch.send(7);

        CHECK(clock::now() - start == 5s);
    });
}

TEST_CASE("a receive blocks until a value is sent") {
    in_bubble([] {
        for (const auto capacity : capacities) {
            const channel<int> ch(capacity);
            const auto start = clock::now();
            go([=] {
                sleep_for(5s);
                ch.send(7);
            });

            CHECK(ch.receive() == 7);
            CHECK(clock::now() - start == 5s);
        }
    });
}

TEST_CASE("a send blocks only when the buffer is full") {
    in_bubble([] {
        for (const auto capacity : capacities) {
            const channel<std::size_t> ch(capacity);
            for (std::size_t i = 0; i < capacity; ++i) ch.send(i);

            CHECK(select(ctx::send(ch, 0), ctx::default_case) == 1);
            for (std::size_t i = 0; i < capacity; ++i) {
                CHECK(ch.receive() == i);
            }
            CHECK(select(ctx::recv(ch), ctx::default_case) == 1);
        }
    });
}

TEST_CASE("size is the number of buffered values, and capacity their maximum") {
    for (const auto capacity : capacities) {
        const channel<int> ch(capacity);
        CHECK(ch.size() == 0);
        CHECK(ch.capacity() == capacity);

        for (std::size_t i = 0; i < capacity; ++i) ch.send(1);
        CHECK(ch.size() == capacity);
        CHECK(ch.capacity() == capacity);
    }
}

TEST_CASE("values arrive in the order they were sent") {
    in_bubble([] {
        for (const auto capacity : capacities) {
            const channel<int> ch(capacity);
            go([=] {
                for (int i = 0; i < 100; ++i) ch.send(i);
            });

            for (int i = 0; i < 100; ++i) CHECK(ch.receive() == i);
        }
    });
}

TEST_CASE("a waiting sender's value arrives after the buffered values") {
    in_bubble([] {
        const channel<int> ch(2);
        for (int i = 0; i < 5; ++i) {
            go([=] { ch.send(i); });
        }
        sleep_for(1ns);
        CHECK(ch.size() == 2);

        for (int i = 0; i < 5; ++i) CHECK(ch.receive() == i);
    });
}

TEST_CASE("receivers get values in the order in which they began to wait") {
    in_bubble([] {
        const channel<int> ch;
        std::vector<int> got;
        for (int i = 0; i < 3; ++i) {
            go([&, i] { got.push_back(10 * i + ch.receive().value_or(-1)); });
        }
        sleep_for(1ns);

        for (int i = 0; i < 3; ++i) ch.send(i);
        sleep_for(1ns);

        CHECK(got == std::vector<int>{0, 11, 22});
    });
}

TEST_CASE("a closed channel gives its buffered values, then nothing forever") {
    for (const auto capacity : capacities) {
        const channel<std::size_t> ch(capacity);
        for (std::size_t i = 0; i < capacity; ++i) ch.send(i);

        ch.close();

        for (std::size_t i = 0; i < capacity; ++i) CHECK(ch.receive() == i);
        CHECK(ch.receive() == std::nullopt);
        CHECK(ch.receive() == std::nullopt);
        CHECK(ch.size() == 0);
    }
}

TEST_CASE("close wakes every waiting receiver without a value") {
    in_bubble([] {
        const channel<int> ch;
        int woken = 0;
        for (int i = 0; i < 3; ++i) {
            go([&] {
                CHECK(ch.receive() == std::nullopt);
                ++woken;
            });
        }
        sleep_for(1ns);

        ch.close();
        sleep_for(1ns);

        CHECK(woken == 3);
    });
}

TEST_CASE("a send on a closed channel throws") {
    for (const auto capacity : capacities) {
        const channel<int> ch(capacity);
        ch.close();

        CHECK_THROWS_WITH_AS(ch.send(1), "send on closed channel",
                             closed_channel);
    }
}

TEST_CASE("close makes every waiting send throw") {
    in_bubble([] {
        const channel<int> ch;
        int threw = 0;
        for (int i = 0; i < 3; ++i) {
            go([&] {
                CHECK_THROWS_AS(ch.send(1), closed_channel);
                ++threw;
            });
        }
        sleep_for(1ns);

        ch.close();
        sleep_for(1ns);

        CHECK(threw == 3);
    });
}

TEST_CASE("a close of a closed channel or of the nil channel throws") {
    const channel<int> ch;
    ch.close();

    CHECK_THROWS_WITH_AS(ch.close(), "close of closed channel", closed_channel);
    CHECK_THROWS_WITH_AS(channel<int>(nullptr).close(), "close of nil channel",
                         closed_channel);
    static_assert(std::is_base_of_v<std::logic_error, closed_channel>);
}

TEST_CASE("range-for receives until the channel is closed") {
    in_bubble([] {
        const channel<int> ch;
        go([=] {
            for (int i = 1; i <= 5; ++i) ch.send(i);
            ch.close();
        });

        std::vector<int> got;
        for (const int n : ch) got.push_back(n);

        CHECK(got == std::vector<int>{1, 2, 3, 4, 5});
    });
}

TEST_CASE("range-for over a closed channel ends at once") {
    const channel<int> ch;
    ch.close();

    int received = 0;
    for (const int n : ch) received += n;

    CHECK(received == 0);
}

TEST_CASE("a range-for left early leaves the rest in the channel") {
    const channel<int> ch(3);
    for (int i = 0; i < 3; ++i) ch.send(i);

    for (const int n : ch) {
        if (n == 1) break;
    }

    CHECK(ch.size() == 1);
    CHECK(ch.receive() == 2);
}

TEST_CASE("the nil channel is empty and never ready") {
    const channel<int> nil(nullptr);

    CHECK(nil.size() == 0);
    CHECK(nil.capacity() == 0);
    CHECK(nil == channel<int>(nullptr));
    CHECK(select(ctx::recv(nil), ctx::send(nil, 1), ctx::default_case) == 2);
}

TEST_CASE("a send or a receive on the nil channel blocks forever") {
    const channel<int> nil(nullptr);

    const auto report = ctx::bubble([=] {
        go("receiver", [=] { (void)nil.receive(); });
        go("sender", [=] { nil.send(1); });
        sleep_for(1000h);
    });

    REQUIRE(report.leaks.size() == 2);
    CHECK(report.leaks[0].waits_on == "chan receive (nil chan)");
    CHECK(report.leaks[1].waits_on == "chan send (nil chan)");
}

TEST_CASE("a copy of a handle refers to the same channel") {
    const channel<int> ch(1);
    const auto copy = ch;

    copy.send(7);

    CHECK(copy == ch);
    CHECK_FALSE(copy == channel<int>(1));
    CHECK(ch.receive() == 7);
}

TEST_CASE("a channel carries values of a move-only type") {
    in_bubble([] {
        for (const auto capacity : capacities) {
            const channel<std::unique_ptr<int>> ch(capacity);
            go([=] { ch.send(std::make_unique<int>(7)); });

            const auto got = ch.receive();
            REQUIRE(got.has_value());
            CHECK(**got == 7);
        }
    });
}

TEST_CASE("values left in a channel are destroyed with its last handle") {
    const auto value = std::make_shared<int>(7);
    {
        const channel<std::shared_ptr<int>> ch(2);
        ch.send(value);
        const auto copy = ch;
        copy.send(value);
        CHECK(value.use_count() == 3);
    }

    CHECK(value.use_count() == 1);
}

TEST_CASE("a channel does not keep a value that was received") {
    const auto value = std::make_shared<int>(7);
    const channel<std::shared_ptr<int>> ch(1);
    ch.send(value);

    CHECK(ch.receive().value() == value);
    CHECK(value.use_count() == 1);
}

TEST_CASE("a generator goroutine ends when its context is canceled") {
    in_bubble([] {
        const auto [request, cancel] = with_cancel(ctx::background());
        const channel<int> numbers;
        go([=, request = request] {
            for (int n = 1;; ++n) {
                if (select(ctx::recv(request.done()), ctx::send(numbers, n)) ==
                    0) {
                    return;
                }
            }
        });

        int sum = 0;
        for (const int n : numbers) {
            sum += n;
            if (n == 5) break;
        }
        cancel();

        CHECK(sum == 15);
    });
}

TEST_CASE("a sieve of goroutines finds the primes") {
    in_bubble([] {
        channel<int> numbers;
        go([=] {
            for (int n = 2; n < 50; ++n) numbers.send(n);
            numbers.close();
        });
        std::vector<int> primes;
        for (auto p = numbers.receive(); p; p = numbers.receive()) {
            primes.push_back(*p);
            const channel<int> filtered;
            go([=, prime = *p] {
                for (const int n : numbers) {
                    if (n % prime) filtered.send(n);
                }
                filtered.close();
            });
            numbers = filtered;
        }

        CHECK(primes == std::vector<int>{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31,
                                         37, 41, 43, 47});
    });
}

}  // namespace channel_test
