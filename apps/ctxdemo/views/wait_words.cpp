// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/wait_words.hpp"

#include <algorithm>

namespace ctxdemo {

namespace {

// The last is for each kind of lock.
constexpr wait_words all[] = {
    {"wait_group",
     {"until the goroutines of {} have returned", " {} 的 goroutine 都返回"},
     {"the goroutines of {} have returned", "{} 的 goroutine 都返回了"}},
    {"condition_variable",
     {"until another goroutine notifies it", "别的 goroutine 通知它"},
     {"it has been notified", "它得到通知了"}},
    {"once",
     {"until another goroutine has made the call", "别的 goroutine 调用完"},
     {"the call has been made", "已经调用过了"}},
    {"semaphore",
     {"until the semaphore has enough units", "信号量的余量够用"},
     {"it has its units now", "它拿到信号量了"}},
    {"coroutine loop",
     {"until a coroutine can go on", "有协程可以继续"},
     {"a coroutine can go on", "有协程可以继续了"}},
    {"",
     {"until a lock is free", "一把锁被放开"},
     {"it has the lock now", "它拿到锁了"}},
};

}  // namespace

const wait_words& words_of_wait(std::string_view what) {
    return *std::ranges::find_if(
        all, [&](const wait_words& w) { return what.starts_with(w.begin); });
}

bool is_wait_group(std::string_view what) noexcept {
    return what.starts_with(all[0].begin);
}

}  // namespace ctxdemo
