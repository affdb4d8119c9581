// The mutex of four bytes, which for all other tests here is an ordinary one.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <ctx/detail/small_mutex.hpp>
#include <ctx/detail/sync.hpp>
#include <functional>
#include <memory>
#include <mutex>

#include "tests/interleave/scene.hpp"

namespace small_mutex_test {

using ctx_interleave::claim;
using ctx_interleave::explore;
using ctx_interleave::program;
using ctx_interleave::report;

// An atomic that can be slept on: whether to sleep is decided, and a sleeper is
// woken, one at a time, as a futex has it.
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

// Each of `threads` adds one, `times` times, to what the mutex guards.
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
                  "one at a time");
        };
        return p;
    }));
}

TEST_CASE("two keep out of each other's way, and neither sleeps for ever") {
    count_together<0>(2, 2);
}

TEST_CASE("so do two who look again before they sleep") {
    count_together<1>(2, 1);
}

TEST_CASE("of three, two of whom sleep, each is woken") {
    count_together<0>(3, 1);
}

}  // namespace small_mutex_test
