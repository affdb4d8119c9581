// Who may destroy what, and when: the last use of an object is often the call
// that lets another goroutine destroy it.
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
#include <string>

namespace handover_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::go;
using ctx::with_cancel;

TEST_CASE("a value replaced by a receive is destroyed with nothing locked") {
    // Each request is a child of the context that the same select watches.
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

TEST_CASE("a context may be destroyed by whom its cancel wakes") {
    ctx::run([] {
        for (int i = 0; i < 1000; ++i) {
            const ctx::cancelable c = with_cancel(background());
            go([&] { c.cancel(); });
            c.child.done().wait();
        }
    });
}

TEST_CASE("a channel may be destroyed by whom its close wakes") {
    ctx::run([] {
        for (int i = 0; i < 1000; ++i) {
            const channel<int> over;
            go([&] { over.close(); });
            CHECK_FALSE(over.receive().has_value());
        }
    });
}

TEST_CASE("a bubble's end frees a function that waited for its clock") {
    const auto owned = std::make_shared<int>(7);
    ctx::bubble([&] {
        (void)after_func(with_timeout(background(), 1h).child,
                         [owned] { (void)owned; });
    });
    CHECK(owned.use_count() == 1);
}

TEST_CASE("an exception caught by its base is a cause in full") {
    const auto [c, cancel] = with_cancel_cause(background());
    try {
        throw std::runtime_error("disk full");
    } catch (const std::exception& e) {
        cancel(e);
    }
    CHECK(cause(c).message() == "disk full");
}

// A goroutine that is ended in a wait of a destructor, for another.
void joined_by_defer() {
    go("owner", [] {
        ctx::wait_group wg;
        wg.go([] { ctx::sleep_for(1h); });
        const ctx::defer join([&] { wg.wait(); });
    });
    ctx::sleep_for(1ms);
}

TEST_CASE("a goroutine can be ended in a deferred wait") {
    CHECK(ctx::bubble(joined_by_defer).leaks.size() == 2);
    CHECK(ctx::run(joined_by_defer).leaks.size() == 2);
}

// The newer goroutine's destructor waits for the older one.
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

TEST_CASE("a goroutine's destructor may wait for an older goroutine") {
    CHECK(ctx::bubble(newer_waits_for_older).leaks.size() == 2);
    CHECK(ctx::run(newer_waits_for_older).leaks.size() == 2);
}

TEST_CASE("a lookup through very many merged contexts needs no stack") {
    struct key {
        bool operator==(const key&) const = default;
    };
    const ctx::context c = with_cancel(background()).child;
    ctx::context merged = c;
    for (int i = 0; i < 50'000; ++i) merged = merge(merged, c).child;
    CHECK(merged.value<int>(key()) == nullptr);
}

TEST_CASE("a select of nothing but a default takes it") {
    CHECK(ctx::select(ctx::default_case) == 0);
}

TEST_CASE("a ticker whose next tick is beyond the end of time is over") {
    ctx::bubble([] {
        const ctx::ticker ticks(ctx::duration::max());
        CHECK(ticks.c().receive().has_value());
    });
}

}  // namespace handover_test
