// explore loses no outcome: generated programs have the same outcomes with and
// without the reduction (commute.hpp).
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/explore.hpp>

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <ctx/coroutine.hpp>
#include <ctx/ctx.hpp>
#include <ctx/detail/chosen.hpp>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/sanitizers.hpp"

namespace explore_generated_test {

using namespace ctx;
using namespace std::chrono_literals;

// The objects that the goroutines of a program share.
struct shared {
    channel<int> unbuffered;
    channel<int> other;
    channel<int> buffered{1};
    channel<int> wide{2};
    channel<int> signal;
    cancelable parent = with_cancel(background());
    cancelable child = with_cancel(parent.child);
    cancelable limited = with_timeout(parent.child, 1s);
    ctx::timer alarm{1s};
    ctx::mutex mutex;
    ctx::shared_mutex shared_mutex;
    // These two are unlocked also by goroutines that do not hold them.
    ctx::mutex loose;
    ctx::shared_mutex loose_shared;
    ctx::condition_variable changed;
    ctx::wait_group group;
    ctx::once once;
    // Functions that may run after the end of the others share this.
    std::shared_ptr<ctx::atomic<int>> count =
        std::make_shared<ctx::atomic<int>>(0);
    ctx::atomic<int>& number = *count;
    stop_func stop;

