// memory_watch and the standard library: atomics, locks, shared_ptr, the heap.
// SPDX-License-Identifier: MIT
#include "watched.hpp"

#include <sys/single_threaded.h>

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>

namespace watch_std_test {

using namespace ctx;
using namespace watched;
using namespace std::chrono_literals;
using order = std::memory_order;

program side_by_side(const program& f) {
    return [f] {
        wait_group w;
        w.go(f);
        w.go(f);
        w.wait();
    };
}

// -- atomics ------------------------------------------------------------------

TEST_CASE("a std::atomic flag that ends a loop is no data race") {
    CHECK(watch([] {
              std::atomic<bool> stop = false;
              go([&] {
                  while (!stop) sleep_for(1s);
              });
              sleep_for(3500ms);
              stop = true;
              sleep_for(1s);
          }).racing == 0);
}

TEST_CASE("operations on a std::atomic are steps") {
    std::set<int> seen;
    const auto found = watch([&] {
        std::atomic<int> n = 0;
        wait_group w;
        w.go([&] {
            const int before = n;
            n = before + 1;
        });
        w.go([&] {
            const int before = n;
            n = before + 1;
        });
        w.wait();
        seen.insert(n);
    });
    CHECK(found.racing == 0);
    CHECK(seen == std::set{1, 2});
}

TEST_CASE("an atomic on the heap is known by its maker, not by its address") {
    std::vector<std::unique_ptr<char[]>> garbage;  // moves the heap
    std::set<int> seen;
    const auto found = watch([&] {
        garbage.push_back(std::make_unique<char[]>(garbage.size() % 7 * 16));
        wait_group w;
        for (int i = 0; i < 2; ++i) {
            w.go([&] {
                const auto n = std::make_shared<std::atomic<int>>(0);
                wait_group adders;
                for (int k = 0; k < 2; ++k) {
                    adders.go([n] { *n = *n + 1; });
                }
                adders.wait();
                seen.insert(*n);
            });
        }
        w.wait();
    });
    CHECK(seen == std::set{1, 2});
    CHECK(found.all.schedules > 4);
}

TEST_CASE("atomics order goroutines as their memory orders say") {
    int x = 0;
    const auto publish = [&](order store, order load) {
        return [=, &x] {
            std::atomic<int> ready = 0;
            go([&] {
                if (ready.load(load) != 0) use(x);
            });
            x = 1;
            ready.store(1, store);
            sleep_for(1s);
        };
    };
    // After the store, something else is done to the atomic before the load.
    const auto after_store =
        [&](const std::function<void(std::atomic<int>&)>& change) {
            return [=, &x] {
                std::atomic<int> ready = 0;
                go([&] {
                    sleep_for(1s);
                    change(ready);
                });
                go([&] {
                    sleep_for(2s);
                    if (ready.load(order::acquire) == 2) use(x);
                });
                x = 1;
                ready.store(1, order::release);
                sleep_for(3s);
            };
        };
    const auto fenced = [&](order store, order load) {
        return [=, &x] {
            std::atomic<int> ready = 0;
            go([&] {
                if (ready.load(order::relaxed) == 0) return;
                std::atomic_thread_fence(load);
                use(x);
            });
            x = 1;
            std::atomic_thread_fence(store);
            ready.store(1, order::relaxed);
            sleep_for(1s);
        };
    };
    const auto exchanged = [&](order failed) {
        return [=, &x] {
            std::atomic<int> ready = 0;
            go([&] {
                int expected = 0;
                if (!ready.compare_exchange_strong(expected, 2, order::relaxed,
                                                   failed)) {
                    use(x);
                }
            });
            x = 1;
            ready.store(1, order::release);
            sleep_for(1s);
        };
    };
    check(
        {{"seq_cst", publish(order::seq_cst, order::seq_cst), ordered},
         {"release, acquire", publish(order::release, order::acquire), ordered},
         {"release, consume", publish(order::release, order::consume), ordered},
         {"relaxed, acquire", publish(order::relaxed, order::acquire), racing},
         {"release, relaxed", publish(order::release, order::relaxed), racing},
         {"an exchange goes on with a release",
          after_store([](auto& a) { a.fetch_add(1, order::relaxed); }),
          ordered},
         {"a store does not",
          after_store([](auto& a) { a.store(2, order::relaxed); }), racing},
         {"fences", fenced(order::release, order::acquire), ordered},
         {"one fence", fenced(order::release, order::release), racing},
         {"a compare_exchange that fails", exchanged(order::acquire), ordered},
         {"one that fails relaxed", exchanged(order::relaxed), racing}});
}

TEST_CASE("a plain access races with an atomic one") {
    const auto found = watch([] {
        int x = 0;
        go([&] { std::atomic_ref(x).store(1); });
        use(x);
        sleep_for(1s);
    });
    REQUIRE(found.races.size() == 1);
    CHECK(found.races[0].first.is_atomic != found.races[0].second.is_atomic);
}

// -- locks --------------------------------------------------------------------

TEST_CASE("the locks of the standard library order goroutines") {
    int x = 0;
    std::mutex m, second;
    std::recursive_mutex r;
    std::shared_mutex s;
    check({{"mutex", side_by_side([&] {
                const std::scoped_lock lock(m);
                ++x;
            }),
            ordered},
           {"a sleep in the lock", side_by_side([&] {
                const std::unique_lock lock(m);
                sleep_for(1s);
                ++x;
            }),
            ordered},
           {"two at once", side_by_side([&] {
                const std::scoped_lock lock(m, second);
                ++x;
            }),
            ordered},
           {"try_lock", side_by_side([&] {
                const std::unique_lock lock(m, std::try_to_lock);
                if (lock) ++x;
            }),
            ordered},
           {"recursive_mutex", side_by_side([&] {
                const std::scoped_lock lock(r);
                const std::scoped_lock again(r);
                ++x;
            }),
            ordered},
           {"shared_mutex",
            [&] {
                wait_group w;
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
           {"readers that write", side_by_side([&] {
                const std::shared_lock lock(s);
                ++x;
            }),
            racing},
           {"not locked", side_by_side([&] {
                std::mutex mine;
                const std::scoped_lock lock(mine);
                ++x;
            }),
            racing}});
}

TEST_CASE("two std::mutexes locked in two orders deadlock on some schedule") {
    const auto found = watch([] {
        std::mutex a, b;
        wait_group w;
        w.go([&] {
            const std::scoped_lock first(a);
            const std::scoped_lock second(b);
        });
        w.go([&] {
            const std::scoped_lock first(b);
            const std::scoped_lock second(a);
        });
        w.wait();
    });
    CHECK(found.racing == 0);
    CHECK(found.failed > 0);
    CHECK(found.failed < found.all.schedules);
}

// -- memory -------------------------------------------------------------------

TEST_CASE("copies of a shared_ptr do not race, and order nothing") {
    int x = 0;
    // Both read what the pointer has, and one of them destroys it.
    const program last_owner = [] {
        auto p = std::make_shared<std::vector<int>>(1);
        go([p]() mutable {
            use(p->front());
            p.reset();
        });
        sleep_for(1s);
        use(p->front());
        p.reset();
    };
    const program other_owner = [&] {
        const auto kept = std::make_shared<int>(1);
        go([&, p = kept]() mutable {
            x = 1;
            p.reset();
        });
        sleep_for(1s);
        auto p = kept;
        p.reset();
        use(x);
    };
    // As in a process with one thread, where the library counts without
    // atomics. This one has another, which uses no shared_ptr.
    const auto on_one_thread = [](const program& f) {
        return [f] {
            const defer restore([was = __libc_single_threaded] {
                __libc_single_threaded = was;
            });
            __libc_single_threaded = 1;
            f();
        };
    };
    check(
        {{"the last owner", last_owner, ordered},
         {"the last owner, on one thread", on_one_thread(last_owner), ordered},
         {"another owner", other_owner, racing},
         {"another owner, on one thread", on_one_thread(other_owner), racing},
         {"a weak_ptr",
          [] {
              auto p = std::make_shared<int>(1);
              go([w = std::weak_ptr(p)] {
                  if (const auto mine = w.lock()) use(*mine);
              });
              p.reset();
              sleep_for(1s);
          },
          ordered},
         {"what it points to",
          [] {
              const auto p = std::make_shared<int>(1);
              go([p] { use(*p); });
              *p = 2;
              sleep_for(1s);
          },
          racing},
         {"one shared_ptr itself",
          [] {
              auto p = std::make_shared<int>(1);
              go([&p] { const auto mine = p; });
              p = nullptr;
              sleep_for(1s);
          },
          racing}});
}

TEST_CASE("containers race as their elements do") {
    check({{"push_back",
            [] {
                std::vector<int> all;
                side_by_side([&] { all.push_back(1); })();
            },
            racing},
           {"elements",
            [] {
                std::vector<int> all(2);
                wait_group w;
                w.go([&] { all[0] = 1; });
                w.go([&] { all[1] = 1; });
                w.wait();
            },
            ordered},
           {"a string",
            [] {
                std::string text;
                side_by_side([&] { text += "x"; })();
            },
            racing},
           {"a map",
            [] {
                std::map<int, int> all;
                side_by_side([&] { all[1] = 1; })();
            },
            racing},
           {"values through a channel",
            [] {
                const channel<std::string> c(1);
                go([c] {
                    std::string text(100, 'x');
                    c.send(text);
                    text += 'y';
                });
                auto text = c.receive();
                *text += 'z';
            },
            ordered}});
}

TEST_CASE("only accesses of the same bytes race") {
    struct pair {
        char a, b;
    };
    pair p{};
    pair other{};
    check({{"neighbors",
            [&] {
                go([&] { p.a = 1; });
                p.b = 1;
            },
            ordered},
           {"a whole and a part",
            [&] {
                go([&] { p.a = 1; });
                other = p;
            },
            racing},
           {"reads",
            [&] {
                go([&] { use(p.a); });
                use(p.a);
            },
            ordered}});
}

TEST_CASE("memory that is used again is new") {
    check({{"of the heap",
            [] {
                wait_group w;
                for (int i = 0; i < 3; ++i) {
                    w.go([] {
                        const auto p = std::make_unique<int>(1);
                        *p = 2;
                    });
                }
                w.wait();
            },
            ordered},
           {"of a stack",
            [] {
                for (int i = 0; i < 3; ++i) {
                    go([] {
                        int x = 0;
                        int* volatile p = &x;
                        *p = 1;
                    });
                    sleep_for(1s);
                }
            },
            ordered},
           {"but freeing it is a write",
            [] {
                const auto p = new int(1);
                go([p] { use(*p); });
                sleep_for(1s);
                delete p;
            },
            racing}});
}

int read_of_static() {
    static const int value = [] {
        int x = 0;
        int* volatile p = &x;
        *p = 1;
        return *p;
    }();
    return value;
}

TEST_CASE("a static variable of a function is ordered by its initialization") {
    CHECK(watch(side_by_side([] { use(read_of_static()); })).racing == 0);
}

// -- the watch ----------------------------------------------------------------

// A program that races on some schedules only.
void race_on_some_schedules() {
    int x = 0;
    ctx::atomic<bool> late = false;
    go([&] {
        if (!late) x = 1;
    });
    late = true;
    x = 2;
    sleep_for(1s);
}

TEST_CASE("the schedule of a data race shows it again") {
    const auto found = watch(race_on_some_schedules);
    CHECK(found.racing == 1);
    CHECK(found.all.schedules == 2);
    memory_watch memory;
    run_options again;
    again.memory = &memory;
    run_under(found.shown_by, race_on_some_schedules, again);
    REQUIRE(memory.races().size() == 1);
    CHECK(memory.races()[0].first.stack == found.races[0].first.stack);
    run_under(
        schedule(), [] {}, again);
    CHECK(memory.races().empty());
}

TEST_CASE("a data race is found once for each pair of places") {
    int x = 0;
    CHECK(watch([&] {
              go([&] {
                  for (int i = 0; i < 10; ++i) x = i;
              });
              for (int i = 0; i < 10; ++i) x = i;
              sleep_for(1s);
          }).races.size() == 1);
}

TEST_CASE("contexts and channels are handed from goroutine to goroutine") {
    CHECK(watch([] {
              const channel<int> results(1);
              auto [c, cancel] = with_timeout(background(), 1s);
              for (int i = 0; i < 2; ++i) {
                  go([c = c, cancel = cancel, results] {
                      const auto [child, stop] = with_cancel(c);
                      (void)select(recv(child.done()), send(results, 1));
                      stop();
                  });
              }
              (void)results.receive();
              cancel();
              sleep_for(1s);
          }).racing == 0);
}

TEST_CASE("an observer is no part of the program") {
    std::vector<std::string> lines;
    explore_options options;
    options.observer = [&](const event& e) { lines.push_back(e.text); };
    const auto found = watch(
        [] {
            go([] { note_print("a"); });
            note_print("b");
            sleep_for(1s);
        },
        options);
    CHECK(found.racing == 0);
    CHECK(found.all.schedules == 2);
}

TEST_CASE("running tells where the program is") {
    memory_watch memory;
    CHECK(memory.running().goroutine == 0);
    running_code seen;
    explore_options options;
    options.memory = &memory;
    explore(
        [&] {
            go("loop", [&] { seen = memory.running(); });
            sleep_for(1s);
        },
        [](const explored&) {}, options);
    CHECK(seen.goroutine == 2);
    CHECK(std::string(seen.name.data()) == "loop");
    CHECK(seen.depth > 1);
    CHECK(memory.running().goroutine == 0);
}

}  // namespace watch_std_test
