// Contexts and stop tokens, both ways.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <concepts>
#include <condition_variable>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/origin.hpp>
#include <ctx/stop_token.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"

namespace stop_token_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::done_callback;
using ctx::done_token;
using ctx::errc;
using ctx::with_cancel;
using ctx::with_stop_token;
using ctx_test::in_bubble;

const std::error_code disk_full =
    make_error_code(std::errc::no_space_on_device);

// -- with_stop_token ----------------------------------------------------------

TEST_CASE("a stop request cancels the context of its token") {
    std::stop_source source;
    const auto [c, cancel] = with_stop_token(background(), source.get_token());
    CHECK_FALSE(c.err());

    source.request_stop();

    CHECK(c.err() == errc::canceled);
    CHECK(cause(c) == errc::canceled);
    CHECK(origin(c) == c);
}

TEST_CASE("a token that is stopped already makes a context that is done") {
    std::stop_source source;
    source.request_stop();
    const auto [c, cancel] = with_stop_token(background(), source.get_token());
    CHECK(c.err() == errc::canceled);
}

TEST_CASE("a token that can not be stopped leaves its context live") {
    const auto [c, cancel] = with_stop_token(background(), std::stop_token());
    CHECK_FALSE(c.err());
    cancel();
    CHECK(c.err() == errc::canceled);
}

TEST_CASE("a stop request after the cancel changes nothing") {
    std::stop_source source;
    const auto parent = with_cancel_cause(background());
    const auto [c, cancel] = with_stop_token(parent.child, source.get_token());
    parent.cancel(disk_full);
    source.request_stop();
    CHECK(cause(c) == disk_full);
}

TEST_CASE("a child of a done parent is done, and leaves its token alone") {
    std::stop_source source;
    const auto parent = with_cancel_cause(background());
    parent.cancel(disk_full);
    const auto [c, cancel] = with_stop_token(parent.child, source.get_token());
    CHECK(cause(c) == disk_full);
    source.request_stop();
    CHECK(cause(c) == disk_full);
}

TEST_CASE("a context is canceled with its children before a stop returns") {
    std::stop_source source;
    const auto [c, cancel] = with_stop_token(background(), source.get_token());
    const auto below = with_cancel(c);
    bool ran = false;
    after_func(
        below.child, [&] { ran = true; }, ctx::inline_executor());
    source.request_stop();
    CHECK(below.child.err() == errc::canceled);
    CHECK(ran);
}

TEST_CASE("a context of a token says how it was made") {
    const auto line = std::source_location::current().line() + 1;
    const auto made = with_stop_token(background(), std::stop_token());
    CHECK(made_by(made.child) == "with_stop_token");
    CHECK(made_at(made.child).line() == line);
    CHECK(to_string(made.child) == "context.Background.WithStopToken");
}

TEST_CASE("a dropped context leaves nothing at its token and its parent") {
    std::stop_source source;
    const auto parent = with_cancel(background());
    for (int i = 0; i < 3; ++i) {
        (void)with_stop_token(parent.child, source.get_token());
    }
    CHECK(ctx_test::observer_count(parent.child) == 0);
    source.request_stop();  // touches no context
}

TEST_CASE("a function whose context has no handle waits for the parent alone") {
    std::stop_source source;
    const auto parent = with_cancel(background());
    bool ran = false;
    {
        const auto made = with_stop_token(parent.child, source.get_token());
        after_func(
            made.child, [&] { ran = true; }, ctx::inline_executor());
    }
    source.request_stop();
    CHECK_FALSE(ran);
    parent.cancel();
    CHECK(ran);
}

TEST_CASE("a function without a handle dies with a context without a parent") {
    std::stop_source source;
    const auto held = std::make_shared<int>(0);
    {
        const auto made = with_stop_token(background(), source.get_token());
        after_func(
            made.child, [held] {}, ctx::inline_executor());
    }
    CHECK(held.use_count() == 1);
    source.request_stop();
}

TEST_CASE("a function may drop the last handle during the stop") {
    std::stop_source source;
    std::optional<ctx::cancelable> made =
        with_stop_token(background(), source.get_token());
    after_func(
        made->child, [&] { made.reset(); }, ctx::inline_executor());
    source.request_stop();
    CHECK_FALSE(made);
}

TEST_CASE("a jthread's own token ends the waits of its function") {
    std::error_code seen;
    {
        const std::jthread worker([&](std::stop_token token) {
            const auto [c, cancel] =
                with_stop_token(background(), std::move(token));
            seen = ctx::sleep_for(c, 24h);
        });
    }
    CHECK(seen == errc::canceled);
}

