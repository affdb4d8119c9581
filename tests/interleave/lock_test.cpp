// mutex, shared_mutex, condition_variable and once. A lost wake shows as a
// deadlock, and two holders at once as a race on a plain variable.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstddef>
#include <ctx/condition_variable.hpp>
#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/mutex.hpp>
#include <ctx/once.hpp>
#include <ctx/shared_mutex.hpp>
#include <mutex>
#include <new>
#include <optional>
#include <shared_mutex>

#include "scheduler.hpp"
#include "tests/interleave/scene.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/sanitizers.hpp"

namespace interleave_lock_test {

using ctx_interleave::claim;
using ctx_interleave::in_every_order;
using doctest::skip;

// The orders are the same in every build, and take minutes under the thread
// sanitizer.
constexpr bool is_slow = ctx_test::thread_sanitized;

// Counts in a variable that only one thread may use at a time.
struct counter {
    ctx::detail::plain<int> n = 0;

    void add() { n = n + 1; }
};

template <class Mutex>
struct guarded : counter {
    Mutex m;

    void lock_and_add() {
        const std::scoped_lock lock(m);
        add();
    }
    void share_and_read() {
        const std::shared_lock lock(m);
        (void)static_cast<int>(n);
    }
};

// Runs `wait` as a goroutine that is being ended. Returns true if it threw.
template <class Wait>
bool is_ended_in(Wait wait) {
    ctx::detail::goroutine& self = ctx::detail::current();
    self.ending = true;
    bool ended = false;
    try {
        wait();
    } catch (const ctx::goroutine_exit&) {
        ended = true;
    }
    self.ending = false;
    return ended;
}

template <class Scene>
void check_free(Scene& s) {
    claim(s.m.try_lock(), "the mutex is free");
    s.m.unlock();
}

TEST_CASE("two threads lock a mutex one after the other" * skip(is_slow)) {
    using scene = guarded<ctx::mutex>;
    in_every_order<scene>({[](scene& s) {
                               s.lock_and_add();
                               s.lock_and_add();
                           },
                           [](scene& s) { s.lock_and_add(); }},
                          [](scene& s) { claim(s.n == 3, "all counted"); });
}

// Scenes of three threads begin with the lock held, to have fewer orders.
template <class Mutex>
struct held : guarded<Mutex> {
    held() { this->m.lock(); }
};

TEST_CASE("two threads that wait for a mutex get it one after the other" *
          skip(is_slow)) {
    using scene = held<ctx::mutex>;
    const auto locks = [](scene& s) { s.lock_and_add(); };
    in_every_order<scene>({[](scene& s) { s.m.unlock(); }, locks, locks},
                          [](scene& s) { claim(s.n == 2, "both counted"); });
}

TEST_CASE("a mutex may be destroyed by the last thread that locked it") {
    struct scene {
        std::optional<ctx::mutex> m{std::in_place};
        int left = 2;  // guarded by m

        void leave() {
            m->lock();
            const bool is_last = --left == 0;
            m->unlock();
            if (is_last) m.reset();
        }
    };
    const auto act = [](scene& s) { s.leave(); };
    in_every_order<scene>({act, act}, [](scene&) {});
}

TEST_CASE("a try_lock that fails leaves no trace") {
    using scene = guarded<ctx::mutex>;
    in_every_order<scene>({[](scene& s) { s.lock_and_add(); },
                           [](scene& s) {
                               if (!s.m.try_lock()) return;
                               s.add();
                               s.m.unlock();
                           }},
                          check_free<scene>);
}

TEST_CASE("a thread that is ended while it waits does not keep a mutex") {
    using scene = guarded<ctx::mutex>;
    in_every_order<scene>(
        {[](scene& s) { s.lock_and_add(); },
         [](scene& s) { (void)is_ended_in([&] { s.lock_and_add(); }); }},
        check_free<scene>);
}

TEST_CASE("a thread that is ended while it waits does not keep a third back" *
          skip(is_slow)) {
    struct scene {
        ctx::mutex m;
        scene() { m.lock(); }
    };
    in_every_order<scene>({[](scene& s) { s.m.unlock(); },
                           [](scene& s) {
                               (void)is_ended_in([&] {
                                   s.m.lock();
                                   s.m.unlock();
                               });
                           },
                           [](scene& s) { s.m.lock(); }},
                          [](scene& s) { s.m.unlock(); });
}

TEST_CASE("a writer excludes a reader") {
    using scene = guarded<ctx::shared_mutex>;
    in_every_order<scene>({[](scene& s) {
                               s.lock_and_add();
                               s.lock_and_add();
                           },
                           [](scene& s) { s.share_and_read(); }},
                          check_free<scene>);
}

TEST_CASE("two readers go on when a writer unlocks") {
    using scene = held<ctx::shared_mutex>;
    const auto reads = [](scene& s) { s.share_and_read(); };
    in_every_order<scene>({[](scene& s) {
                               s.add();
                               s.m.unlock();
                           },
                           reads, reads},
                          check_free<scene>);
}

TEST_CASE("a writer and a reader go on when a writer unlocks") {
    using scene = held<ctx::shared_mutex>;
    in_every_order<scene>({[](scene& s) {
                               s.add();
                               s.m.unlock();
                           },
                           [](scene& s) { s.lock_and_add(); },
                           [](scene& s) { s.share_and_read(); }},
                          check_free<scene>);
}

struct shared : guarded<ctx::shared_mutex> {
    shared() { m.lock_shared(); }
};

TEST_CASE("a writer and a reader go on when a reader unlocks") {
    in_every_order<shared>({[](shared& s) { s.m.unlock_shared(); },
                            [](shared& s) { s.lock_and_add(); },
                            [](shared& s) { s.share_and_read(); }},
                           check_free<shared>);
}

TEST_CASE("two writers go on when a reader unlocks" * skip(is_slow)) {
    const auto writes = [](shared& s) { s.lock_and_add(); };
    in_every_order<shared>(
        {[](shared& s) { s.m.unlock_shared(); }, writes, writes},
        check_free<shared>);
}

TEST_CASE("a shared_mutex may be destroyed by the last thread") {
    struct scene {
        std::optional<ctx::shared_mutex> m{std::in_place};
        ctx::detail::atomic<int> left{2};

        void leave() {
            if (left.fetch_sub(1) == 1) m.reset();
        }
    };
    in_every_order<scene>({[](scene& s) {
                               s.m->lock();
                               s.m->unlock();
                               s.leave();
                           },
                           [](scene& s) {
                               s.m->lock_shared();
                               s.m->unlock_shared();
                               s.leave();
                           }},
                          [](scene&) {});
}

TEST_CASE("a writer that is ended while it waits lets a reader go on") {
    // The reader that holds the mutex waits for the other.
    in_every_order<shared>(
        {[](shared& s) { (void)is_ended_in([&] { s.m.lock(); }); },
         [](shared& s) { s.share_and_read(); }},
        [](shared& s) {
            s.m.unlock_shared();
            check_free(s);
        });
}

TEST_CASE("a reader that is ended while it waits does not keep the mutex") {
    using scene = guarded<ctx::shared_mutex>;
    in_every_order<scene>(
        {[](scene& s) { s.lock_and_add(); },
         [](scene& s) { (void)is_ended_in([&] { s.share_and_read(); }); }},
        check_free<scene>);
}

// -- locks that a context ends ------------------------------------------------

// A lock and a context. A goroutine that waits for both locks both, in the
// order of their addresses, which must be the same in each run. So the lock is
// in static storage, below all that is allocated.
template <class Mutex>
struct cancelable_lock : counter {
    ctx::cancelable c = with_cancel(ctx_interleave::counted());
    Mutex& m = *new (room) Mutex;