    shared() : stop(after_func(child.child, [n = count] { ++*n; })) {}
};

// What a goroutine saw.
using notes = std::string;

// What an operation is about. Programs mostly use a few of these.
enum class about : std::uint8_t {
    channel,
    buffer,
    context,
    time,
    lock,
    group,
    number,
    output,
    until_done,
    coroutine,
};
constexpr std::size_t topics = 10;

struct operation {
    about what;
    const char* name;
    void (*run)(shared&, notes&, int value);
};

char seen(const std::optional<int>& value) {
    return value ? static_cast<char>('0' + *value) : '-';
}

char seen(const std::error_code& e) {
    if (!e) return 'l';
    return e == errc::canceled ? 'c' : 'd';
}

char seen(const received<int>& r) {
    return r.err ? seen(r.err) : seen(r.value);
}

std::string seen(const ctx::atomic<int>& number) {
    return std::to_string(number.load());
}

std::string seen(std::size_t select_case) {
    return std::to_string(select_case);
}

void say(int value) { note_print(std::to_string(value)); }

void add_channel_operations(std::vector<operation>& all) {
    constexpr auto topic = about::channel;
    const operation more[] = {
        {topic, "send", [](shared& s, notes&, int v) { s.unbuffered.send(v); }},
        {topic, "receive",
         [](shared& s, notes& n, int) { n += seen(s.unbuffered.receive()); }},
        {topic, "send2", [](shared& s, notes&, int v) { s.other.send(v); }},
        {topic, "receive2",
         [](shared& s, notes& n, int) { n += seen(s.other.receive()); }},
        {topic, "close", [](shared& s, notes&, int) { s.signal.close(); }},
        {topic, "await close",
         [](shared& s, notes& n, int) { n += seen(s.signal.receive()); }},
        {topic, "close2", [](shared& s, notes&, int) { s.other.close(); }},
        {topic, "try send",
         [](shared& s, notes& n, int v) {
             n += seen(select(send(s.unbuffered, v), default_case));
         }},
        {topic, "try receive",
         [](shared& s, notes& n, int) {
             n += seen(select(recv(s.unbuffered), default_case));
         }},
        {topic, "receive either",
         [](shared& s, notes& n, int) {
             std::optional<int> v;
             n += seen(select(recv(s.unbuffered, v), recv(s.other, v)));
             n += seen(v);
         }},
        {topic, "send or receive",
         [](shared& s, notes& n, int v) {
             n += seen(select(send(s.unbuffered, v), recv(s.other)));
         }},
    };
    all.insert(all.end(), std::begin(more), std::end(more));
}

void add_buffer_operations(std::vector<operation>& all) {
    constexpr auto topic = about::buffer;
    const operation more[] = {
        {topic, "put", [](shared& s, notes&, int v) { s.buffered.send(v); }},
        {topic, "take",
         [](shared& s, notes& n, int) { n += seen(s.buffered.receive()); }},
        {topic, "size",
         [](shared& s, notes& n, int) { n += seen(s.buffered.size()); }},
        {topic, "try put",
         [](shared& s, notes& n, int v) {
             n += seen(select(send(s.buffered, v), default_case));
         }},
        {topic, "take or receive",
         [](shared& s, notes& n, int) {
             n += seen(select(recv(s.buffered), recv(s.unbuffered)));
         }},
        {topic, "close buffer",
         [](shared& s, notes&, int) { s.buffered.close(); }},
        {topic, "put wide", [](shared& s, notes&, int v) { s.wide.send(v); }},
        {topic, "take wide",
         [](shared& s, notes& n, int) { n += seen(s.wide.receive()); }},
        {topic, "take either",
         [](shared& s, notes& n, int) {
             n += seen(select(recv(s.buffered), recv(s.wide)));
         }},
    };
    all.insert(all.end(), std::begin(more), std::end(more));
}

void add_context_operations(std::vector<operation>& all) {
    constexpr auto topic = about::context;
    const operation more[] = {
        {topic, "await done",
         [](shared& s, notes&, int) { s.child.child.done().wait(); }},
        {topic, "await done, then print",
         [](shared& s, notes&, int v) {
             s.child.child.done().wait();
             say(v);
         }},
        {topic, "poll",
         [](shared& s, notes& n, int) { n += seen(s.child.child.err()); }},
        {topic, "cancel", [](shared& s, notes&, int) { s.parent.cancel(); }},
        {topic, "cancel child",
         [](shared& s, notes&, int) { s.child.cancel(); }},
        {topic, "cancel limited",
         [](shared& s, notes& n, int) {
             s.limited.cancel();
             n += seen(s.limited.child.err());
         }},
        {topic, "derive",
         [](shared& s, notes& n, int) {
             const auto c = with_cancel(s.parent.child);
             n += seen(c.child.err());
         }},
        {topic, "merge",
         [](shared& s, notes& n, int) {
             const auto c = merge(s.child.child, s.limited.child);
             n += seen(c.child.err());
         }},
        {topic, "register",
         [](shared& s, notes&, int) {
             (void)after_func(s.child.child, [n = s.count] { n->store(5); });
         }},
        {topic, "register a print",
         [](shared& s, notes&, int) {
             (void)after_func(s.child.child, [] { say(7); });
         }},
        {topic, "stop",
         [](shared& s, notes& n, int) { n += s.stop() ? 's' : 'n'; }},
        {topic, "stop or wait",
         [](shared& s, notes& n, int) {
             if (!s.stop()) s.stop.wait();
             n += seen(s.number);
         }},
        {topic, "send or done",
         [](shared& s, notes& n, int v) {
             n += seen(
                 select(send(s.unbuffered, v), recv(s.child.child.done())));
         }},
    };
    all.insert(all.end(), std::begin(more), std::end(more));
}

void add_time_operations(std::vector<operation>& all) {
    constexpr auto topic = about::time;
    const operation more[] = {
        {topic, "sleep", [](shared&, notes&, int) { sleep_for(1s); }},
        {topic, "yield", [](shared&, notes&, int) { yield(); }},
        {topic, "await limit",
         [](shared& s, notes& n, int) {
             s.limited.child.done().wait();
             n += seen(s.limited.child.err());
         }},
        {topic, "poll limit",
         [](shared& s, notes& n, int) {
             n += seen(select(recv(s.limited.child.done()), default_case));
         }},
        {topic, "take or limit",
         [](shared& s, notes& n, int) {
             n += seen(select(recv(s.limited.child.done()), recv(s.buffered)));
         }},
        {topic, "stop alarm",
         [](shared& s, notes& n, int) { n += s.alarm.stop() ? 's' : 'n'; }},
        {topic, "reset alarm",
         [](shared& s, notes& n, int) { n += s.alarm.reset(1s) ? 's' : 'n'; }},
        {topic, "set off alarm",
         [](shared& s, notes& n, int) { n += s.alarm.reset(0s) ? 's' : 'n'; }},
        {topic, "poll alarm",
         [](shared& s, notes& n, int) {
             n += seen(select(recv(s.alarm.c()), default_case));
         }},
        {topic, "await alarm",
         [](shared& s, notes&, int) { (void)s.alarm.c().receive(); }},
        {topic, "wait a second for a change",
         [](shared& s, notes& n, int) {
             std::unique_lock lock(s.mutex);
             n += s.changed.wait_for(lock, 1s,
                                     [&s, before = s.number.load()] {
                                         return s.number.load() != before;
                                     })
                      ? 'y'
                      : 'n';
         }},
        {topic, "wait for the others",
         [](shared&, notes&, int) { bubble_wait(); }},
    };
    all.insert(all.end(), std::begin(more), std::end(more));
}

void add_lock_operations(std::vector<operation>& all) {
    constexpr auto topic = about::lock;
    const operation more[] = {
        {topic, "locked",
         [](shared& s, notes& n, int) {
             const std::scoped_lock lock(s.mutex);
             n += seen(s.number);
         }},
        {topic, "locked print",
         [](shared& s, notes&, int v) {
             const std::scoped_lock lock(s.mutex);
             say(v);
         }},
        {topic, "locked increment",
         [](shared& s, notes&, int) {
             const std::scoped_lock lock(s.mutex);
             ++s.number;
         }},
        {topic, "lock", [](shared& s, notes&, int) { s.loose.lock(); }},
        {topic, "unlock", [](shared& s, notes&, int) { s.loose.unlock(); }},
        {topic, "try lock",
         [](shared& s, notes& n, int) {
             const bool locked = s.loose.try_lock();
             n += locked ? 'k' : 'b';
             if (locked) s.loose.unlock();
         }},
        {topic, "read locked",
         [](shared& s, notes& n, int) {
             const std::shared_lock lock(s.shared_mutex);
             n += seen(s.number);
         }},
        {topic, "read lock",
         [](shared& s, notes&, int) { s.loose_shared.lock_shared(); }},
        {topic, "read unlock",
         [](shared& s, notes&, int) { s.loose_shared.unlock_shared(); }},
        {topic, "try read lock",
         [](shared& s, notes& n, int) {
             const bool locked = s.loose_shared.try_lock_shared();
             n += locked ? 'k' : 'b';
             if (locked) s.loose_shared.unlock_shared();
         }},
        {topic, "write lock",
         [](shared& s, notes&, int) { s.loose_shared.lock(); }},
        {topic, "write unlock",
         [](shared& s, notes&, int) { s.loose_shared.unlock(); }},
        {topic, "write locked",
         [](shared& s, notes&, int v) {
             const std::scoped_lock lock(s.shared_mutex);
             s.number.store(v);
         }},
        {topic, "locks",
         [](shared& s, notes&, int) {
             const std::scoped_lock lock(s.mutex);
             const std::scoped_lock also(s.shared_mutex);
         }},
        {topic, "locks reversed",
         [](shared& s, notes&, int) {
             const std::scoped_lock lock(s.shared_mutex);
             const std::scoped_lock also(s.mutex);
         }},
        {topic, "wait for a change",
         [](shared& s, notes&, int v) {
             std::unique_lock lock(s.mutex);
             s.changed.wait(lock);
             say(v);
         }},
        {topic, "notify",
         [](shared& s, notes&, int) { s.changed.notify_one(); }},
        {topic, "notify all",
         [](shared& s, notes&, int) {
             const std::scoped_lock lock(s.mutex);
             s.changed.notify_all();
         }},
        {topic, "lock of its own",
         [](shared& s, notes& n, int) {
             const auto own = std::make_unique<ctx::shared_mutex>();
             const std::scoped_lock lock(*own);
             n += seen(s.number);
         }},
        {topic, "read lock of its own",
         [](shared&, notes&, int) {
             const auto own = std::make_unique<ctx::shared_mutex>();
             const std::shared_lock lock(*own);
         }},
        {topic, "once",
         [](shared& s, notes& n, int v) {
             s.once.call([&] { s.number.store(v); });
             n += seen(s.number);
         }},
    };
    all.insert(all.end(), std::begin(more), std::end(more));
}

// Calls that a context ends.
void add_until_done_operations(std::vector<operation>& all) {
    constexpr auto topic = about::until_done;
    const operation more[] = {
        {topic, "end all", [](shared& s, notes&, int) { s.child.cancel(); }},
        {topic, "send until done",
         [](shared& s, notes& n, int v) {
             n += seen(s.unbuffered.send(s.child.child, v));
         }},
        {topic, "receive until done",
         [](shared& s, notes& n, int) {
             n += seen(s.unbuffered.receive(s.child.child));
         }},
        {topic, "put until done",
         [](shared& s, notes& n, int v) {
             n += seen(s.buffered.send(s.child.child, v));
         }},
        {topic, "take until done",
         [](shared& s, notes& n, int) {
             n += seen(s.buffered.receive(s.child.child));
         }},
        {topic, "locked until done",
         [](shared& s, notes& n, int) {
             const auto err = s.mutex.lock(s.child.child);
             n += seen(err);
             if (err) return;
             const std::unique_lock lock(s.mutex, std::adopt_lock);
             n += seen(s.number);
         }},
        {topic, "write locked until done",
         [](shared& s, notes& n, int) {
             const auto err = s.shared_mutex.lock(s.child.child);
             n += seen(err);
             if (err) return;
             const std::unique_lock lock(s.shared_mutex, std::adopt_lock);
             ++s.number;
         }},
        {topic, "read locked until done",
         [](shared& s, notes& n, int) {
             const auto err = s.shared_mutex.lock_shared(s.child.child);
             n += seen(err);
             if (err) return;
             const std::shared_lock lock(s.shared_mutex, std::adopt_lock);
             n += seen(s.number);
         }},
        {topic, "lock until done",
         [](shared& s, notes& n, int) {
             n += seen(s.loose.lock(s.child.child));
         }},
        {topic, "read lock until done",
         [](shared& s, notes& n, int) {
             n += seen(s.loose_shared.lock_shared(s.child.child));
         }},
        {topic, "write lock until done",
         [](shared& s, notes& n, int) {
             n += seen(s.loose_shared.lock(s.child.child));
         }},
        {topic, "wait until done",
         [](shared& s, notes& n, int) {
             n += seen(s.group.wait(s.child.child));
         }},
        {topic, "sleep until done",
         [](shared& s, notes& n, int) {
             n += seen(sleep_for(s.limited.child, 1s));
         }},
        {topic, "await limit for a second",
         [](shared& s, notes& n, int) {
             n += s.limited.child.done().wait_for(1s) ? 'y' : 'n';
         }},
    };
    all.insert(all.end(), std::begin(more), std::end(more));
}

// -- coroutines ---------------------------------------------------------------

coroutine<> receive_later(notes& n, channel<int> ch) {
    n += seen(co_await async_receive(ch));
}

coroutine<> send_later(notes& n, channel<int> ch, int value) {
    co_await async_send(ch, value);
    n += 's';
}

coroutine<> wait_for_done(notes& n, context c) {
    n += seen(co_await async_done(c));
}

coroutine<> receive_until_done(notes& n, context c, channel<int> ch) {
    n += seen(co_await async_receive(c, ch));
}

coroutine<> send_until_done(notes& n, context c, channel<int> ch, int value) {
    n += seen(co_await async_send(c, ch, value));
}

coroutine<> receive_either(notes& n, channel<int> a, channel<int> b) {
    std::optional<int> v;
    n += seen(co_await async_select(recv(a, v), recv(b, v)));
    n += seen(v);
}

coroutine<> wait_for_group(notes& n, ctx::wait_group& g) {
    co_await async_wait(g);
    n += 'w';
}

coroutine<> wait_a_second(notes& n) {
    co_await async_sleep_for(1s);
    n += 't';
}

// Runs two coroutines in one loop. What they see shows the order in which they
// are resumed, and whether they had to wait.
void run_both(notes& n, coroutine<> a, coroutine<> b) {
    sync_wait([](notes& all, auto first, auto second) -> coroutine<> {
        spawn(std::move(first));
        spawn(std::move(second));
        spawn([](notes& seen_so_far) -> coroutine<> {
            seen_so_far += '|';
            co_return;
        }(all));
        co_return;
    }(n, std::move(a), std::move(b)));
}

// A receive that does not wait for its end.
class begun_receive {
public:
    begun_receive(channel<int> ch, notes& n)
        : frame_(begin(std::move(ch), n)) {}
    begun_receive(const begun_receive&) = delete;
    begun_receive& operator=(const begun_receive&) = delete;
    ~begun_receive() { frame_.destroy(); }

private:
    struct its_promise;
    using handle = std::coroutine_handle<its_promise>;
    struct frame : handle {
        using promise_type = its_promise;
    };
    struct its_promise {
        frame get_return_object() { return {handle::from_promise(*this)}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() { std::terminate(); }
    };

