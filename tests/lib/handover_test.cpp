// Lifetime at a handover: the last use of an object is often the call that lets
// another goroutine destroy it.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <ctx/wait_group.hpp>
#include <memory>
#include <optional>
#include <stdexcept>

#include "tests/support/reports.hpp"

namespace handover_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::go;
using ctx::with_cancel;

TEST_CASE("a receive destroys the value that it replaces with no lock held") {
    // Each request is a child of the context that the same select watches, so
    // destroying a request takes that context's mutex.
    const auto [server, stop] = with_cancel(background());
    const channel<ctx::context> requests(2);
    for (int i = 0; i < 2; ++i) requests.send(with_cancel(server).child);
    std::optional<ctx::context> request;
    for (int i = 0; i < 2; ++i) {
        CHECK(select(ctx::recv(server.done()), ctx::recv(requests, request)) ==
              1);
    }
    CHECK(request.has_value());
}

TEST_CASE("a goroutine that a cancel wakes may destroy the context at once") {
    ctx_test::check_clean(ctx::run([] {
        for (int i = 0; i < 1000; ++i) {
            const ctx::cancelable c = with_cancel(background());
            go([&] { c.cancel(); });
            c.child.done().wait();
        }
    }));
}

TEST_CASE("a goroutine that a close wakes may destroy the channel at once") {
    ctx_test::check_clean(ctx::run([] {
        for (int i = 0; i < 1000; ++i) {
            const channel<int> over;
            go([&] { over.close(); });
            CHECK_FALSE(over.receive().has_value());
        }
    }));
}

TEST_CASE(
    "the end of a bubble frees a function registered on a pending timeout") {
    const auto owned = std::make_shared<int>(7);
    ctx_test::check_clean(ctx::bubble([&] {
        (void)after_func(with_timeout(background(), 1h).child,
                         [owned] { (void)owned; });
    }));
    CHECK(owned.use_count() == 1);
}

TEST_CASE(
    "an exception caught by its base class keeps its message as a cause") {
    const auto [c, cancel] = with_cancel_cause(background());
    try {
        throw std::runtime_error("disk full");
    } catch (const std::exception& e) {
        cancel(e);
    }
    CHECK(cause(c).message() == "disk full");
}

// When main returns, `owner` is blocked in a destructor that waits for another
// goroutine.
void joined_by_defer() {
    go("owner", [] {
        ctx::wait_group wg;
        wg.go([] { ctx::sleep_for(1h); });
        const ctx::defer join([&] { wg.wait(); });
    });
    ctx::sleep_for(1ms);
}

TEST_CASE(
    "a bubble and a run end a goroutine that is blocked in a deferred wait") {
    CHECK(ctx::bubble(joined_by_defer).leaks.size() == 2);
    CHECK(ctx::run(joined_by_defer).leaks.size() == 2);
}

// A destructor of the newer goroutine waits for the older goroutine.
void newer_waits_for_older() {
    const channel<int> work;
    const auto wg = std::make_shared<ctx::wait_group>();
    wg->go("older", [work] {
        for (int n : work) (void)n;
    });
    go("newer", [wg] {
        const ctx::defer join([&] { wg->wait(); });
        ctx::sleep_for(1h);
    });
    ctx::sleep_for(1ms);
}

TEST_CASE(
    "a goroutine that is ended may wait for an older one in a destructor") {
    CHECK(ctx::bubble(newer_waits_for_older).leaks.size() == 2);
    CHECK(ctx::run(newer_waits_for_older).leaks.size() == 2);
}

TEST_CASE(
    "a lookup through 50,000 merged contexts does not overflow the stack") {
    struct key {
        bool operator==(const key&) const = default;
    };
    const ctx::context c = with_cancel(background()).child;
    ctx::context merged = c;
    for (int i = 0; i < 50'000; ++i) merged = merge(merged, c).child;
    CHECK(merged.value<int>(key()) == nullptr);
}

TEST_CASE("a select with only a default case takes that case") {
    CHECK(ctx::select(ctx::default_case) == 0);
}

TEST_CASE(
    "a ticker whose second tick is beyond the end of time sends the first") {
    ctx_test::check_clean(ctx::bubble([] {
        const ctx::ticker ticks(ctx::duration::max());
        CHECK(ticks.c().receive().has_value());
    }));
}

}  // namespace handover_test