    ~cancelable_lock() { m.~Mutex(); }

    void lock_and_add() {
        const std::scoped_lock lock(m);
        add();
    }
    void lock_until_done() {
        if (m.lock(c.child)) {
            claim(!!c.child.err(), "the context is done");
            return;
        }
        add();
        m.unlock();
    }

private:
    alignas(Mutex) static inline std::byte room[sizeof(Mutex)];
};

template <class Scene>
void check_nobody_waits(Scene& s) {
    check_free(s);
    claim(ctx_test::observer_count(s.c.child) == 0, "no waiter is left");
}

TEST_CASE("a lock that a cancel may end leaves the mutex free" *
          skip(is_slow)) {
    using scene = cancelable_lock<ctx::mutex>;
    in_every_order<scene>(
        {[](scene& s) { s.lock_and_add(); },
         [](scene& s) { s.lock_until_done(); }, [](scene& s) { s.c.cancel(); }},
        check_nobody_waits<scene>);
}

TEST_CASE("a lock that a cancel may end passes its turn on") {
    struct scene : cancelable_lock<ctx::mutex> {
        scene() { m.lock(); }
    };
    // With a third thread that locks there are 380,000 orders.
    in_every_order<scene>({[](scene& s) {
                               s.m.unlock();
                               s.c.cancel();
                               s.lock_and_add();
                           },
                           [](scene& s) { s.lock_until_done(); }},
                          check_nobody_waits<scene>);
}

TEST_CASE("a writer that a cancel ends lets a reader go on") {
    struct scene : cancelable_lock<ctx::shared_mutex> {
        scene() { m.lock_shared(); }
    };
    // The reader that holds the mutex waits for the other.
    in_every_order<scene>({[](scene& s) { (void)!s.m.lock(s.c.child); },
                           [](scene& s) {
                               s.c.cancel();
                               const std::shared_lock lock(s.m);
                           }},
                          [](scene& s) {
                              s.m.unlock_shared();
                              check_nobody_waits(s);
                          });
}

TEST_CASE("a reader that a cancel may end leaves the mutex free") {
    struct scene : cancelable_lock<ctx::shared_mutex> {
        scene() { m.lock(); }
    };
    in_every_order<scene>({[](scene& s) { s.m.unlock(); },
                           [](scene& s) {
                               if (s.m.lock_shared(s.c.child)) return;
                               s.m.unlock_shared();
                           },
                           [](scene& s) { s.c.cancel(); }},
                          check_nobody_waits<scene>);
}

struct signaled {
    ctx::mutex m;
    std::optional<ctx::condition_variable> changed{std::in_place};
    int ready = 0;  // guarded by m