// Runs each function on a thread of its own, all at once.
void race(const std::vector<std::function<void()>>& functions) {
    std::latch all(static_cast<std::ptrdiff_t>(functions.size()));
    std::vector<std::jthread> threads;
    for (const auto& f : functions) {
        threads.emplace_back([&] {
            all.arrive_and_wait();
            f();
        });
    }
}

TEST_CASE("a stop may race with a cancel, the parent and the last handle") {
    for (int i = 0; i < 2000; ++i) {
        std::stop_source source;
        const auto parent = with_cancel(background());
        std::optional<ctx::cancelable> made =
            with_stop_token(parent.child, source.get_token());
        const auto cancel = made->cancel;
        int ran = 0;
        const auto stop = after_func(
            made->child, [&] { ++ran; }, ctx::inline_executor());
        race({[&] { source.request_stop(); }, [&] { made.reset(); },
              [&, i] { i % 2 ? cancel() : parent.cancel(); }});
        stop.wait();
        REQUIRE(ran == 1);
        REQUIRE(ctx_test::observer_count(parent.child) == 0);
    }
}

TEST_CASE("a stop may race with the loss of the last handle") {
    for (int i = 0; i < 2000; ++i) {
        std::stop_source source;
        const auto parent = with_cancel(background());
        std::optional<ctx::cancelable> made =
            with_stop_token(parent.child, source.get_token());
        int ran = 0;
        after_func(
            made->child, [&] { ++ran; }, ctx::inline_executor());
        race({[&] { source.request_stop(); }, [&] { made.reset(); }});
        const auto left = static_cast<std::size_t>(1 - ran);
        REQUIRE(ctx_test::observer_count(parent.child) == left);
        parent.cancel();
        REQUIRE(ran == 1);
    }
}

TEST_CASE("a stop may race with the call that makes a context") {
    for (int i = 0; i < 2000; ++i) {
        std::stop_source source;
        const auto parent = with_cancel(background());
        std::optional<ctx::cancelable> made;
        race({[&] { source.request_stop(); },
              [&] { made = with_stop_token(parent.child, source.get_token()); },
              [&] { parent.cancel(); }});
        REQUIRE(made->child.err() == errc::canceled);
    }
}

// -- stop_on_done -------------------------------------------------------------

TEST_CASE("a canceled context stops its token before the cancel returns") {
    const auto [c, cancel] = with_cancel(background());
    const ctx::stop_on_done stop(c);
    const auto token = stop.token();
    CHECK(token.stop_possible());
    CHECK_FALSE(token.stop_requested());
    cancel();
    CHECK(token.stop_requested());
}

TEST_CASE("a done context stops its token at once") {
    const auto [c, cancel] = with_cancel(background());
    cancel();
    const ctx::stop_on_done stop(c);
    CHECK(stop.token().stop_requested());
}

TEST_CASE("a token is not stopped once its stop_on_done is gone") {
    const auto [c, cancel] = with_cancel(background());
    std::stop_token token;
    {
        const ctx::stop_on_done stop(c);
        token = stop.token();
    }
    CHECK_FALSE(token.stop_possible());
    CHECK(ctx_test::observer_count(c) == 0);
    cancel();
    CHECK_FALSE(token.stop_requested());
}

TEST_CASE("an executor stops the token later") {
    const auto [c, cancel] = with_cancel(background());
    std::optional<ctx::task> queued;
    const ctx::stop_on_done stop(
        c, [&](ctx::task t) { queued.emplace(std::move(t)); });
    cancel();
    CHECK_FALSE(stop.token().stop_requested());
    (*queued)();
    CHECK(stop.token().stop_requested());
}

TEST_CASE("a deadline ends a wait of std::condition_variable_any") {
    const auto [c, cancel] = with_timeout(background(), 1ms);
    const ctx::stop_on_done stop(c);
    std::condition_variable_any never;
    std::mutex m;
    std::unique_lock lock(m);
    CHECK_FALSE(never.wait(lock, stop.token(), [] { return false; }));
    CHECK(c.err() == errc::deadline_exceeded);
}

TEST_CASE("a timeout of a bubble stops a token at its time") {
    in_bubble([] {
        const auto [c, cancel] = with_timeout(background(), 5s);
        const ctx::stop_on_done stop(c);
        ctx::sleep_for(5s - 1ns);
        CHECK_FALSE(stop.token().stop_requested());
        ctx::sleep_for(1ns);
        CHECK(stop.token().stop_requested());
    });
}

