// The four-byte mutex. In all other tests here an ordinary mutex takes its
// place.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <ctx/detail/small_mutex.hpp>
#include <ctx/detail/sync.hpp>
#include <memory>
#include <mutex>

#include "tests/interleave/scene.hpp"

namespace small_mutex_test {

using ctx_interleave::claim;
using ctx_interleave::explore;
using ctx_interleave::program;
using ctx_interleave::report;

// An atomic that a thread can sleep on, as on a futex: a thread compares the
// value and falls asleep in one step, and notify_one wakes one sleeper.
template <class T>
class waitable : public ctx::detail::atomic<T> {
public:
    using ctx::detail::atomic<T>::atomic;

    void wait(T old, std::memory_order how) noexcept {
        std::unique_lock lock(asleep_);
        while (this->load(how) == old) woken_.wait(lock);
    }

    void notify_one() noexcept {
        const std::scoped_lock lock(asleep_);
        woken_.notify_one();
    }

private:
    ctx::detail::mutex asleep_;
    ctx::detail::condition_variable woken_;
};

template <int Spins>
using tested_mutex = ctx::detail::basic_small_mutex<waitable, Spins>;

// Each of `threads` threads adds one to the guarded count, `times` times.
template <int Spins>
void count_together(std::size_t threads, int times) {
    struct shared {
        tested_mutex<Spins> mutex;
        ctx::detail::plain<int> count = 0;
    };
    report(explore([=] {
        const auto s = std::make_shared<shared>();
        program p;
        p.threads.assign(threads, [=] {
            for (int i = 0; i < times; ++i) {
                const std::scoped_lock lock(s->mutex);
                s->count = s->count + 1;
            }
        });
        p.afterwards = [=] {
            claim(s->count == static_cast<int>(threads) * times,
                  "no increment is lost");
        };
        return p;
    }));
}

TEST_CASE("a small mutex excludes two threads, and neither sleeps forever") {
    count_together<0>(2, 2);
}

TEST_CASE("a small mutex excludes two threads that spin before they sleep") {
    count_together<1>(2, 1);
}

TEST_CASE("a small mutex wakes each of two sleeping threads") {
    count_together<0>(3, 1);
}

}  // namespace small_mutex_test