    void wait_for_one() {
        std::unique_lock lock(m);
        changed->wait(lock, [&] { return ready > 0; });
        --ready;
    }
    void add_one() {
        const std::scoped_lock lock(m);
        ++ready;
        changed->notify_one();
    }
};

TEST_CASE("a notify after a change is not lost") {
    in_every_order<signaled>(
        {[](signaled& s) { s.wait_for_one(); },
         [](signaled& s) { s.add_one(); }},
        [](signaled& s) { claim(s.ready == 0, "the change was seen"); });
}

TEST_CASE("a notify without the lock is not lost") {
    in_every_order<signaled>({[](signaled& s) { s.wait_for_one(); },
                              [](signaled& s) {
                                  {
                                      const std::scoped_lock lock(s.m);
                                      ++s.ready;
                                  }
                                  s.changed->notify_one();
                              }},
                             [](signaled&) {});
}

TEST_CASE("a thread that was notified may destroy the condition variable") {
    in_every_order<signaled>({[](signaled& s) {
                                  s.wait_for_one();
                                  s.changed.reset();
                              },
                              [](signaled& s) {
                                  const std::scoped_lock lock(s.m);
                                  ++s.ready;
                                  s.changed->notify_all();
                              }},
                             [](signaled&) {});
}

TEST_CASE("notify_all wakes all threads that wait" * skip(is_slow)) {
    // Each thread has a mutex of its own, so that there are fewer orders.
    struct scene {
        ctx::mutex m[2];
        ctx::condition_variable changed;
        ctx::detail::atomic<bool> ready{false};

        void wait(int i) {
            std::unique_lock lock(m[i]);
            changed.wait(lock, [&] { return ready.load(); });
        }
    };
    in_every_order<scene>(
        {[](scene& s) { s.wait(0); }, [](scene& s) { s.wait(1); },
         [](scene& s) {
             s.ready.store(true);
             for (auto& m : s.m) {
                 const std::scoped_lock lock(m);
             }
             s.changed.notify_all();
         }},
        [](scene&) {});
}

TEST_CASE("a thread that is ended in a wait has the mutex again" *
          skip(is_slow)) {
    struct scene : signaled {
        bool owned = true;
    };
    in_every_order<scene>(
        {[](scene& s) {
             (void)is_ended_in([&] {
                 std::unique_lock lock(s.m);
                 struct at_end {
                     const std::unique_lock<ctx::mutex>& lock;
                     scene& s;
                     ~at_end() { s.owned = lock.owns_lock(); }
                 } const note{lock, s};
                 s.changed->wait(lock, [&] { return s.ready > 0; });
             });
         },
         [](scene& s) { s.add_one(); }},
        [](scene& s) {
            claim(s.owned, "the wait ended with the mutex locked");
            check_free(s);
        });
}

TEST_CASE("a function runs once, and each call returns after it") {
    struct scene : counter {
        ctx::once o;
    };
    const auto calls = [](scene& s) {
        s.o.call([&] { s.add(); });
        claim(s.n == 1, "the function has run");
    };
    in_every_order<scene>({calls, calls}, [](scene&) {});
}

}  // namespace interleave_lock_test
