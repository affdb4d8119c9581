// explore: which schedules it runs, and which it leaves out.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/explore.hpp>

#include <cstdint>
#include <ctx/ctx.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace explore_search_test {

using namespace ctx;
using namespace std::chrono_literals;
using ending = explored::ending;
using strategy = explore_options::strategy;
using set = std::set<std::string>;

void say(const std::string& word) { note_print(word); }

// What an exploration found: each output, followed by a word for an end that is
// not well.
struct search {
    set all;
    exploration result;
};

search explore_all(const std::function<void()>& main,
                   explore_options options = {}) {
    search s;
    std::string text;
    options.observer = [&](const event& e) {
        if (e.what == step::print) text += e.text;
    };
    s.result = explore(
        [&] {
            text.clear();
            main();
        },
        [&](const explored& run) {
            if (run.failed()) text += " " + std::string(to_string(run.how));
            s.all.insert(text);
        },
        options);
    return s;
}

std::uint64_t schedules_of(const std::function<void()>& main) {
    return explore_all(main).result.schedules;
}

// -- bugs ---------------------------------------------------------------------

void lock_in_two_orders() {
    struct shared {
        mutex a, b;
    };
    const auto s = std::make_shared<shared>();
    wait_group both;
    both.go([s] {
        const std::scoped_lock first(s->a);
        const std::scoped_lock second(s->b);
    });
    both.go([s] {
        const std::scoped_lock first(s->b);
        const std::scoped_lock second(s->a);
    });
    both.wait();
}

TEST_CASE("a deadlock by the order of locks is found without a print") {
    const auto found = explore_all(lock_in_two_orders);
    CHECK(found.all == set{"", " deadlock"});
    CHECK(found.result.complete);
}

TEST_CASE("goroutines that are left after main has returned are explored") {
    // One of the two receives the value; the other one is a leak.
    std::set<std::uint32_t> leaked;
    (void)explore(
        [] {
            const channel<int> ch(1);
            ch.send(1);
            for (int i = 0; i < 2; ++i) go([ch] { (void)ch.receive(); });
        },
        [&](const explored& run) {
            REQUIRE(run.how == ending::leak);
            REQUIRE(run.report.leaks.size() == 1);
            leaked.insert(run.report.leaks.front().id);
        });
    CHECK(leaked == std::set<std::uint32_t>{2, 3});
}

TEST_CASE("an exception in one goroutine hides no output of the others") {
    const auto found = explore_all([] {
        const channel<int> ch;
        go([ch] {
            ch.send(1);
            say("a");
        });
        go([ch] {
            (void)ch.receive();
            throw std::runtime_error("thrown");
        });
        sleep_for(1s);
    });
    CHECK(found.all == set{" exception", "a exception"});
}

// Each of these programs has an outcome that a reduction may lose.
TEST_CASE("a close and the receiver that waits for it go on in any order") {
    const auto found = explore_all([] {
        const channel<int> ch;
        go([ch] {
            say("x");
            (void)ch.receive();
        });
        go([ch] {
            ch.close();
            say("y");
        });
        sleep_for(1s);
    });
    CHECK(found.all == set{"xy", "yx"});
}

TEST_CASE("a done comes before the add that it is for") {
    const auto found = explore_all([] {
        const auto group = std::make_shared<wait_group>();
        go([group] { group->add(2); });
        go([group] { group->done(); });
        sleep_for(1s);
    });
    CHECK(found.all == set{"", " exception"});
}

TEST_CASE("an unlock comes before the lock of another goroutine") {
    const auto found = explore_all([] {
        const auto m = std::make_shared<mutex>();
        go([m] { m->lock(); });
        go([m] { m->unlock(); });
        sleep_for(1s);
    });
    CHECK(found.all == set{"", " exception"});
}

TEST_CASE("an unlock of a reader comes before the lock of another one") {
    const auto found = explore_all([] {
        const auto m = std::make_shared<shared_mutex>();
        go([m] { m->lock_shared(); });
        go([m] { m->unlock_shared(); });
        sleep_for(1s);
    });
    CHECK(found.all == set{"", " exception"});
}