TEST_CASE("a stop callback may destroy the stop_on_done that calls it") {
    const auto [c, cancel] = with_cancel(background());
    std::optional<ctx::stop_on_done> stop(std::in_place, c);
    bool ran = false;
    const std::stop_callback callback(stop->token(), [&] {
        stop.reset();
        ran = true;
    });
    cancel();
    CHECK(ran);
}

TEST_CASE("a stop_on_done may be destroyed during the cancel") {
    for (int i = 0; i < 2000; ++i) {
        const auto made = with_cancel(background());
        std::optional<ctx::stop_on_done> stop(std::in_place, made.child);
        const auto token = stop->token();
        int ran = 0;
        {
            const std::stop_callback callback(token, [&] { ++ran; });
            race({[&] { made.cancel(); }, [&] { stop.reset(); }});
        }
        CHECK(ran == token.stop_requested());
    }
}

TEST_CASE("a token leads from one context to another") {
    const auto [first, cancel_first] = with_cancel(background());
    const ctx::stop_on_done stop(first);
    const auto [second, cancel_second] =
        with_stop_token(background(), stop.token());
    cancel_first();
    CHECK(second.err() == errc::canceled);
}

// -- done_token ---------------------------------------------------------------

// The concepts of [stoptoken.concepts] in C++26.
template <template <class> class>
struct check_type_alias_exists;

template <class Token>
concept stoppable_token = requires(const Token token) {
    typename check_type_alias_exists<Token::template callback_type>;
    { token.stop_requested() }
    noexcept->std::same_as<bool>;
    { token.stop_possible() }
    noexcept->std::same_as<bool>;
    { Token(token) }
    noexcept;
}
&&std::copyable<Token>&& std::equality_comparable<Token>;

template <class F, class Token, class Init = F>
concept stoppable_callback_for =
    std::invocable<F> && std::constructible_from<F, Init> &&
    std::constructible_from<typename Token::template callback_type<F>, Token,
                            Init> &&
    std::constructible_from<typename Token::template callback_type<F>, Token&,
                            Init>&&
        std::constructible_from<typename Token::template callback_type<F>,
                                const Token, Init>&&
            std::constructible_from<typename Token::template callback_type<F>,
                                    const Token&, Init>;

static_assert(stoppable_token<done_token>);
static_assert(std::swappable<done_token>);
static_assert(stoppable_callback_for<void (*)(), done_token>);
static_assert(
    stoppable_callback_for<std::function<void()>, done_token, void (*)()>);
static_assert(!stoppable_callback_for<std::function<void(int)>, done_token>);
#ifdef __cpp_lib_senders
static_assert(std::stoppable_token<done_token>);
#endif

TEST_CASE("a done_token is stopped once its context is done") {
    const auto [c, cancel] = with_cancel(background());
    const done_token token(c);
    CHECK(token.stop_possible());
    CHECK_FALSE(token.stop_requested());
    cancel();
    CHECK(token.stop_requested());
    CHECK(token.stop_possible());
}

TEST_CASE("a done_token of a root is never stopped") {
    CHECK_FALSE(done_token().stop_possible());
    CHECK_FALSE(done_token(background()).stop_requested());
    CHECK(done_token() == done_token(background()));
    const auto [c, cancel] = with_cancel(background());
    CHECK(done_token(c) != done_token());
}

TEST_CASE("a done_callback runs inside the cancel call, once") {
    const auto [c, cancel] = with_cancel(background());
    int ran = 0;
    const done_callback callback(done_token(c), [&] { ++ran; });
    CHECK(ran == 0);
    cancel();
    CHECK(ran == 1);
    cancel();
    CHECK(ran == 1);
}

TEST_CASE("a done_callback of a done context runs in its constructor") {
    const auto [c, cancel] = with_cancel(background());
    cancel();
    int ran = 0;
    const done_callback callback(done_token(c), [&] { ++ran; });
    CHECK(ran == 1);
}

TEST_CASE("a destroyed done_callback never runs, and frees its function") {
    const auto [c, cancel] = with_cancel(background());
    const auto held = std::make_shared<int>(0);
    {
        const done_callback callback(done_token(c), [held] { ++*held; });
        CHECK(held.use_count() == 2);
    }
    CHECK(held.use_count() == 1);
    CHECK(ctx_test::observer_count(c) == 0);
    cancel();
    CHECK(*held == 0);
}

