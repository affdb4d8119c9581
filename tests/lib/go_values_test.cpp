// Values that Go's own packages return, and the library's must equal.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctx/channel.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

#include "tests/support/go.hpp"
#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace go_values_test {

using namespace std::chrono_literals;
using ctx::channel;
using ctx_test::in_bubble;

using times = channel<ctx::clock::time_point>;

// Returns what tests/lib/go/values.go prints.
std::string go_values() {
    const auto got = ctx_test::shell("go run '" CTX_LIB_TESTS "/go/values.go'");
    CAPTURE(got.err);
    REQUIRE(got.code == 0);
    return got.out;
}

std::string poll(const times& c) {
    return select(recv(c), ctx::default_case) == 0 ? "fired" : "not yet";
}

void show(std::ostream& out, const char* what, const times& c) {
    out << what << ": " << c.size() << ' ' << c.capacity() << ' ' << poll(c)
        << '\n';
}

std::string made(std::int64_t capacity) try {
    return std::to_string(
        channel<int>(static_cast<std::size_t>(capacity)).capacity());
} catch (const std::invalid_argument& e) {
    return e.what();
}

std::string our_values() {
    std::ostringstream out;
    in_bubble([&] {
        const ctx::timer timer(1h);
        show(out, "a pending timer", timer.c());
        timer.reset(1ms);
        ctx::sleep_for(50ms);
        show(out, "a timer that fired", timer.c());
        show(out, "received from", timer.c());
        timer.reset(1ms);
        ctx::sleep_for(50ms);
        out << "a timer stopped late: " << (timer.stop() ? "true" : "false")
            << ' ' << poll(timer.c()) << '\n';
        const ctx::timer zero(0s);
        ctx::sleep_for(50ms);
        show(out, "a timer of zero", zero.c());
        const auto after = ctx::after(1ms);
        ctx::sleep_for(50ms);
        show(out, "after", after);
        const ctx::ticker ticker(1ms);
        ctx::sleep_for(50ms);
        show(out, "a ticker", ticker.c());
        ticker.stop();
        show(out, "a stopped ticker", ticker.c());
    });
    for (const std::int64_t capacity :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, INT64_MAX}) {
        out << "make: " << made(capacity) << '\n';
    }
    return out.str();
}

TEST_CASE(
    "the channel of a timer looks unbuffered, and make refuses, as in Go") {
    const auto ours = our_values();
    CHECK(ours.find("a timer that fired: 0 0 fired\n") != std::string::npos);
    CHECK(ours.find("make: makechan: size out of range\n") !=
          std::string::npos);
    if (ctx_test::skip_without_go()) return;
    CHECK(ours == go_values());
}

}  // namespace go_values_test
