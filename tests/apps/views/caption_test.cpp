// The sentences about the steps of a run.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/caption.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ctx/condition_variable.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/mutex.hpp>
#include <ctx/once.hpp>
#include <ctx/semaphore.hpp>
#include <ctx/wait_group.hpp>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/support/golden.hpp"

namespace caption_test {

using namespace std::chrono_literals;
using ctx_test::check_golden;
using ctx_test::recording_of;
using ctxdemo::recording;
using lessons::language;

/// Returns a line for each step: the time and the sentence.
std::string story_of(const recording& r, language l) {
    std::string text;
    for (ctxdemo::moments m(r); m.next();) {
        text += ctxdemo::short_time(m.now().time) + "  " + caption(m.now(), l) +
                '\n';
    }
    return text;
}

TEST_CASE("captions: the usual run of each lesson, in both languages") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        CAPTURE(name);
        check_golden("captions/" + name + ".en.txt", story_of(r, language::en));
        check_golden("captions/" + name + ".zh.txt", story_of(r, language::zh));
    }
}

/// Returns the sentence at the first step in which a goroutine called `name`
/// blocks, and that of its next step.
std::pair<std::string, std::string> wait_of(const recording& r,
                                            std::string_view name) {
    std::pair<std::string, std::string> sentences;
    for (ctxdemo::moments m(r); m.next();) {
        const std::string text = caption(m.now(), language::en);
        if (!text.starts_with(name)) continue;
        if (!sentences.first.empty()) return {sentences.first, text};
        if (m.now().last.back().what == ctx::step::block) {
            sentences.first = text;
        }
    }
    return sentences;
}

TEST_CASE("captions name what a goroutine waits for") {
    ctx::mutex lock;
    ctx::condition_variable changed;
    ctx::once once;
    const auto r = ctxdemo::record(
        [&] {
            ctx::wait_group wg;
            lock.lock();
            wg.go("locker", [&] { const std::scoped_lock own(lock); });
            wg.go("waiter", [&] {
                std::unique_lock own(lock);
                changed.wait(own);
            });
            wg.go("maker", [&] { once.call([] { ctx::sleep_for(2s); }); });
            wg.go("caller", [&] { once.call([] {}); });
            ctx::sleep_for(1s);
            lock.unlock();
            ctx::sleep_for(1s);
            changed.notify_all();
            wg.wait();
        },
        {});
    CHECK(wait_of(r, "locker") == std::pair<std::string, std::string>(
                                      "locker waits until a lock is free",
                                      "locker goes on: it has the lock now"));
    CHECK(wait_of(r, "caller") ==
          std::pair<std::string, std::string>(
              "caller waits until another goroutine has made the call",
              "caller goes on: the call has been made"));
    const auto as_text = story_of(r, language::en);
    CHECK(as_text.find("waiter waits until another goroutine notifies it") !=
          as_text.npos);
    CHECK(as_text.find("waiter goes on: it has been notified") != as_text.npos);
}

TEST_CASE("captions name what a goroutine waits for until a context is done") {
    ctx::mutex lock;
    ctx::semaphore units(1);
    const auto r = ctxdemo::record(
        [&] {
            auto [c, cancel] = ctx::with_cancel(ctx::background());
            ctx::wait_group wg;
            (void)units.acquire(c, 1);
            lock.lock();
            wg.go("locker", [&, c = c] {
                if (!lock.lock(c)) lock.unlock();
            });
            ctx::go("taker", [&, c = c] { (void)units.acquire(c, 1); });
            ctx::go("joiner", [&, c = c] { (void)wg.wait(c); });
            ctx::sleep_for(1s);
            lock.unlock();
            ctx::sleep_for(1s);
            cancel();
            ctx::sleep_for(1s);
        },
        {});
    const auto [locker, has_lock] = wait_of(r, "locker");
    CHECK(locker ==
          "locker waits until context 1 is done, or until a lock is free");
    CHECK(has_lock == "locker goes on: it has the lock now");
    const auto [taker, gives_up] = wait_of(r, "taker");
    CHECK(taker ==
          "taker waits until context 1 is done, or until the semaphore has "
          "enough "
          "units");
    CHECK(gives_up == "taker goes on: context 1 is canceled");
    const auto [joiner, has_joined] = wait_of(r, "joiner");
    CHECK(joiner ==
          "joiner waits until context 1 is done, or until the goroutines of "
          "the wait "
          "group have returned");
    CHECK(has_joined ==
          "joiner goes on: the goroutines of the wait group have "
          "returned");
}

}  // namespace caption_test