TEST_CASE("either of two goroutines is too late to call bubble_wait") {
    const auto found = explore_all([] {
        const auto wait = [](const char* name) {
            try {
                bubble_wait();
            } catch (const std::logic_error&) {
                say(name);
            }
        };
        go([wait] { wait("a"); });
        go([wait] { wait("b"); });
        sleep_for(1s);
    });
    CHECK(found.all == set{"a", "b"});
}

TEST_CASE("a lock at the address of an older one orders nothing") {
    const auto found = explore_all([] {
        const auto x = std::make_shared<ctx::atomic<int>>(0);
        go([x] {
            x->store(1);
            const auto own = std::make_unique<shared_mutex>();
            const std::shared_lock lock(*own);
        });
        go([x] {
            const auto own = std::make_unique<shared_mutex>();
            const std::scoped_lock lock(*own);
            say(std::to_string(x->load()));
        });
        sleep_for(1s);
    });
    CHECK(found.all == set{"0", "1"});
}

TEST_CASE("a done after the wake of a waiter may come before what it does") {
    const auto found = explore_all([] {
        const auto group = std::make_shared<wait_group>();
        const auto done = [group](const char* name) {
            try {
                group->done();
            } catch (const std::logic_error&) {
                say(name);
            }
        };
        go([=] {
            group->add(1);
            group->wait();
            done("a");
        });
        go([=] {
            group->add(1);
            done("b");
        });
        done("m");
        sleep_for(1s);
    });
    CHECK(found.all == set{"m leak", "a", "b", "b leak"});
}

// -- sizes --------------------------------------------------------------------

// A chain of workers, each started by the one before: each prints once a second
// until the context is done.
void work(const context& c, int left, int name) {
    if (left > 1) go([=] { work(c, left - 1, name + 1); });
    for (;;) {
        say(std::to_string(name));
        sleep_for(1s);
        if (select(recv(c.done()), default_case) == 0) return;
    }
}

std::function<void()> workers(int count, duration stop_after) {
    return [=] {
        const auto [c, cancel] = with_cancel(background());
        wait_group all;
        all.go([c = c, count] { work(c, count, 1); });
        sleep_for(stop_after);
        cancel();
        all.wait();
        say("over");
    };
}

TEST_CASE("a search of workers finds all outputs, with few schedules") {
    struct row {
        int count;
        duration stop_after;
        std::size_t outputs;  // that Go prints
        std::uint64_t most;
    };
    const row rows[] = {{2, 1s, 12, 60}, {3, 1s, 132, 200}, {3, 2s, 792, 1200}};
    for (const auto& r : rows) {
        CAPTURE(r.count);
        const auto found = explore_all(workers(r.count, r.stop_after));
        CHECK(found.result.complete);
        set printed;  // whether a worker is left or not
        for (const auto& text : found.all) {
            printed.insert(text.substr(0, text.find(' ')));
        }
        CHECK(printed.size() == r.outputs);
        CHECK(found.result.schedules <= r.most);
    }
}

TEST_CASE("a search of four workers is complete") {
    CHECK(explore_all(workers(4, 1s)).result.complete);
}

// -- what commutes ------------------------------------------------------------

struct objects {
    channel<int> unbuffered;
    channel<int> buffered{1};
    cancelable parent = with_cancel(background());
    wait_group group;
    mutex m;
    ctx::shared_mutex shared;
    ctx::condition_variable changed;
    ctx::atomic<int> number{0};
};

using operation = std::function<void(objects&)>;

std::uint64_t schedules_of_pair(const operation& a, const operation& b) {
    return schedules_of([&] {
        const auto s = std::make_shared<objects>();
        s->group.add(9);
        go([s, a] { a(*s); });
        go([s, b] { b(*s); });
        sleep_for(1s);
    });
}