    static frame begin(channel<int> ch, notes& n) {
        n += seen(co_await async_receive(ch));
    }

    frame frame_;
};

// Destroys the receive, whether it waits or has been given a value.
coroutine<> begin_to_take(notes& n, shared& s) {
    const begun_receive waits(s.buffered, n);
    s.number.store(1);
    co_return;
}

coroutine<> yield_twice(notes& n) {
    n += 'a';
    co_await async_yield();
    n += 'b';
    co_await async_yield();
    n += 'c';
}

// Ends a loop in which a receive waits that the loop does not own, or has just
// been given a value.
void leave_a_receive(notes& n, shared& s) {
    std::optional<begun_receive> waits;
    try {
        sync_wait([](auto& task, notes& to, shared& of) -> coroutine<> {
            task.emplace(of.buffered, to);
            of.number.store(1);
            throw std::runtime_error("early");
            co_return;
        }(waits, n, s));
    } catch (const std::runtime_error&) {
        n += 'e';
    }
}

void add_coroutine_operations(std::vector<operation>& all) {
    constexpr auto topic = about::coroutine;
    const operation more[] = {
        {topic, "async receive",
         [](shared& s, notes& n, int) {
             sync_wait(receive_later(n, s.unbuffered));
         }},
        {topic, "async send",
         [](shared& s, notes& n, int v) {
             sync_wait(send_later(n, s.unbuffered, v));
         }},
        {topic, "async take",
         [](shared& s, notes& n, int) {
             sync_wait(receive_later(n, s.buffered));
         }},
        {topic, "async put",
         [](shared& s, notes& n, int v) {
             sync_wait(send_later(n, s.buffered, v));
         }},
        {topic, "async take either",
         [](shared& s, notes& n, int) {
             sync_wait(receive_either(n, s.buffered, s.unbuffered));
         }},
        {topic, "async receive and take",
         [](shared& s, notes& n, int) {
             run_both(n, receive_later(n, s.unbuffered),
                      receive_later(n, s.buffered));
         }},
        {topic, "async receive twice",
         [](shared& s, notes& n, int) {
             run_both(n, receive_later(n, s.unbuffered),
                      receive_later(n, s.unbuffered));
         }},
        {topic, "async send and receive",
         [](shared& s, notes& n, int v) {
             run_both(n, send_later(n, s.unbuffered, v),
                      receive_later(n, s.unbuffered));
         }},
        {topic, "async send and done",
         [](shared& s, notes& n, int v) {
             run_both(n, send_later(n, s.unbuffered, v),
                      wait_for_done(n, s.child.child));
         }},
        {topic, "async done",
         [](shared& s, notes& n, int) {
             sync_wait(wait_for_done(n, s.child.child));
         }},
        {topic, "async done twice",
         [](shared& s, notes& n, int) {
             run_both(n, wait_for_done(n, s.parent.child),
                      wait_for_done(n, s.child.child));
         }},
        {topic, "async receive until done",
         [](shared& s, notes& n, int) {
             sync_wait(receive_until_done(n, s.child.child, s.unbuffered));
         }},
        {topic, "async put until done",
         [](shared& s, notes& n, int v) {
             sync_wait(send_until_done(n, s.child.child, s.buffered, v));
         }},
        {topic, "async wait",
         [](shared& s, notes& n, int) {
             sync_wait(wait_for_group(n, s.group));
         }},
        {topic, "async wait and take",
         [](shared& s, notes& n, int) {
             run_both(n, wait_for_group(n, s.group),
                      receive_later(n, s.buffered));
         }},
        {topic, "async sleep and take",
         [](shared& s, notes& n, int) {
             run_both(n, wait_a_second(n), receive_later(n, s.buffered));
         }},
        {topic, "async yield and take",
         [](shared& s, notes& n, int) {
             run_both(n, yield_twice(n), receive_later(n, s.buffered));
         }},
        {topic, "async receive, left",
         [](shared& s, notes& n, int) { leave_a_receive(n, s); }},
        {topic, "async take, begun",
         [](shared& s, notes& n, int) { sync_wait(begin_to_take(n, s)); }},
        {topic, "send 1",
         [](shared& s, notes&, int v) { s.unbuffered.send(v); }},
        {topic, "put 1", [](shared& s, notes&, int v) { s.buffered.send(v); }},
        {topic, "take 1",
         [](shared& s, notes& n, int) { n += seen(s.buffered.receive()); }},
        {topic, "close 1", [](shared& s, notes&, int) { s.buffered.close(); }},
        {topic, "cancel 1", [](shared& s, notes&, int) { s.parent.cancel(); }},
        {topic, "done 1", [](shared& s, notes&, int) { s.group.done(); }},
    };
    all.insert(all.end(), std::begin(more), std::end(more));
}

void add_other_operations(std::vector<operation>& all) {
    const operation more[] = {
        {about::group, "add", [](shared& s, notes&, int) { s.group.add(1); }},
        {about::group, "add two",
         [](shared& s, notes&, int) { s.group.add(2); }},
        {about::group, "done", [](shared& s, notes&, int) { s.group.done(); }},
        {about::group, "wait", [](shared& s, notes&, int) { s.group.wait(); }},
        {about::group, "wait, then print",
         [](shared& s, notes&, int v) {
             s.group.wait();
             say(v);
         }},
        {about::group, "go",
         [](shared& s, notes&, int) { s.group.go([n = s.count] { ++*n; }); }},
        {about::number, "load",
         [](shared& s, notes& n, int) { n += seen(s.number); }},
        {about::number, "store",
         [](shared& s, notes&, int v) { s.number.store(v); }},
        {about::number, "increment",
         [](shared& s, notes&, int) { ++s.number; }},
        {about::number, "exchange",
         [](shared& s, notes& n, int v) {
             n += seen(std::optional(s.number.exchange(v)));
         }},
        {about::output, "print", [](shared&, notes&, int v) { say(v); }},
        {about::output, "start a print",
         [](shared&, notes&, int v) { go([v] { say(v + 4); }); }},
        {about::output, "throw",
         [](shared&, notes&, int) { throw std::runtime_error("thrown"); }},
    };
    all.insert(all.end(), std::begin(more), std::end(more));
}

const std::vector<operation>& operations() {
    static const auto made = [] {
        std::vector<operation> all;
        add_channel_operations(all);
        add_buffer_operations(all);
        add_context_operations(all);
        add_time_operations(all);
        add_lock_operations(all);
        add_until_done_operations(all);
        add_coroutine_operations(all);
        add_other_operations(all);
        return all;
    }();
    return made;
}

// For each goroutine, the operations that it does.
struct program {
    std::vector<std::vector<std::size_t>> goroutines;
    // What main does: it waits until all have gone as far as they can, does the
    // operations of the last goroutine itself, or returns at once.
    enum class role : std::uint8_t { waits, takes_part, returns } main{};
    // True if each buffer has a value at first, and the group two to wait for.
    bool is_primed = false;

