// SPDX-License-Identifier: MIT
#include "tests/interleave/scene.hpp"

#include <doctest/doctest.h>

#include <iostream>
#include <string>

namespace ctx_interleave {
namespace {

struct root_key {
    bool operator==(const root_key&) const = default;
};

}  // namespace

ctx::context counted() {
    return with_value(ctx::background(), root_key{}, token());
}

ctx::stop_func count_runs(const ctx::context& c, int& runs) {
    return after_func(
        c, [&runs, held = token()] { ++runs; }, ctx::inline_executor());
}

stage::stage() : timers_(new ctx::detail::timer_queue([](auto) {})) {
    // process_scheduler() creates the scheduler on first use, which must not
    // become part of a run.
    (void)ctx::detail::process_scheduler();
}

bool stage::fire_next() {
    return timers_->fire_next(ctx::clock::time_point::max());
}

bool stage::block(ctx::detail::goroutine& self,
                  const ctx::detail::wait_point& at) {
    return ctx::detail::process_scheduler().block(self, at);
}

void stage::forget_wake(ctx::detail::goroutine& self) noexcept {
    ctx::detail::process_scheduler().forget_wake(self);
}

void stage::wake(ctx::detail::goroutine& g) noexcept {
    ctx::detail::process_scheduler().wake(g);
}

void stage::yield(ctx::detail::goroutine&, const ctx::location&) {
    fail("a thread of a scene yields");
}

void stage::sleep(ctx::detail::goroutine&, ctx::duration,
                  const ctx::location&) {
    fail("a thread of a scene sleeps");
}

void stage::start(std::string, std::unique_ptr<ctx::detail::thunk>,
                  const ctx::location&) {
    fail("a thread of a scene starts a goroutine");
}

stage& this_stage() { return static_cast<stage&>(ctx::detail::here()); }

void on_stage(stage& home, const std::function<void()>& body) {
    ctx::detail::goroutine self(home);
    const ctx::detail::running_as me(self);
    body();
}

void report(const exploration& found) {
    CHECK(found.failure == "");
    CHECK(found.runs == found.classes);
    const auto* const test = doctest::getContextOptions()->currentTest;
    std::cout << test->m_name << ": " << found.runs << " orders, " << found.cut
              << " cut short\n";
}

}  // namespace ctx_interleave