TEST_CASE("two operations that commute have one schedule, others have two") {
    const operation derive = [](objects& o) {
        (void)with_cancel(o.parent.child);
    };
    const operation cancel = [](objects& o) { o.parent.cancel(); };
    const operation poll = [](objects& o) { (void)o.parent.child.err(); };
    const operation send = [](objects& o) { o.unbuffered.send(1); };
    const operation receive = [](objects& o) { (void)o.unbuffered.receive(); };
    const operation close = [](objects& o) { o.unbuffered.close(); };
    const operation put = [](objects& o) { o.buffered.send(1); };
    const operation take = [](objects& o) { (void)o.buffered.receive(); };
    const operation try_send = [](objects& o) {
        (void)select(ctx::send(o.unbuffered, 1), default_case);
    };
    const operation add = [](objects& o) { o.group.add(1); };
    const operation done = [](objects& o) { o.group.done(); };
    const operation wait = [](objects& o) { o.group.wait(); };
    const operation lock = [](objects& o) { o.m.lock(); };
    const operation try_lock = [](objects& o) { (void)o.m.try_lock(); };
    const operation lock_shared = [](objects& o) { o.shared.lock_shared(); };
    const operation write_lock = [](objects& o) { o.shared.lock(); };
    const operation load = [](objects& o) { (void)o.number.load(); };
    const operation store = [](objects& o) { o.number.store(1); };
    const operation print = [](objects&) { say("a"); };
    const operation sleep = [](objects&) { sleep_for(1s); };
    struct row {
        const char* name;
        operation a, b;
        std::uint64_t schedules;
    };
    const row rows[] = {
        {"two derivations", derive, derive, 1},
        {"a derivation and its cancel", derive, cancel, 2},
        {"a derivation and a look", derive, poll, 1},
        {"two looks", poll, poll, 1},
        {"a look and a cancel", poll, cancel, 2},
        {"two cancels", cancel, cancel, 2},
        {"a send and its receive", send, receive, 1},
        {"two sends", send, send, 2},
        {"two receives", receive, receive, 2},
        {"a send and a close", send, close, 2},
        {"a receive and a close", receive, close, 1},
        {"a send and a try to send", send, try_send, 2},
        {"a receive and a try to send", receive, try_send, 2},
        {"a send into a buffer and its receive", put, take, 1},
        {"two sends into a buffer", put, put, 2},
        {"two adds", add, add, 1},
        {"two dones", done, done, 1},
        {"an add and a done", add, done, 2},
        {"a wait and a done", wait, done, 1},
        {"a wait and an add", wait, add, 2},
        {"two waits", wait, wait, 1},
        {"two locks", lock, lock, 2},
        {"a lock and a try to lock", lock, try_lock, 2},
        {"two readers", lock_shared, lock_shared, 1},
        {"a reader and a writer", lock_shared, write_lock, 2},
        {"two loads", load, load, 1},
        {"a load and a store", load, store, 2},
        {"two stores", store, store, 2},
        {"two prints", print, print, 2},
        {"two sleeps", sleep, sleep, 1},
        {"a print and a store", print, store, 1},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.name));
        CHECK(schedules_of_pair(r.a, r.b) == r.schedules);
        CHECK(schedules_of_pair(r.b, r.a) == r.schedules);
    }
}

// -- options ------------------------------------------------------------------

TEST_CASE("a bound of no preemption misses what one preemption finds") {
    const auto with = [](std::size_t preemptions) {
        explore_options options;
        options.preemptions = preemptions;
        return explore_all(lock_in_two_orders, options).all;
    };
    CHECK(with(0) == set{""});
    CHECK(with(1) == set{"", " deadlock"});
    CHECK(with(2) == set{"", " deadlock"});
}