    // True if an operation may see whether the program is primed.
    [[nodiscard]] bool has_primed() const {
        const auto sees = [](std::size_t o) {
            const about what = operations()[o].what;
            return what == about::buffer || what == about::group ||
                   what == about::time || what == about::until_done ||
                   what == about::coroutine;
        };
        return std::ranges::any_of(goroutines, [&](const auto& g) {
            return std::ranges::any_of(g, sees);
        });
    }

    [[nodiscard]] std::string text() const {
        std::string all = main == role::waits        ? "main waits"
                          : main == role::takes_part ? "main is the last"
                                                     : "main returns";
        if (is_primed) all += ", primed";
        for (const auto& g : goroutines) {
            all += "\n  goroutine:";
            for (const std::size_t o : g) {
                all += std::string(" ") + operations()[o].name + ',';
            }
        }
        return all;
    }
};

program generate(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t n) { return random() % n; };
    // A few kinds of operations, most of them about one thing, so that
    // goroutines meet; and often one that shows their order.
    std::vector<std::size_t> kinds;
    const auto topic = static_cast<about>(below(topics));
    for (std::size_t wanted = 2 + below(5); kinds.size() < wanted;) {
        const std::size_t o = below(operations().size());
        const auto what = operations()[o].what;
        const bool shows = what == about::number || what == about::output;
        if (what == topic || below(shows ? 6 : 24) == 0) kinds.push_back(o);
    }
    program p;
    constexpr program::role roles[] = {
        program::role::waits, program::role::waits, program::role::waits,
        program::role::takes_part, program::role::returns};
    p.main = roles[below(std::size(roles))];
    p.is_primed = below(2) == 0;
    p.goroutines.resize(2 + below(3));
    const std::size_t most = 12 / p.goroutines.size();
    for (auto& g : p.goroutines) {
        for (std::size_t n = 1 + below(most); n > 0; --n) {
            g.push_back(kinds[below(kinds.size())]);
        }
    }
    return p;
}

// The outcome of a run: what each goroutine saw, what was printed, and how the
// run ended.
struct outcome {
    std::vector<notes> seen;
    std::string printed;

