// What orders two goroutines, and what does not, for memory_watch. Each edge of
// Go's memory model has a program that needs it, and one that would need more.
// SPDX-License-Identifier: MIT
#include "watched.hpp"

#include <mutex>
#include <optional>
#include <shared_mutex>

namespace watch_test {

using namespace ctx;
using namespace watched;
using namespace std::chrono_literals;

/// Two goroutines that do the same.
program twice(const program& f) {
    return [f] {
        wait_group w;
        w.go(f);
        w.go(f);
        w.wait();
    };
}

TEST_CASE("the start of a goroutine comes after what came before it") {
    int x = 0;
    check({{"before the start",
            [&] {
                x = 1;
                go([&] { use(x); });
            },
            ordered},
           {"after the start",
            [&] {
                go([&] { use(x); });
                x = 1;
            },
            racing}});
}

TEST_CASE("the end of a goroutine and the passing of time order nothing") {
    int x = 0;
    check({{"the end",
            [&] {
                go([&] { x = 1; });
                sleep_for(1s);
                use(x);
            },
            racing},
           {"both sleep",
            [&] {
                go([&] {
                    sleep_for(1s);
                    x = 1;
                });
                sleep_for(2s);
                use(x);
            },
            racing},
           {"a yield",
            [&] {
                go([&] { x = 1; });
                yield();
                use(x);
            },
            racing},
           {"a print",
            [&] {
                go([&] {
                    x = 1;
                    note_print("1");
                });
                sleep_for(1s);
                note_print("2");
                use(x);
            },
            racing}});
}

TEST_CASE("a plain flag that ends a loop between sleeps is a data race") {
    const findings found = watch([] {
        bool stop = false;
        go("worker", [&] {
            while (!stop) sleep_for(1s);
        });
        sleep_for(3500ms);
        stop = true;
        sleep_for(1s);
    });
    REQUIRE(found.races.size() == 1);
    const data_race& race = found.races.front();
    CHECK(race.size == sizeof(bool));
    CHECK(race.first.goroutine == 2);
    CHECK(race.first.name == "worker");
    CHECK_FALSE(race.first.is_write);
    CHECK(race.second.goroutine == 1);
    CHECK(race.second.is_write);
    CHECK_FALSE(race.second.is_atomic);
    CHECK(race.first.stack.front() != race.second.stack.front());
    CHECK(race.second.stack.size() > 1);
}

TEST_CASE("a wait comes after each done that it waits for") {
    int x = 0;
    check({{"before done",
            [&] {
                wait_group w;
                w.add(1);
                go([&] {
                    x = 1;
                    w.done();
                });
                w.wait();
                use(x);
            },
            ordered},
           {"two of them",
            [&] {
                wait_group w;
                int y = 0;
                w.go([&] { x = 1; });
                w.go([&] { y = 1; });
                w.wait();
                use(x + y);
            },
            ordered},
           {"after done",
            [&] {
                wait_group w;
                w.add(1);
                go([&] {
                    w.done();
                    x = 1;
                });
                w.wait();
                use(x);
            },
            racing},
           {"one done and another",
            [&] {
                wait_group w;
                w.go([&] { x = 1; });
                w.go([&] { use(x); });
                w.wait();
            },
            racing}});
}

TEST_CASE("a send and its receive without a buffer come after each other") {
    int x = 0;
    check({{"before the send",
            [&] {
                const channel<int> c;
                go([&x, c] {
                    x = 1;
                    c.send(1);
                });
                (void)c.receive();
                use(x);
            },
            ordered},
           {"before the receive",
            [&] {
                const channel<int> c;
                go([&x, c] {
                    x = 1;
                    (void)c.receive();
                });
                c.send(1);
                use(x);
            },
            ordered},
           {"in a select",
            [&] {
                const channel<int> c, other;
                go([&x, c, other] {
                    x = 1;
                    (void)select(send(c, 1), recv(other));
                });
                (void)select(recv(c), recv(other));
                use(x);
            },
            ordered},
           {"after the send",
            [&] {
                const channel<int> c;
                go([&x, c] {
                    c.send(1);
                    x = 1;
                });
                (void)c.receive();
                use(x);
            },
            racing},
           {"two that send to one",
            [&] {
                const channel<int> c;
                go([&x, c] {
                    x = 1;
                    c.send(1);
                });
                go([&x, c] {
                    c.send(2);
                    use(x);
                });
                (void)c.receive();
                (void)c.receive();
            },
            racing}});
}

TEST_CASE("a receive from a buffer comes after the send of its value") {
    int x = 0;
    check({{"its send",
            [&] {
                const channel<int> c(2);
                go([&x, c] {
                    x = 1;
                    c.send(1);
                });
                (void)c.receive();
                use(x);
            },
            ordered},
           {"a later send",
            [&] {
                const channel<int> c(2);
                go([&x, c] {
                    c.send(1);
                    x = 1;
                    c.send(2);
                });
                (void)c.receive();
                use(x);
            },
            racing}});
}

TEST_CASE("a send to a full buffer comes after the receive that makes room") {
    int x = 0;
    const auto with_room = [&](std::size_t room) {
        return [&x, room] {
            const channel<int> c(room);
            go([&x, c] {
                x = 1;
                (void)c.receive();
            });
            c.send(1);
            c.send(2);
            use(x);
        };
    };
    check({{"room for one", with_room(1), ordered},
           {"room for two", with_room(2), racing}});
}

TEST_CASE("a receive that finds the channel closed comes after the close") {
    int x = 0;
    check({{"a receive",
            [&] {
                const channel<int> c;
                go([&x, c] {
                    x = 1;
                    c.close();
                });
                (void)c.receive();
                use(x);
            },
            ordered},
           {"a select",
            [&] {
                const channel<int> c, other;
                go([&x, c, other] {
                    x = 1;
                    c.close();
                });
                (void)select(recv(c), recv(other));
                use(x);
            },
            ordered},
           {"a receive of a value from before",
            [&] {
                const channel<int> c(1);
                go([&x, c] {
                    c.send(1);
                    x = 1;
                    c.close();
                });
                (void)c.receive();
                use(x);
            },
            racing},
           {"a select that takes its default",
            [&] {
                const channel<int> c;
                go([&x, c] {
                    x = 1;
                    c.close();
                });
                if (select(recv(c), default_case) == 1) use(x);
            },
            racing}});
}

TEST_CASE("a look that sees a context done comes after its cancellation") {
    int x = 0;
    // A program that cancels after it wrote, and reads after `look`, in another
    // goroutine, has returned true.
    const auto with = [&](const std::function<bool(const context&)>& look) {
        return [&x, look] {
            auto [c, cancel] = with_cancel(background());
            go([&x, look, c = c] {
                if (look(c)) use(x);
            });
            x = 1;
            cancel();
        };
    };
    const auto wait = [](const context& c) {
        c.done().wait();
        return true;
    };
    const auto below = [](const context& c) {
        auto [child, cancel] = with_cancel(c);
        child.done().wait();
        return true;
    };
    const auto far_below = [](const context& c) {
        const auto [child, cancel] = with_timeout(c, 1h);
        const auto [grandchild, cancel_too] = with_cancel(child);
        return bool(grandchild.err());
    };
    check(
        {{"err", with([](const context& c) { return bool(c.err()); }), ordered},
         {"cause", with([](const context& c) { return bool(cause(c)); }),
          ordered},
         {"ready", with([](const context& c) { return c.done().ready(); }),
          ordered},
         {"wait", with(wait), ordered},
         {"a select with a default", with([](const context& c) {
              return select(recv(c.done()), default_case) == 0;
          }),
          ordered},
         {"a select", with([](const context& c) {
              const channel<int> other;
              return select(recv(other), recv(c.done())) == 1;
          }),
          ordered},
         {"a wait for a child", with(below), ordered},
         {"a child that is born done", with(far_below), ordered},
         {"err, not yet", with([](const context& c) { return !c.err(); }),
          racing},
         {"a select, not yet", with([](const context& c) {
              return select(recv(c.done()), default_case) == 1;
          }),
          racing}});
}

TEST_CASE("a deadline comes after the derivation of its context alone") {
    int x = 0;
    const auto read = [&](bool before) {
        return [&x, before] {
            if (before) x = 1;
            auto [c, cancel] = with_timeout(background(), 1s);
            go([&x, c = c] {
                c.done().wait();
                use(x);
            });
            if (!before) x = 1;
            sleep_for(2s);
        };
    };
    check({{"before the derivation", read(true), ordered},
           {"after the derivation", read(false), racing}});
}

TEST_CASE("a tick comes after the start of its timer alone") {
    int x = 0;
    const auto reset = [&](bool before) {
        return [&x, before] {
            const timer t(1h);
            go([&x, &t] {
                (void)t.c().receive();
                use(x);
            });
            sleep_for(1s);
            if (before) x = 1;
            t.reset(1s);
            if (!before) x = 1;
            sleep_for(2s);
        };
    };
    check({{"before the reset", reset(true), ordered},
           {"after the reset", reset(false), racing},
           {"before another reset",
            [&] {
                const timer t(1h);
                go([&] {
                    x = 1;
                    t.reset(1h);
                });
                sleep_for(1s);
                t.reset(1s);
                (void)t.c().receive();
                use(x);
            },
            racing}});
}

TEST_CASE("two timers that go off one after the other are not ordered") {
    int x = 0;
    check({{"one writes, the other one's goroutine reads",
            [&] {
                const auto first = after(2s);
                go([&x] {
                    x = 1;
                    const auto second = after(1s);
                    (void)second.receive();
                });
                (void)first.receive();
                use(x);
            },
            racing}});
}

TEST_CASE("a function of after_func comes after its registration and cancel") {
    int x = 0;
    check({{"before the registration",
            [&] {
                auto [c, cancel] = with_cancel(background());
                go([cancel = cancel] {
                    sleep_for(1s);
                    cancel();
                });
                x = 1;
                const auto stop = after_func(c, [&] { use(x); });
                sleep_for(2s);
                stop.wait();
            },
            ordered},
           {"before the cancel",
            [&] {
                auto [c, cancel] = with_cancel(background());
                const auto stop = after_func(c, [&] { use(x); });
                x = 1;
                cancel();
                stop.wait();
            },
            ordered},
           {"after the registration",
            [&] {
                auto [c, cancel] = with_cancel(background());
                go([cancel = cancel] { cancel(); });
                const auto stop = after_func(c, [&] { use(x); });
                x = 1;
                sleep_for(1s);
                stop.wait();
            },
            racing},
           {"the canceler does not come after the registration",
            [&] {
                auto [c, cancel] = with_cancel(background());
                go([&x, cancel = cancel] {
                    sleep_for(1s);
                    cancel();
                    use(x);
                });
                x = 1;
                const auto stop = after_func(c, [] {});
                sleep_for(2s);
            },
            racing},
           {"a wait comes after its end",
            [&] {
                auto [c, cancel] = with_cancel(background());
                const auto stop = after_func(c, [&] { x = 1; });
                cancel();
                stop.wait();
                use(x);
            },
            ordered}});
}

TEST_CASE("a lock comes after the unlocks before it") {
    int x = 0;
    mutex m;
    shared_mutex s;
    check({{"a mutex", twice([&] {
                const std::scoped_lock lock(m);
                ++x;
            }),
            ordered},
           {"try_lock", twice([&] {
                if (!m.try_lock()) return;
                ++x;
                m.unlock();
            }),
            ordered},
           {"two mutexes", twice([&] {
                mutex mine;
                const std::scoped_lock lock(mine);
                ++x;
            }),
            racing},
           {"outside of the lock", twice([&] {
                { const std::scoped_lock lock(m); }
                ++x;
            }),
            racing},
           {"a writer and readers",
            [&] {
                wait_group w;
                w.go([&] {
                    const std::shared_lock lock(s);
                    use(x);
                });
                w.go([&] {
                    const std::shared_lock lock(s);
                    use(x);
                });
                w.go([&] {
                    const std::scoped_lock lock(s);
                    ++x;
                });
                w.wait();
            },
            ordered},
           {"readers that write", twice([&] {
                const std::shared_lock lock(s);
                ++x;
            }),
            racing}});
}

TEST_CASE("a wait comes after the notify that ends it") {
    int x = 0;
    const auto with = [&](bool before) {
        return [&x, before] {
            mutex m;
            condition_variable changed;
            go([&] {
                std::unique_lock lock(m);
                changed.wait(lock);
                use(x);
            });
            sleep_for(1s);
            if (before) x = 1;
            changed.notify_one();
            if (!before) x = 1;
            sleep_for(1s);
        };
    };
    check({{"before the notify", with(true), ordered},
           {"after the notify", with(false), racing}});
}

TEST_CASE("a call of a once comes after its function, not after other calls") {
    int x = 0, y = 0;
    const auto three = [](const program& f) {
        return [f] {
            wait_group w;
            for (int i = 0; i < 2; ++i) w.go(f);
            w.wait();
        };
    };
    check({{"the function",
            [&, three] {
                once first;
                three([&] {
                    first.call([&] { x = 1; });
                    use(x);
                })();
            },
            ordered},
           {"another call",
            [&, three] {
                once first;
                first.call([] {});
                three([&] {
                    ++y;
                    first.call([] {});
                })();
            },
            racing}});
}

TEST_CASE("a load of a ctx::atomic comes after the store that it sees") {
    int x = 0;
    const auto with = [&](std::memory_order store, std::memory_order load,
                          bool seen) {
        return [=, &x] {
            ctx::atomic<bool> ready = false;
            go([&] {
                if (ready.load(load) == seen) use(x);
            });
            x = 1;
            ready.store(true, store);
            sleep_for(1s);
        };
    };
    using o = std::memory_order;
    check({{"in one order", with(o::seq_cst, o::seq_cst, true), ordered},
           {"acquire and release", with(o::release, o::acquire, true), ordered},
           {"relaxed", with(o::relaxed, o::relaxed, true), racing},
           {"the value before", with(o::seq_cst, o::seq_cst, false), racing},
           {"sums",
            [&] {
                ctx::atomic<int> sum = 0;
                for (int i = 0; i < 2; ++i) {
                    go([&] {
                        if (++sum == 2) x = 1;
                    });
                }
                sleep_for(1s);
                if (sum == 2) use(x);
            },
            racing}});
}

TEST_CASE("bubble_wait comes after what the others have done") {
    int x = 0;
    check({{"before they wait",
            [&] {
                const channel<int> never;
                go([&] {
                    x = 1;
                    (void)select(recv(never), recv(after(1s)));
                });
                bubble_wait();
                use(x);
            },
            ordered},
           {"what they do later",
            [&] {
                go([&] {
                    sleep_for(1s);
                    x = 1;
                });
                bubble_wait();
                sleep_for(2s);
                use(x);
            },
            racing}});
}

TEST_CASE("an assignment of a handle is an access of the variable") {
    error e;
    context c;
    channel<int> ch;
    const error wrong = errc::canceled;
    const auto [other, cancel] = with_cancel(background());
    check({{"an error, assigned twice", twice([&] { e = wrong; }), racing},
           {"an error, looked at and assigned", twice([&] {
                if (!e) e = wrong;
            }),
            racing},
           {"an error, looked at twice", twice([&] { (void)!e; }), ordered},
           {"a context, assigned twice", twice([&] { c = other; }), racing},
           {"a context, assigned and copied",
            [&] {
                go([&] { c = other; });
                const context copy = c;
                sleep_for(1s);
            },
            racing},
           {"a context, copied twice", twice([&] { const context copy = c; }),
            ordered},
           {"a channel, assigned twice",
            twice([&, made = channel<int>()] { ch = made; }), racing}});
}

}  // namespace watch_test
