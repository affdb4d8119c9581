// The types of values that channels, cases and functions accept: those that the
// headers ask for, and no less.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <ctx/after_func.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <memory>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace channel_types_test {

using namespace std::chrono_literals;
using ctx::channel;
using ctx_test::in_bubble;

// A value that has a move constructor and nothing else. Its address must not be
// taken with `&` either.
class least {
public:
    explicit least(int n) : n_(std::make_unique<const int>(n)) {}
    least(least&&) noexcept = default;
    least& operator=(least&&) = delete;
    void operator&() const = delete;
    [[nodiscard]] int n() const { return *n_; }

private:
    const least* unused_ = nullptr;
    std::unique_ptr<const int> n_;
};

// Copyable, but not assignable.
struct constant {
    const int n_;
    [[nodiscard]] int n() const { return n_; }
};

// Aligned more than operator new aligns by itself.
struct alignas(256) wide {
    explicit wide(int n) : n_(n) {}
    [[nodiscard]] int n() const { return n_; }
    const int n_;
};

template <class T>
void carry() {
    for (const std::size_t capacity : {0U, 1U, 3U}) {
        const channel<T> ch(capacity);
        ctx::go([=] {
            for (int i = 0; i < 4; ++i) ch.send(T{i});
            CHECK(select(send(ch, T{4})) == 0);
            ch.close();
        });
        CHECK(ch.receive().value().n() == 0);
        std::optional<T> got;
        CHECK(select(recv(ch, got)) == 0);
        REQUIRE(got);
        CHECK(got->n() == 1);
        std::vector<int> rest;
        for (const auto& value : ch) rest.push_back(value.n());
        CHECK(rest == std::vector{2, 3, 4});
    }
}

TEST_CASE("a channel carries values that only have a move constructor") {
    in_bubble([] { carry<least>(); });
}

TEST_CASE("a channel carries values with const members") {
    in_bubble([] { carry<constant>(); });
}

TEST_CASE("a channel carries values of great alignment") {
    in_bubble([] { carry<wide>(); });
}

TEST_CASE("a channel is an input range of what cannot be assigned") {
    static_assert(std::ranges::input_range<const channel<least>>);
    static_assert(std::ranges::input_range<const channel<constant>>);
    const channel<constant> ch(3);
    for (int i = 1; i <= 3; ++i) ch.send({i});
    ch.close();

    int sum = 0;
    for (const int n :
         ch | std::views::transform(&constant::n_) | std::views::take(2)) {
        sum += n;
    }
    CHECK(sum == 3);
}

TEST_CASE("the iterators of a channel can be assigned") {
    const channel<constant> ch(2);
    ch.send({1});
    ch.send({2});
    auto first = ch.begin();
    auto second = ch.begin();
    CHECK((*second).n() == 2);

    second = first;
    CHECK((*second).n() == 1);
    auto& same = first;
    first = std::move(same);
    CHECK((*first).n() == 1);
}

TEST_CASE("a buffer keeps the order while it goes round") {
    const channel<least> ch(3);
    int sent = 0;
    int received = 0;
    for (const int burst : {3, 2, 1, 3, 3, 2}) {
        for (int i = 0; i < burst; ++i) ch.send(least(sent++));
        for (int i = 0; i < burst; ++i) {
            CHECK(ch.receive().value().n() == received++);
        }
    }
    ch.send(least(0));  // is destroyed with the channel
}

TEST_CASE("a channel cannot have a negative capacity, or one past all memory") {
    constexpr auto most = static_cast<std::size_t>(PTRDIFF_MAX);
    const int negative = -1;
    for (const std::size_t capacity :
         {static_cast<std::size_t>(negative), most, most / sizeof(int) + 1}) {
        CHECK_THROWS_WITH_AS((void)channel<int>(capacity),
                             "makechan: size out of range",
                             std::invalid_argument);
    }
    CHECK(channel<char>(100'000).capacity() == 100'000);
}

// A function that only has a move constructor and can be called only once.
class once {
public:
    explicit once(int& calls) : calls_(calls) {}
    once(once&&) noexcept = default;
    once& operator=(once&&) = delete;
    void operator()() && { ++calls_; }

private:
    int& calls_;
    std::unique_ptr<int> unused_;
};

TEST_CASE("go, wait_group, after_func and defer take a function for one call") {
    int calls = 0;
    in_bubble([&] {
        const auto [c, cancel] = with_cancel(ctx::background());
        after_func(c, once(calls));
        after_func(c, once(calls), ctx::inline_executor());
        cancel();
        ctx::go(once(calls));
        ctx::wait_group group;
        group.go(once(calls));
        group.wait();
        ctx::sleep_for(1ns);
        const ctx::defer last(once{calls});
    });
    CHECK(calls == 5);
}

TEST_CASE("a key and a value need only a move constructor") {
    struct key {
        explicit key(int n) : n_(n) {}
        key(key&&) noexcept = default;
        bool operator==(const key& other) const { return n_ == other.n_; }
        const int n_;
    };
    const auto c = with_value(ctx::background(), key(1), least(7));

    REQUIRE(c.value<least>(key(1)));
    CHECK(c.value<least>(key(1))->n() == 7);
}

}  // namespace channel_types_test