    void run(const program& p) {
        printed.clear();
        seen.assign(p.goroutines.size(), "");
        const auto s = std::make_shared<shared>();
        if (p.is_primed) {
            s->buffered.send(8);
            s->wide.send(9);
            s->group.add(2);
        }
        const bool takes_part = p.main == program::role::takes_part;
        const std::size_t others = p.goroutines.size() - (takes_part ? 1 : 0);
        for (std::size_t g = 0; g < others; ++g) {
            go([this, &p, s, g] { run_one(p, *s, g); });
        }
        if (takes_part) run_one(p, *s, others);
        if (p.main == program::role::waits) {
            sleep_for(1s);
            sleep_for(5s);
        }
    }

    void run_one(const program& p, shared& s, std::size_t g) {
        for (const std::size_t o : p.goroutines[g]) {
            seen[g] += '(';
            try {
                operations()[o].run(s, seen[g], static_cast<int>(g) + 1);
            } catch (const std::logic_error&) {
                seen[g] += '!';  // such as a send on a closed channel
            }
            seen[g] += ')';
        }
    }

    [[nodiscard]] std::string text(const explored& run) const {
        std::string all = printed;
        if (run.failure) {
            // What the other goroutines have seen by then is no outcome.
            try {
                std::rethrow_exception(run.failure);
            } catch (const std::exception& e) {
                return all + "! " + e.what();
            }
        }
        for (const notes& n : seen) all += '|' + n;
        for (const auto& g : run.report.leaks) {
            // Without the last reader to come, because readers have no order.
            all += " leak " + g.waits_on.substr(0, g.waits_on.find(','));
        }
        return all;
    }
};

struct result {
    std::set<std::string> outcomes;
    exploration how;
};

result outcomes_of(const program& p, explore_options options) {
    result all;
    outcome now;
    options.observer = [&](const event& e) {
        if (e.what == step::print) now.printed += e.text;
    };
    all.how = explore(
        [&] { now.run(p); },
        [&](const explored& run) { all.outcomes.insert(now.text(run)); },
        options);
    return all;
}

result explore_all(const program& p, std::uint64_t max) {
    explore_options options;
    options.max = max;
    return outcomes_of(p, options);
}

// Runs every schedule, one after the other, without explore.
result run_all(const program& p, std::uint64_t max) {
    result all;
    outcome now;
    std::vector<std::size_t> choices;
    while (all.how.schedules < max) {
        replay chosen{schedule(choices)};
        bubble_options options;
        options.choose = std::ref(chosen);
        options.observer = [&](const event& e) {
            if (e.what == step::print) now.printed += e.text;
        };
        explored run;
        try {
            run.report = bubble([&] { now.run(p); }, options);
        } catch (...) {
            run.failure = std::current_exception();
        }
        all.outcomes.insert(now.text(run));
        ++all.how.schedules;
        // The next schedule takes the next way at the last choice that has one.
        choices.resize(chosen.ways().size());
        while (!choices.empty() &&
               choices.back() + 1 == chosen.ways()[choices.size() - 1]) {
            choices.pop_back();
        }
        all.how.complete = choices.empty();
        if (all.how.complete) break;
        ++choices.back();
    }
    return all;
}

// True if a few random schedules have different outcomes.
bool is_interesting(const program& p) {
    explore_options options;
    options.how = explore_options::strategy::random_walk;
    options.max = 12;
    return outcomes_of(p, options).outcomes.size() >= 3;
}

std::string list(const std::set<std::string>& all) {
    std::string text;
    for (const auto& o : all) text += "\n    " + o;
    return text;
}

// Compares the two searches. Returns false if the program has more schedules
// than `most`.
bool compare(const program& p, std::uint64_t most) {
    const result all = run_all(p, most);
    if (!all.how.complete) return false;
    // After an exception explore goes on, where a bubble ends.
    const result reduced = explore_all(p, 100 * most);
    CAPTURE(p.text());
    CAPTURE(list(all.outcomes));
    CAPTURE(list(reduced.outcomes));
    CHECK(reduced.how.complete);
    CHECK(reduced.outcomes == all.outcomes);
    return true;
}

TEST_CASE("generated programs have the same outcomes with the reduction") {
    const std::size_t wanted = ctx_test::sanitized ? 20 : 500;
    const std::uint64_t most = ctx_test::sanitized ? 300 : 1'200;
    std::size_t programs = 0;
    for (std::uint64_t seed = 1; programs < wanted; ++seed) {
        const program p = generate(seed);
        CAPTURE(seed);
        if (is_interesting(p) && compare(p, most)) ++programs;
    }
}

// Compares the searches of programs of so many operations, the `every`th each.
class small_programs {
public:
    explicit small_programs(std::size_t every, std::uint64_t most = 300)
        : every_(every), most_(most) {}

