// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/wait_words.hpp"

#include <algorithm>

namespace ctxdemo {

namespace {

// The last is for each kind of lock.
constexpr wait_words all[] = {
    {"wait_group",
     {"{} waits until the goroutines of {} have returned",
      "{} 等 {} 的 goroutine 都返回"},
     {"{} goes on: the goroutines of {} have returned",
      "{} 继续：{} 的 goroutine 都返回了"}},
    {"condition_variable",
     {"{} waits until another goroutine notifies it",
      "{} 等别的 goroutine 通知它"},
     {"{} goes on: it has been notified", "{} 继续：它得到通知了"}},
    {"once",
     {"{} waits until another goroutine has made the call",
      "{} 等别的 goroutine 调用完"},
     {"{} goes on: the call has been made", "{} 继续：已经调用过了"}},
    {"",
     {"{} waits until a lock is free", "{} 等一把锁被放开"},
     {"{} goes on: it has the lock now", "{} 继续：它拿到锁了"}},
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
