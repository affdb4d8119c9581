// Chains of contexts with values, cancels and timeouts in random order.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace layers_test {

using namespace std::chrono_literals;
using ctx::context;
using ctx::errc;
using ctx_test::in_bubble;

struct label {};

// A chain of at least thirty layers. Each is a value, a cancel or a timeout,
// and each of these kinds occurs.
struct layers {
    context bottom;
    std::deque<label> values;  // keys and values point into it
    std::vector<ctx::cancel_func> cancels;
    int timers = 0;

    layers(std::mt19937& random, ctx::duration timeout) {
        std::uniform_int_distribution<int> kind(0, 2);
        for (int i = 0; i < 30 || !complete(); ++i) {
            add(kind(random), timeout);
        }
    }

    [[nodiscard]] bool complete() const {
        return timers > 0 && !values.empty() &&
               cancels.size() > static_cast<std::size_t>(timers);
    }

    void add(int kind, ctx::duration timeout) {
        if (kind == 0) {
            const label* v = &values.emplace_back();
            bottom = with_value(bottom, v, v);
            return;
        }
        auto made =
            kind == 1 ? with_cancel(bottom) : with_timeout(bottom, timeout);
        timers += kind == 2;
        bottom = made.child;
        cancels.push_back(made.cancel);
    }

    [[nodiscard]] bool all_values_found() const {
        for (const label& v : values) {
            const auto* found = bottom.value<const label*>(&v);
            if (!found || *found != &v) return false;
        }
        return true;
    }
};

const unsigned seeds[] = {1, 2, 3, 20140805, std::random_device()()};

TEST_CASE(
    "canceling any layer cancels the bottom layer, which keeps its values") {
    for (const unsigned seed : seeds) {
        in_bubble([seed] {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const layers chain(random, 1000h);
            CHECK_FALSE(chain.bottom.err());
            CHECK_FALSE(chain.bottom.done().ready());
            CHECK(chain.all_values_found());

            chain.cancels[random() % chain.cancels.size()]();

            CHECK(chain.bottom.done().ready());
            CHECK(chain.bottom.err() == errc::canceled);
            CHECK(chain.all_values_found());
        });
    }
}

TEST_CASE(
    "the bottom layer expires with a layer above it and keeps its values") {
    for (const unsigned seed : seeds) {
        in_bubble([seed] {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const layers chain(random, 1ms);
            CHECK(chain.all_values_found());

            chain.bottom.done().wait();

            CHECK(chain.bottom.err() == errc::deadline_exceeded);
            CHECK(chain.all_values_found());
        });
    }
}

TEST_CASE("a chain prints its root first, and then one part for each layer") {
    in_bubble([] {
        std::mt19937 random(7);
        const layers chain(random, 1h);
        const auto text = ctx::to_string(chain.bottom);

        CHECK(text.rfind("context.Background.With", 0) == 0);
        std::size_t parts = 0;
        for (auto at = text.find(".With"); at != std::string::npos;
             at = text.find(".With", at + 1)) {
            ++parts;
        }
        CHECK(parts == chain.values.size() + chain.cancels.size());
    });
}

}  // namespace layers_test
