// Calls that a context ends, under every schedule.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/mutex.hpp>
#include <ctx/shared_mutex.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <utility>

namespace until_done_explored_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::expect;
using ctx::go;
using ctx::wait_group;
using ctx::with_cancel;
using ctx::with_timeout;

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

char seen(const std::error_code& err) { return err ? 'e' : 'w'; }

TEST_CASE("a cancel ends one lock, both or none, and the lock is free") {
    CHECK(outcomes_of([] {
              ctx::mutex m;
              auto [c, cancel] = with_cancel(background());
              int inside = 0;
              std::string got = "..";
              wait_group group;
              for (const std::size_t i : {0, 1}) {
                  group.go([&, c = c, i] {
                      const auto err = m.lock(c);
                      got[i] = seen(err);
                      if (err) return;
                      const std::unique_lock lock(m, std::adopt_lock);
                      expect(++inside == 1, "the lock has one holder");
                      ctx::yield();
                      --inside;
                  });
              }
              group.go([cancel = cancel] { cancel(); });
              group.wait();
              expect(m.try_lock(), "the lock is free");
              m.unlock();
              return got;
          }) == set{"ee", "ew", "we", "ww"});
}

TEST_CASE("a writer whose context is done keeps no reader out") {
    CHECK(outcomes_of([] {
              ctx::shared_mutex m;
              m.lock_shared();
              auto [c, cancel] = with_cancel(background());
              std::string got = "..";
              wait_group group;
              group.go([&, c = c] {
                  const auto err = m.lock(c);
                  got[0] = seen(err);
                  if (!err) m.unlock();
              });
              group.go([&, cancel = cancel] {
                  cancel();
                  // The other reader unlocks only later.
                  const std::shared_lock lock(m);
                  got[1] = 'r';
              });
              group.go([&, c = c] {
                  c.done().wait();
                  const auto err = m.lock_shared(c);
                  expect(!!err, "the context is done");
              });
              group.wait();
              m.unlock_shared();
              expect(m.try_lock(), "the lock is free");
              m.unlock();
              return got;
          }) == set{"er"});
}

TEST_CASE("a reader and a writer that wait are ended, or get the lock") {
    CHECK(outcomes_of([] {
              ctx::shared_mutex m;
              m.lock();
              auto [c, cancel] = with_cancel(background());
              std::string got = "..";
              wait_group group;
              group.go([&, c = c] {
                  const auto err = m.lock(c);
                  got[0] = seen(err);
                  if (!err) m.unlock();
              });
              group.go([&, c = c] {
                  const auto err = m.lock_shared(c);
                  got[1] = seen(err);
                  if (!err) m.unlock_shared();
              });
              group.go([cancel = cancel] { cancel(); });
              m.unlock();
              group.wait();
              expect(m.try_lock(), "the lock is free");
              m.unlock();
              return got;
          }) == set{"ee", "ew", "we", "ww"});
}

TEST_CASE("a value is received exactly if its send says that it was sent") {
    for (const std::size_t capacity : {0, 1}) {
        CAPTURE(capacity);
        const auto all = outcomes_of([capacity] {
            const channel<int> ch(capacity);
            auto [c, cancel] = with_cancel(background());
            int sent = 0, received = 0;
            wait_group group;
            for (const int value : {1, 2}) {
                group.go([&, c = c, value] {
                    if (!ch.send(c, value)) sent += value;
                });
            }
            for (int i = 0; i < 2; ++i) {
                group.go([&, c = c] {
                    const auto [value, err] = ch.receive(c);
                    expect(value.has_value() == !err, "a value or an error");
                    received += value.value_or(0);
                });
            }
            group.go([cancel = cancel] { cancel(); });
            group.wait();
            while (ch.size() > 0) received += *ch.receive();
            expect(sent == received, "no value is lost or doubled");
            return std::to_string(sent);
        });
        CHECK(all == set{"0", "1", "2", "3"});
    }
}

TEST_CASE("a send is ended by a close or by its context, whichever is first") {
    CHECK(outcomes_of([] {
              const channel<int> ch;
              auto [c, cancel] = with_cancel(background());
              std::string got;
              wait_group group;
              group.go([&, c = c] {
                  try {
                      got += seen(ch.send(c, 1));
                  } catch (const ctx::closed_channel&) {
                      got += 'x';
                  }
                  const auto [value, err] = ch.receive(c);
                  got += seen(err);
              });
              group.go([&] { ch.close(); });
              group.go([cancel = cancel] { cancel(); });
              group.wait();
              return got;
          }) == set{"ee", "xe", "xw"});
}

TEST_CASE("a wait for a group ends at zero or with its context") {
    CHECK(outcomes_of([] {
              wait_group counted, others;
              counted.add(2);
              auto [c, cancel] = with_cancel(background());
              std::string got = "..";
              for (const std::size_t i : {0, 1}) {
                  others.go([&, c = c, i] { got[i] = seen(counted.wait(c)); });
                  others.go([&] { counted.done(); });
              }
              others.go([cancel = cancel] { cancel(); });
              others.wait();
              expect(!counted.wait(background()), "the count is zero");
              return got;
          }) == set{"ee", "ew", "we", "ww"});
}

TEST_CASE("a sleep that ends at the deadline of its context ends either way") {
    CHECK(outcomes_of([] {
              auto [c, cancel] = with_timeout(background(), 1s);
              return std::string{seen(ctx::sleep_for(c, 1s))};
          }) == set{"e", "w"});
    CHECK(outcomes_of([] {
              auto [c, cancel] = with_timeout(background(), 1s);
              return std::string{seen(ctx::sleep_for(c, 1s - 1ns)),
                                 seen(ctx::sleep_for(c, 2ns))};
          }) == set{"we"});
}

TEST_CASE("a cancel ends a sleep or comes after it") {
    CHECK(outcomes_of([] {
              auto [c, cancel] = with_cancel(background());
              wait_group group;
              std::string got = ".";
              group.go(
                  [&, c = c] { got[0] = c.done().wait_for(1s) ? 'e' : 'w'; });
              group.go([cancel = cancel] {
                  ctx::sleep_for(1s);
                  cancel();
              });
              group.wait();
              return got;
          }) == set{"e", "w"});
}

TEST_CASE("a call whose context is done is one schedule") {
    std::uint64_t schedules = 0;
    const auto found = ctx::explore(
        [] {
            const channel<int> value(1);
            value.send(7);
            auto [c, cancel] = with_cancel(background());
            cancel();
            ctx::mutex m;
            expect(!!value.receive(c).err, "nothing is received");
            expect(!!value.send(c, 1), "nothing is sent");
            expect(!!m.lock(c), "nothing is locked");
            expect(!!ctx::sleep_for(c, 1s), "no time passes");
        },
        [&](const ctx::explored& run) {
            CHECK(to_string(run.how) == "well");
            ++schedules;
        });
    CHECK(found.complete);
    CHECK(schedules == 1);
}

}  // namespace until_done_explored_test