TEST_CASE("a function may destroy its own done_callback") {
    const auto [c, cancel] = with_cancel(background());
    const auto held = std::make_shared<int>(0);
    std::optional<done_callback<std::function<void()>>> callback;
    callback.emplace(done_token(c), [&callback, held] {
        const auto mine = held;
        callback.reset();
        ++*held;  // the captures still exist
    });
    cancel();
    CHECK(*held == 1);
    CHECK(held.use_count() == 1);
}

TEST_CASE("a destroyed done_callback frees its function during a cancel") {
    const auto made = with_cancel(background());
    const auto held = std::make_shared<int>(0);
    std::latch canceling(1), gone(1);
    // Stops the cancel just before the cancel reaches the next callback.
    const done_callback first(done_token(made.child), [&] {
        canceling.count_down();
        gone.wait();
    });
    std::jthread canceler;
    {
        const done_callback second(done_token(made.child), [held] { ++*held; });
        canceler = std::jthread([&] { made.cancel(); });
        canceling.wait();
    }
    CHECK(held.use_count() == 1);
    gone.count_down();
    canceler.join();
    CHECK(*held == 0);
}

TEST_CASE("the destructor of a done_callback waits for its function") {
    for (int i = 0; i < 2000; ++i) {
        const auto made = with_cancel(background());
        auto value = std::make_unique<int>(0);
        const auto read = [&] { ++*value; };
        std::optional<done_callback<decltype(read)>> callback;
        callback.emplace(done_token(made.child), read);
        race({[&] { made.cancel(); },
              [&] {
                  callback.reset();
                  value.reset();  // the thread sanitizer sees a use after this
              }});
    }
}

TEST_CASE("a done_callback may be made and destroyed during the cancel") {
    for (int i = 0; i < 2000; ++i) {
        const auto made = with_cancel(background());
        int ran = 0;
        race({[&] { made.cancel(); },
              [&] {
                  const done_callback callback(done_token(made.child),
                                               [&] { ++ran; });
              }});
        CHECK(ran <= 1);
    }
}

// -- every schedule -----------------------------------------------------------

// Returns what `main` returns under each schedule. Checks that no schedule
// fails.
std::set<std::string> outcomes_of(const std::function<std::string()>& main) {
    std::set<std::string> all;
    std::string now;
    const auto found = ctx::explore([&] { now = main(); },
                                    [&](const ctx::explored& run) {
                                        CHECK(to_string(run.how) == "well");
                                        all.insert(now);
                                    });
    CHECK(found.complete);
    return all;
}

using set = std::set<std::string>;

TEST_CASE("every schedule of a stop and of a parent's end cancels the child") {
    CHECK(outcomes_of([] {
              std::stop_source source;
              const auto parent = with_cancel_cause(background());
              const auto made =
                  with_stop_token(parent.child, source.get_token());
              ctx::wait_group group;
              group.go([&] { source.request_stop(); });
              group.go([&] { parent.cancel(disk_full); });
              group.wait();
              return cause(made.child) == errc::canceled ? "stop" : "parent";
          }) == set{"stop", "parent"});
}

TEST_CASE("a look at the context of a token comes before or after the stop") {
    CHECK(outcomes_of([] {
              std::stop_source source;
              const auto made =
                  with_stop_token(background(), source.get_token());
              std::string seen;
              ctx::wait_group group;
              group.go([&] { seen = made.child.err() ? "canceled" : "live"; });
              group.go([&] { source.request_stop(); });
              group.wait();
              return seen;
          }) == set{"canceled", "live"});
}

TEST_CASE("a goroutine that looks at a done_token is seen by every schedule") {
    CHECK(outcomes_of([] {
              const auto made = with_cancel(background());
              ctx::go([cancel = made.cancel] { cancel(); });
              return done_token(made.child).stop_requested() ? "stopped"
                                                             : "live";
          }) == set{"stopped", "live"});
}

TEST_CASE("every schedule waits for the function of a done_callback") {
    CHECK(outcomes_of([] {
              const auto made = with_cancel(background());
              ctx::wait_group group;
              group.go([&] { made.cancel(); });
              int state = 0;
              {
                  const done_callback callback(done_token(made.child), [&] {
                      state = 1;
                      ctx::yield();  // others go on meanwhile
                      state = 2;
                  });
              }
              ctx::expect(state != 1, "the function has returned");
              const auto seen = state;
              group.wait();
              ctx::expect(seen == state, "the function has not run since");
              return std::to_string(seen);
          }) == set{"0", "2"});
}

}  // namespace stop_token_test