TEST_CASE("the random strategies find a known bug, by the seed alone") {
    const auto runs = [](strategy how, std::uint64_t seed) {
        std::vector<std::string> all;
        explore_options options;
        options.how = how;
        options.seed = seed;
        options.max = 200;
        const auto result = explore(
            lock_in_two_orders,
            [&](const explored& run) {
                all.push_back(to_string(run.chosen) +
                              std::string(to_string(run.how)));
            },
            options);
        CHECK_FALSE(result.complete);
        return all;
    };
    for (const auto how : {strategy::random_walk, strategy::pct}) {
        const auto all = runs(how, 1);
        CHECK(all.size() == 200);
        CHECK(all == runs(how, 1));
        CHECK(all != runs(how, 2));
        bool is_found = false;
        for (const auto& r : all) {
            is_found = is_found || r.find("deadlock") != std::string::npos;
        }
        CHECK(is_found);
    }
}

TEST_CASE("a search that goes on has the runs of one that did not stop") {
    const auto main = workers(2, 1s);
    std::vector<std::string> whole;
    const auto note_in = [](std::vector<std::string>& all) {
        return [&all](const explored& run) {
            all.push_back(to_string(run.chosen));
        };
    };
    (void)explore(main, note_in(whole));
    std::vector<std::string> parts;
    explore_options options;
    options.max = 7;
    exploration part;
    do {
        part = explore(main, note_in(parts), options);
        options.from = part.rest;
    } while (part.rest);
    CHECK(part.complete);
    CHECK(parts == whole);
}

TEST_CASE("a goroutine that polls for ever makes a livelock, with its number") {
    explore_options options;
    options.max_steps = 100;
    options.max = 1;
    bool is_seen = false;
    const auto result = explore(
        [] {
            const ctx::atomic<bool> over{false};
            while (!over.load()) continue;
        },
        [&](const explored& run) {
            is_seen = true;
            REQUIRE(run.how == ending::livelock);
            try {
                std::rethrow_exception(run.failure);
            } catch (const livelock& l) {
                CHECK(l.busy().id == 1);
            }
        },
        options);
    CHECK(is_seen);
    CHECK_FALSE(result.complete);
}

// How the first run of `main` ends if it may do 100 operations.
ending end_within_100_steps(const std::function<void()>& main) {
    explore_options options;
    options.max_steps = 100;
    options.max = 1;
    ending how = ending::well;
    const auto visit = [&](const explored& run) { how = run.how; };
    CHECK_FALSE(explore(main, visit, options).complete);
    return how;
}

TEST_CASE("a goroutine that prints for ever makes a livelock") {
    const auto main = [] {
        const auto [c, cancel] = with_cancel(background());
        while (!c.err()) say("on");
    };
    CHECK(end_within_100_steps(main) == ending::livelock);
}

TEST_CASE("a goroutine that selects for ever makes a livelock") {
    const auto main = [] {
        const auto [c, cancel] = with_cancel(background());
        while (select(recv(c.done()), default_case) == 1) continue;
    };
    CHECK(end_within_100_steps(main) == ending::livelock);
}

TEST_CASE("a ticker that nobody receives from makes a livelock") {
    const auto main = [] {
        const ticker ticks(1s);
        (void)channel<int>().receive();
    };
    CHECK(end_within_100_steps(main) == ending::livelock);
}

TEST_CASE("an expectation that fails is told apart from an exception") {
    const auto found = explore_all([] {
        const auto x = std::make_shared<ctx::atomic<int>>(0);
        go([x] { x->store(1); });
        expect(x->load() == 0, "nothing is stored yet");
    });
    CHECK(found.all == set{"", " failed expectation"});
}

TEST_CASE("a minimized schedule fails alike, with no more choices") {
    std::vector<schedule> failed;
    (void)explore(lock_in_two_orders, [&](const explored& run) {
        if (run.failed()) failed.push_back(run.chosen);
    });
    REQUIRE_FALSE(failed.empty());
    const auto count = [](const schedule& s) {
        std::size_t n = 0;
        for (const auto c : s.choices()) n += c != 0 ? 1 : 0;
        return n;
    };
    for (const auto& s : failed) {
        const auto small = minimized(s, lock_in_two_orders);
        CHECK(count(small) <= count(s));
        CHECK(run_under(small, lock_in_two_orders).how == ending::deadlock);
    }
}

}  // namespace explore_search_test
