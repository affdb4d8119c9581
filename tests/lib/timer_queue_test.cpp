// The timer queue, compared with a list that is searched from end to end.
// SPDX-License-Identifier: MIT
#include "lib/src/timer_queue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <vector>

namespace timer_queue_test {

using namespace std::chrono_literals;
using ctx::clock;
using ctx::duration;
using ctx::detail::ref;
using ctx::detail::timer_entry;
using ctx::detail::timer_purpose;
using ctx::detail::timer_queue;
using instant = clock::time_point;

// A timer that adds its number to `fired` when it goes off.
class timer final : public timer_entry {
public:
    timer(std::uint32_t number, std::vector<std::uint32_t>& fired)
        : number_(number), fired_(fired) {}
    ~timer() override = default;

private:
    bool keep() noexcept override { return true; }
    void fire() noexcept override { fired_.push_back(number_); }
    timer_purpose purpose() const noexcept override {
        return {.context = number_};
    }

    const std::uint32_t number_;
    std::vector<std::uint32_t>& fired_;
};

// The queue's required behavior, implemented in the simplest way.
class model {
public:
    void arm(std::uint32_t number, instant when) {
        armed_.push_back({number, when});
    }

    bool disarm(std::uint32_t number) {
        return std::erase_if(armed_, [=](const entry& e) {
                   return e.number == number;
               }) != 0;
    }

    std::optional<instant> next() const {
        if (armed_.empty()) return std::nullopt;
        return soonest()->when;
    }

    std::optional<std::uint32_t> fire_next(instant now) {
        const auto first = soonest();
        if (first == armed_.end() || first->when > now) return std::nullopt;
        const auto number = first->number;
        armed_.erase(first);
        return number;
    }

    std::vector<std::uint32_t> due(instant now) const {
        model rest = *this;
        std::vector<std::uint32_t> all;
        while (const auto n = rest.fire_next(now)) all.push_back(*n);
        return all;
    }

private:
    struct entry {
        std::uint32_t number;
        instant when;
    };

    // Of timers with equal times min_element finds the first in the list, which
    // was armed first.
    std::vector<entry>::const_iterator soonest() const {
        return std::ranges::min_element(armed_, {}, &entry::when);
    }

    std::vector<entry> armed_;
};

std::vector<std::uint32_t> numbers_of(
    const std::vector<timer_queue::due_timer>& all) {
    std::vector<std::uint32_t> numbers;
    for (const auto& t : all) numbers.push_back(t.purpose.context);
    return numbers;
}

// A queue and its model. Each operation is done to both.
class pair {
public:
    pair() {
        for (std::uint32_t i = 0; i < count; ++i)
            timers_.emplace_back(i, fired_);
    }
    ~pair() { queue_->close(); }
    pair(const pair&) = delete;
    pair& operator=(const pair&) = delete;

    void arm(std::uint32_t n, instant when) {
        (void)model_.disarm(n);  // an armed timer moves
        REQUIRE(queue_->arm(timers_[n], when));
        model_.arm(n, std::max(when, now_));
    }

    void disarm(std::uint32_t n) {
        REQUIRE(queue_->disarm(timers_[n]) == model_.disarm(n));
    }

    void look() {
        REQUIRE(queue_->next(now_) == model_.next());
        queue_->find_due(now_, due_);
        REQUIRE(numbers_of(due_) == model_.due(now_));
    }

    void go_on_to(instant now) {
        now_ = now;
        while (const auto expected = model_.fire_next(now_)) {
            fired_.clear();
            REQUIRE(queue_->fire_next(now_));
            REQUIRE(fired_ == std::vector{*expected});
        }
        REQUIRE_FALSE(queue_->fire_next(now_));
    }

    void fire_due(std::size_t place) {
        const auto due = model_.due(now_);
        if (place >= due.size()) return;
        fired_.clear();
        queue_->find_due(now_, due_);
        const auto* const chosen = due_[place].entry;
        REQUIRE(queue_->fire(*chosen));
        REQUIRE(fired_ == std::vector{due[place]});
        REQUIRE(model_.disarm(due[place]));
        // It is not in the queue any more.
        REQUIRE_FALSE(queue_->fire(*chosen));
    }

    [[nodiscard]] instant now() const { return now_; }

    static constexpr std::uint32_t count = 40;

private:
    std::vector<std::uint32_t> fired_;
    std::deque<timer> timers_;
    std::vector<timer_queue::due_timer> due_;
    const ref<timer_queue> queue_{new timer_queue([](instant) {})};
    model model_;
    instant now_{};
};

TEST_CASE(
    "timers go off in the order of their times, and then in that of arming") {
    std::mt19937_64 random(1);
    const auto below = [&](std::uint64_t n) { return random() % n; };
    // From zero to years, so that every bucket of the queue is used.
    const auto distance = [&] {
        return duration(static_cast<duration::rep>(below(4) << below(58)));
    };
    for (int run = 0; run < 200; ++run) {
        pair p;
        for (int i = 0; i < 300; ++i) {
            const auto n = static_cast<std::uint32_t>(below(pair::count));
            switch (below(8)) {
                case 0:
                    p.disarm(n);
                    break;
                case 1:
                    p.look();
                    break;
                case 2:
                    p.fire_due(below(3));
                    break;
                case 3:
                    p.go_on_to(clock::later(p.now(), distance()));
                    break;
                default:
                    p.arm(n, clock::later(p.now(), distance()));
            }
        }
        p.go_on_to(instant::max());
    }
}

TEST_CASE(
    "a timer armed for the past goes off after timers that are due already") {
    pair p;
    p.go_on_to(instant(5s));
    p.arm(0, instant(5s));
    p.arm(1, instant(4s));
    p.arm(2, instant::min());
    p.look();
    p.go_on_to(instant(5s));
}

TEST_CASE("a queue reports each timer that is armed, with its time") {
    std::vector<instant> told;
    std::vector<std::uint32_t> fired;
    timer a(0, fired);
    timer b(1, fired);
    const ref<timer_queue> q(
        new timer_queue([&](instant when) { told.push_back(when); }));
    CHECK(q->arm(a, instant(2s)));
    CHECK(q->arm(b, instant(3s)));
    CHECK(told == std::vector{instant(2s), instant(3s)});
    q->close();
    CHECK_FALSE(q->arm(a, instant(1s)));
    CHECK(told.size() == 2);
    CHECK_FALSE(q->next(instant(4s)));
    CHECK(fired.empty());
}

}  // namespace timer_queue_test
