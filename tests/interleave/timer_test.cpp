// Timers that fire late, or while they are reset.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/detail/sync.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>

#include "tests/interleave/scene.hpp"

namespace interleave_timer_test {

using namespace std::chrono_literals;
using ctx::clock;
using ctx_interleave::claim;
using ctx_interleave::in_every_order;
using ctx_interleave::stage;
using ctx_interleave::this_stage;

constexpr clock::time_point start{};

// True if nothing can be received from `c` at this moment.
bool silent(const ctx::channel<clock::time_point>& c) {
    return select(ctx::recv(c), ctx::default_case) == 1;
}

TEST_CASE("a ticker that has fired late fires next a whole period from start") {
    const ctx::detail::ref<stage> home(new stage);
    ctx_interleave::on_stage(*home, [&] {
        const ctx::ticker t(10ms);

        home->set_now(start + 15ms);
        REQUIRE(home->fire_next());
        CHECK(t.c().receive() == start + 15ms);

        home->set_now(start + 20ms);
        REQUIRE(home->fire_next());
        REQUIRE_FALSE(silent(t.c()));
    });
}

TEST_CASE("a ticker stops at the end of time") {
    const ctx::detail::ref<stage> home(new stage);
    ctx_interleave::on_stage(*home, [&] {
        const ctx::ticker t(10ms);
        home->set_now(clock::time_point::max());
        CHECK(home->fire_next());
        CHECK_FALSE(home->fire_next());
    });
}

TEST_CASE("a timer that is reset while it fires sends only the new time") {
    struct scene {
        ctx::timer t{1s};
        scene() { this_stage().set_now(start + 1s); }
    };
    in_every_order<scene>(
        {[](scene&) {
             stage& home = this_stage();
             (void)home.timers().fire_next(home.now());
         },
         [](scene& s) { (void)s.t.reset(1h); }},
        [](scene& s) {
            claim(silent(s.t.c()), "the time is taken back");
            this_stage().set_now(start + 1s + 1h);
            claim(this_stage().fire_next(), "the timer is pending");
            claim(s.t.c().receive() == start + 1s + 1h, "the new time comes");
        });
}

}  // namespace interleave_timer_test
