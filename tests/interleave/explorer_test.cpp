// Tests of the explorer itself, with programs whose orders are known.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <ctx/detail/sync.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/interleave/explore.hpp"
#include "tests/support/sanitizers.hpp"

namespace explorer_test {

using ctx_interleave::claim;
using ctx_interleave::exploration;
using ctx_interleave::explore;
using ctx_interleave::program;
using number = ctx::detail::atomic<int>;
using ctx::detail::condition_variable;
using ctx::detail::mutex;
using ctx::detail::plain;

static_assert(ctx::detail::sync_is_substituted);

// All outcomes of a program, and the exploration that found them.
struct outcomes {
    std::set<std::string> found;
    exploration how;
};

// Explores the programs that `make` returns. `make` gets the string in which
// the program notes its outcome.
outcomes all_outcomes(const std::function<program(std::string& outcome)>& make,
                      bool reduced) {
    outcomes all;
    std::string outcome;
    all.how = explore(
        [&] {
            outcome.clear();
            program p = make(outcome);
            p.afterwards = [&all, &outcome, last = p.afterwards] {
                if (last) last();
                all.found.insert(outcome);
            };
            return p;
        },
        {.reduced = reduced});
    CHECK(all.how.failure == "");
    return all;
}

// Checks that the exploration fails, and that its failure contains `what`.
void check_fails(const std::function<program()>& make, const char* what) {
    for (const bool reduced : {true, false}) {
        CAPTURE(reduced);
        const auto found =
            explore(make, {.reduced = reduced, .failure_is_expected = true});
        CHECK(found.failure.find(what) != std::string::npos);
    }
}

TEST_CASE("steps on different objects are run in one order") {
    const auto make = [] {
        const auto a = std::make_shared<number>();
        const auto b = std::make_shared<number>();
        const auto thrice = [](const std::shared_ptr<number>& n) {
            return [n] {
                for (int i = 1; i <= 3; ++i) n->store(i);
            };
        };
        return program{{thrice(a), thrice(b)}, {}};
    };

    CHECK(explore(make).runs == 1);
    CHECK(explore(make).cut == 0);
    CHECK(explore(make, {.reduced = false}).runs == 20);  // 6 choose 3
}

TEST_CASE("two increments that are not atomic result in one or in two") {
    const auto make = [](std::string& outcome) {
        const auto n = std::make_shared<number>();
        const auto increment = [n] { n->store(n->load() + 1); };
        return program{{increment, increment},
                       [n, &outcome] { outcome = std::to_string(n->load()); }};
    };

    CHECK(all_outcomes(make, true).found == std::set<std::string>{"1", "2"});
    // Of the six orders, two pairs differ only in the order of the loads.
    CHECK(all_outcomes(make, true).how.runs == 4);
    CHECK(all_outcomes(make, false).how.runs == 6);
}

TEST_CASE("additions commute, and so do all subtractions but the last") {
    const auto make = [] {
        const auto n = std::make_shared<number>(3);
        const auto last = std::make_shared<int>(0);
        const auto drop = [n, last] {
            n->fetch_add(1);
            if (n->fetch_sub(1) == 1)
                claim(false, "this subtraction is not the last");
            if (n->fetch_sub(1) == 1) ++*last;
        };
        return program{{drop, drop, drop}, [last] {
                           claim(*last == 1,
                                 "exactly one subtraction is the last");
                       }};
    };
    const auto reduced = explore(make);

    CHECK(reduced.failure == "");
    const auto all = explore(make, {.reduced = false});
    CHECK(reduced.runs == all.classes);
    CHECK(reduced.runs < all.runs / 4);
}

TEST_CASE("a mutex is held by one thread at a time") {
    const auto make = [](std::string& outcome) {
        struct shared {
            mutex m;
            plain<bool> inside = false;
        };
        const auto s = std::make_shared<shared>();
        const auto enter = [s, &outcome](char name) {
            return [s, &outcome, name] {
                const std::scoped_lock lock(s->m);
                claim(!s->inside, "no other thread is inside");
                s->inside = true;
                outcome += name;
                s->inside = false;
            };
        };
        return program{{enter('a'), enter('b'), enter('c')}, {}};
    };

    const auto reduced = all_outcomes(make, true);
    CHECK(reduced.found.size() == 6);
    CHECK(reduced.how.runs == 6);
    CHECK(all_outcomes(make, false).found == reduced.found);
}

TEST_CASE("two mutexes locked in opposite orders deadlock") {
    check_fails(
        [] {
            const auto m = std::make_shared<std::vector<mutex>>(2);
            const auto lock = [m](std::size_t first) {
                return [m, first] {
                    const std::scoped_lock outer((*m)[first]);
                    const std::scoped_lock inner((*m)[1 - first]);
                };
            };
            return program{{lock(0), lock(1)}, {}};
        },
        "deadlock: thread 0 waits for mutex");
}

// A flag, and a condition variable to wait for its change.
struct event {
    mutex m;
    condition_variable changed;
    number set;
};

TEST_CASE("a wakeup between the check and the wait is lost") {
    check_fails(
        [] {
            const auto e = std::make_shared<event>();
            const auto wait = [e] {
                if (e->set.load() == 1) return;
                std::unique_lock lock(e->m);
                e->changed.wait(lock);
            };
            const auto set = [e] {
                e->set.store(1);
                e->changed.notify_one();
            };
            return program{{wait, set}, {}};
        },
        "deadlock: thread 0 waits on condition");
}

TEST_CASE("no wakeup is lost where the check is made under the lock") {
    const auto make = [](std::string& outcome) {
        const auto e = std::make_shared<event>();
        const auto wait = [e, &outcome](char name) {
            return [e, &outcome, name] {
                std::unique_lock lock(e->m);
                e->changed.wait(lock, [&] { return e->set.load() == 1; });
                outcome += name;
            };
        };
        const auto set = [e, &outcome] {
            const std::scoped_lock lock(e->m);
            outcome += '!';
            e->set.store(1);
            e->changed.notify_all();
        };
        return program{{wait('a'), wait('b'), set}, {}};
    };

    CHECK(all_outcomes(make, true).found ==
          std::set<std::string>{"!ab", "!ba"});
}

TEST_CASE("a claim that fails in one order is found together with the order") {
    check_fails(
        [] {
            const auto n = std::make_shared<number>();
            const auto set = [n] { n->store(1); };
            const auto look = [n] { claim(n->load() == 0, "still zero"); };
            return program{{look, set}, {}};
        },
        "still zero\n  thread 1: store atomic ");
}

TEST_CASE("a program that does not end in one order is found") {
    check_fails(
        [] {
            const auto n = std::make_shared<number>();
            const auto set = [n] { n->store(1); };
            const auto spin = [n] {
                if (n->exchange(2) == 1) return;
                while (n->load() != 3) {
                }
            };
            return program{{spin, set}, {}};
        },
        "the program does not end\n");
}

TEST_CASE("a data race is found in whatever order the steps run") {
    const auto with_order = [](std::memory_order how) {
        return [how] {
            struct shared {
                plain<int> data = 0;
                number ready;
            };
            const auto s = std::make_shared<shared>();
            const auto publish = [s, how] {
                s->data = 1;
                s->ready.store(1, how);
            };
            const auto look = [s] {
                if (s->ready.load(std::memory_order_acquire) != 1) return;
                claim(s->data == 1, "the data is published");
            };
            return program{{publish, look}, {}};
        };
    };

    CHECK(explore(with_order(std::memory_order_release)).failure == "");
    check_fails(with_order(std::memory_order_relaxed),
                "thread 1 reads a variable that thread 0 may be writing");
}

TEST_CASE("an object destroyed while another thread may use it is found") {
    check_fails(
        [] {
            const auto n = std::make_shared<std::unique_ptr<number>>(
                std::make_unique<number>());
            number* const seen = n->get();
            const auto use = [seen] { seen->store(1); };
            const auto destroy = [n] {
                n->get()->load(std::memory_order_relaxed);
                n->reset();
            };
            return program{{destroy, use}, {}};
        },
        "destroys object 1, which thread 1 may not be done with");
}

TEST_CASE("the reduction loses none of the outcomes") {
    // Three threads with steps of every kind and many races.
    const auto make = [](std::string& outcome) {
        struct shared {
            mutex m;
            number a, b;
            int count = 0;
        };
        const auto s = std::make_shared<shared>();
        const auto one = [s] {
            s->a.store(1);
            const std::scoped_lock lock(s->m);
            if (s->b.load() == 0) s->count += 1;
        };
        const auto two = [s] {
            int expected = 1;
            if (s->a.compare_exchange_strong(expected, 2)) s->b.store(1);
            const std::scoped_lock lock(s->m);
            s->count = s->count * 2 + 1;
        };
        const auto three = [s] {
            if (s->a.exchange(3) == 2) s->b.fetch_add(4);
            const std::scoped_lock lock(s->m);
            s->count += s->b.load();
        };
        return program{{one, two, three}, [s, &outcome] {
                           outcome = std::to_string(s->a.load()) + ' ' +
                                     std::to_string(s->b.load()) + ' ' +
                                     std::to_string(s->count);
                       }};
    };
    const auto all = all_outcomes(make, false);
    const auto reduced = all_outcomes(make, true);

    CHECK(reduced.found == all.found);
    CHECK(reduced.how.runs == all.how.classes);
    CHECK(reduced.how.runs < all.how.runs / 4);
}

// The objects that a random program works on.
struct objects {
    number numbers[2] = {3, 3};
    mutex locks[2];
    plain<int> guarded[2] = {0, 0};
};

// Does operation number `what` on object number `which`, and returns its
// result.
std::string do_one(objects& o, unsigned what, std::size_t which) {
    number& n = o.numbers[which];
    int expected = 3;
    switch (what) {
        case 0:
            return std::to_string(n.load());
        case 1:
            n.store(5);
            return "";
        case 2:
            n.fetch_add(1);
            return "";
        case 3:
            return n.fetch_sub(1) == 1 ? "last" : "";
        case 4:
            return std::to_string(n.exchange(4));
        case 5:
            return n.compare_exchange_strong(expected, 6) ? "done" : "";
        default: {
            const std::scoped_lock lock(o.locks[which]);
            o.guarded[which] = o.guarded[which] * 2 + static_cast<int>(what);
            // This step is taken while the lock is held.
            return std::to_string(o.numbers[1 - which].load());
        }
    }
}

program random_program(unsigned seed, std::string& outcome) {
    constexpr std::size_t steps = 2;
    const auto shared = std::make_shared<objects>();
    const auto notes = std::make_shared<std::vector<std::string>>(3);
    std::mt19937 random(seed);
    program p;
    for (std::string& note : *notes) {
        std::array<std::pair<unsigned, std::size_t>, steps> todo;
        for (auto& [what, which] : todo) {
            what = static_cast<unsigned>(random() % 8);
            which = random() % 2;
        }
        p.threads.push_back([=, &note] {
            for (const auto& [what, which] : todo) {
                note += do_one(*shared, what, which) + ',';
            }
        });
    }
    p.afterwards = [=, &outcome] {
        for (const auto& note : *notes) outcome += note + ' ';
        for (const number& n : shared->numbers) {
            outcome += std::to_string(n.load()) + ' ';
        }
        for (const int n : shared->guarded) outcome += std::to_string(n) + ' ';
    };
    return p;
}

TEST_CASE("each class of a random program's orders is run exactly once") {
    // A sanitizer gets fewer programs, because it makes each run slower and
    // checks nothing more here.
    constexpr unsigned programs = ctx_test::sanitized ? 4 : 20;
    for (unsigned seed = 0; seed < programs; ++seed) {
        CAPTURE(seed);
        const auto make = [seed](std::string& outcome) {
            return random_program(seed, outcome);
        };
        const auto all = all_outcomes(make, false);
        const auto reduced = all_outcomes(make, true);

        CHECK(reduced.found == all.found);
        CHECK(reduced.how.classes == all.how.classes);
        CHECK(reduced.how.runs == all.how.classes);
    }
}

}  // namespace explorer_test
