// SPDX-License-Identifier: MIT
#include "tests/lib/stress/worker.hpp"

#include <chrono>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <utility>

namespace stress_test {

namespace {

using namespace std::chrono_literals;

// The most derivations of a context: deep, but not so deep that printing and
// lookups take most of the time.
constexpr int largest = 40;

template <class T>
slot<T>& any(std::vector<slot<T>>& of, randomness& random) {
    const auto n = static_cast<int>(of.size());
    return of[static_cast<std::size_t>(below(n, random))];
}

// The act of a function, inside the cancel call if the function runs inline. It
// cancels and drops other contexts, which may start more functions; `depth`
// limits how many.
void act(world& w, unsigned seed) {
    thread_local int depth = 0;
    if (depth >= 3) return;
    randomness random(seed);
    const auto victim = any(w.subjects, random).get();
    if (victim.above.empty()) return;  // a root
    ++depth;
    victim.cancel();
    victim.cancel_because(reason());
    any(w.subjects, random).exchange(any(w.roots, random).get());
    --depth;
}

}  // namespace

void worker::work(int operations) {
    for (int i = 0; i < operations && !world_.all.any(); ++i) do_something();
}

void worker::do_something() {
    const int dice = below(1'000, random_);
    if (dice < 340) return derive_one();
    if (dice < 420) return cancel_one();
    if (dice < 570) return register_one();
    if (dice < 670) return stop_one();
    if (dice < 700) return wait_for_one();
    if (dice < 800) return drop_one();
    if (dice < 995) return check_one();
    if (dice < 998) return wait_for_end();
    cancel_root();
}

void worker::derive_one() {
    any(world_.subjects, random_)
        .exchange(derive(any_parent(), any_rooted(), random_, world_.all));
}

void worker::cancel_one() {
    const auto s = any_subject();
    // Roots are left live, or most contexts would be done.
    if (s.by_hand && !s.above.empty()) cancel(s);
}

void worker::cancel_root() {
    cancel(any(world_.roots, random_).exchange(world::new_root()));
}

void worker::cancel(const subject& s) {
    s.cancel();
    s.cancel_because(one_in(2, random_) ? ctx::error() : reason());
    await_end(s.self, "a canceled context is done", world_.all);
}

void worker::register_one() {
    const auto s = any_subject();
    const bool over = bool(s.self.err());
    auto known = std::make_shared<fate>();
    known->rooted = s.rooted;
    fates_.push_back(known);

    std::function<void()> then = [] {};
    if (one_in(8, random_)) {
        then = [w = &world_, seed = random_()] { act(*w, unsigned(seed)); };
    }
    const function f(known, std::move(then), world_.all);
    if (one_in(16, random_)) {
        any(world_.registrations, random_)
            .exchange({ctx::after_func(s.self, f), known});
        return;
    }
    const auto undo = ctx::after_func(s.self, f, ctx::inline_executor());
    world_.all.holds(!over || known->runs == 1,
                     "a function on a done context runs at once");
    any(world_.registrations, random_).exchange({undo, known});
}

void worker::stop_one() {
    stop(any(world_.registrations, random_).get(), world_.all);
}

void worker::wait_for_one() {
    wait_for(any(world_.registrations, random_).get(), world_.all);
}

void worker::drop_one() {
    if (one_in(2, random_)) {
        any(world_.registrations, random_).exchange({});
    } else {
        any(world_.subjects, random_)
            .exchange(any(world_.roots, random_).get());
    }
}

void worker::check_one() {
    const auto s = any_subject();
    check(s, world_.all);
    if (one_in(4, random_)) check_ends_with_those_above(s, world_.all);
    if (one_in(16, random_)) {
        world_.all.holds(
            to_string(s.self).find("Background") != std::string::npos,
            "a printed form begins at the root");
    }
}

// Waits for a context that expires soon and for any other context.
void worker::wait_for_end() {
    const auto parent = any_subject();
    const auto [soon, cancel] = ctx::with_timeout(parent.self, 100us);
    const auto other = any_subject();
    const auto first = select(recv(soon.done()), recv(other.self.done()),
                              recv(ctx::after(patience)));
    world_.all.holds(first != 2 && (first == 0 ? soon : other.self).err(),
                     "a context is done when a wait for it returns");
    await_end(soon, "a timeout expires by itself", world_.all);
}

subject worker::any_subject() { return any(world_.subjects, random_).get(); }

subject worker::any_rooted() {
    auto s = any_subject();
    if (s.rooted && s.size < largest) return s;
    return any(world_.roots, random_).get();
}

// Returns a live subject most of the time, because contexts below a done one
// show little.
subject worker::any_parent() {
    auto s = any_subject();
    if (s.size < largest && (!s.self.err() || one_in(8, random_))) return s;
    return any(world_.roots, random_).get();
}

}  // namespace stress_test
