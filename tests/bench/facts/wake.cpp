// The time from a cancel until a thread that waits for it is awake, compared
// with the system's own means. The contenders take turns, so that a disturbance
// hits all of them.
// SPDX-License-Identifier: MIT
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <iterator>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/facts/fact.hpp"
#include "tests/support/tasks.hpp"

namespace ctx_bench {
namespace {

using clock = std::chrono::steady_clock;

// An event that a thread can wait for, once.
class event {
public:
    virtual ~event() = default;
    virtual void wait() = 0;
    virtual void happen() = 0;
};

class context_event final : public event {
public:
    void wait() override { c_.child.done().wait(); }
    void happen() override { c_.cancel(); }

private:
    ctx::cancelable c_ = with_cancel(ctx::background());
};

class condition_event final : public event {
public:
    void wait() override {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return over_; });
    }
    void happen() override {
        {
            const std::scoped_lock lock(mutex_);
            over_ = true;
        }
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool over_ = false;  // guarded by mutex_
};

class futex_event final : public event {
public:
    void wait() override {
        while (over_.load(std::memory_order_acquire) == 0) {
            call(FUTEX_WAIT_PRIVATE, 0);
        }
    }
    void happen() override {
        over_.store(1, std::memory_order_release);
        call(FUTEX_WAKE_PRIVATE, 1);
    }

private:
    void call(int what, int value) {
        ::syscall(SYS_futex, &over_, what, value, nullptr, nullptr, 0);
    }

    std::atomic<int> over_ = 0;
};

// A thread that waits for one event after the other, and notes when it woke up.
class sleeper {
public:
    sleeper() : thread_([this] { run(); }) { started_.acquire(); }
    ~sleeper() {
        next_ = nullptr;
        told_.release();
    }
    sleeper(const sleeper&) = delete;
    sleeper& operator=(const sleeper&) = delete;

    /// Returns the time from the start of `e` until the thread is awake.
    [[nodiscard]] clock::duration measure(event& e) {
        next_ = &e;
        waiting_ = false;
        told_.release();
        while (!waiting_ || !ctx_test::is_asleep(task_)) {
        }
        const auto start = clock::now();
        e.happen();
        woken_.acquire();
        return woken_at_ - start;
    }

private:
    void run() {
        task_ = ctx_test::this_task();
        started_.release();
        for (;;) {
            told_.acquire();
            if (!next_) return;
            waiting_ = true;
            next_->wait();
            woken_at_ = clock::now();
            woken_.release();
        }
    }

    std::binary_semaphore started_{0}, told_{0}, woken_{0};
    std::atomic<bool> waiting_ = false;
    // The semaphores hand these over.
    ctx_test::task_id task_;
    event* next_ = nullptr;
    clock::time_point woken_at_;
    std::jthread thread_;
};

struct contender {
    std::string name;
    std::unique_ptr<event> (*make)();
    std::vector<clock::duration> times;

    // Returns the time that `percent` of the measurements do not exceed.
    [[nodiscard]] double at(int percent) {
        std::ranges::sort(times);
        const auto place = (std::ssize(times) - 1) * percent / 100;
        const auto time = times[static_cast<std::size_t>(place)];
        return std::chrono::duration<double, std::micro>(time).count();
    }
};

template <class Event>
std::unique_ptr<event> make_event() {
    return std::make_unique<Event>();
}

}  // namespace

void measure_wake(amount a) {
    std::array<contender, 3> contenders{
        contender{"cancel", make_event<context_event>, {}},
        contender{"condition variable", make_event<condition_event>, {}},
        contender{"futex", make_event<futex_event>, {}}};
    sleeper waiter;
    const int rounds = a == amount::full ? 3000 : 30;
    for (int i = 0; i < rounds; ++i) {
        for (auto& c : contenders) {
            const auto e = c.make();
            c.times.push_back(waiter.measure(*e));
        }
    }
    for (const int percent : {50, 99}) {
        const auto p = "awake, p" + std::to_string(percent) + ": ";
        for (auto& c : contenders) print_fact(p + c.name, c.at(percent), "us");
        for (auto& c : contenders) {
            if (&c == &contenders[0]) continue;
            print_fact(p + "cancel / " + c.name,
                       contenders[0].at(percent) / c.at(percent), "times");
        }
    }
}

}  // namespace ctx_bench