    void compare(std::vector<std::vector<std::size_t>> goroutines) {
        if (n_++ % every_ != 0) return;
        program p;
        p.goroutines = std::move(goroutines);
        if (explore_generated_test::compare(p, most_)) ++compared_;
        p.is_primed = p.has_primed();
        if (p.is_primed) (void)explore_generated_test::compare(p, most_);
    }

    // Most programs were not too large to be compared.
    void check_number() const { CHECK(compared_ > n_ / every_ / 2); }

private:
    const std::size_t every_;
    const std::uint64_t most_;
    std::size_t n_ = 0;
    std::size_t compared_ = 0;
};

std::vector<std::size_t> operations_on(about topic) {
    std::vector<std::size_t> some;
    for (std::size_t o = 0; o < operations().size(); ++o) {
        if (operations()[o].what == topic) some.push_back(o);
    }
    return some;
}

// Each program of three operations that are about the same thing: by three
// goroutines, and by two.
TEST_CASE("small programs have the same outcomes with the reduction") {
    small_programs all(ctx_test::sanitized ? 101 : 1);
    for (std::size_t topic = 0; topic < topics; ++topic) {
        if (static_cast<about>(topic) == about::coroutine) continue;
        const auto some = operations_on(static_cast<about>(topic));
        for (const std::size_t a : some) {
            for (const std::size_t b : some) {
                for (const std::size_t c : some) {
                    if (a <= b && b <= c) all.compare({{a}, {b}, {c}});
                    all.compare({{a, b}, {c}});
                }
            }
        }
    }
    all.check_number();
}

std::size_t operation_called(std::string_view name) {
    const auto& all = operations();
    const auto it = std::ranges::find(all, name, &operation::name);
    REQUIRE(it != all.end());
    return static_cast<std::size_t>(it - all.begin());
}

// Each program of four operations on one object, or on two of which a select
// takes one, in each order of the goroutines.
TEST_CASE("programs on one object have the same outcomes with the reduction") {
    const std::vector<std::vector<std::string_view>> objects{
        {"send2", "receive2", "close2"},
        {"put", "take", "close buffer", "size"},
        {"put wide", "take wide", "take either"},
        {"send", "size", "take or receive"},
        {"poll", "cancel child", "register", "stop or wait"},
        {"sleep", "set off alarm", "stop alarm", "poll alarm"},
        {"add", "done", "wait", "go"},
        {"lock", "unlock", "try lock"},
        {"read lock", "read unlock", "write lock", "write unlock"},
        {"end all", "send until done", "receive until done"},
        {"end all", "put until done", "take until done"},
        {"end all", "lock until done", "unlock"},
        {"end all", "read unlock", "read lock until done",
         "write lock until done"},
        {"end all", "done", "wait until done"},
    };
    small_programs all(ctx_test::sanitized ? 211 : 1);
    for (const auto& names : objects) {
        std::vector<std::size_t> some;
        for (const auto name : names) some.push_back(operation_called(name));
        for (const std::size_t a : some) {
            for (const std::size_t b : some) {
                for (const std::size_t c : some) {
                    for (const std::size_t d : some) {
                        all.compare({{a, b}, {c, d}});
                        all.compare({{a, b, c}, {d}});
                        all.compare({{a}, {b, c}, {d}});
                        all.compare({{a}, {b}, {c}, {d}});
                    }
                }
            }
        }
    }
    all.check_number();
}

bool is_async(std::size_t o) {
    return std::string_view(operations()[o].name).starts_with("async");
}

// An operation of coroutines, and two others of that kind or on the same
// objects.
TEST_CASE(
    "programs with coroutines have the same outcomes with the reduction") {
    small_programs all(ctx_test::sanitized ? 503 : 11);
    const auto some = operations_on(about::coroutine);
    for (const std::size_t a : some) {
        if (!is_async(a)) continue;
        for (const std::size_t b : some) {
            for (const std::size_t c : some) {
                if (b <= c) all.compare({{a}, {b}, {c}});
                all.compare({{a, b}, {c}});
            }
        }
    }
    all.check_number();
}

// Two goroutines end the waits of two coroutines of one loop, at once or in
// either order.
TEST_CASE("loops of two coroutines have the same outcomes with the reduction") {
    small_programs all(ctx_test::sanitized ? 17 : 1, 2'000);
    for (const auto loop :
         {"async receive and take", "async receive twice",
          "async send and receive", "async send and done", "async done twice",
          "async wait and take", "async sleep and take"}) {
        for (const std::size_t a : operations_on(about::coroutine)) {
            for (const std::size_t b : operations_on(about::coroutine)) {
                if (is_async(a) || is_async(b) || a > b) continue;
                all.compare({{operation_called(loop)}, {a}, {b}});
            }
        }
    }
    all.check_number();
}

}  // namespace explore_generated_test
