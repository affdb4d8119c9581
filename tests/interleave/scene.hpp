// Runs a scene, which is some contexts and the threads that use them, in every
// order of the threads' steps.
//
//     struct scene {
//         cancelable parent = with_cancel(counted());
//         context child;
//     };
//     in_every_order<scene>(
//         {[](scene& s) { s.child = with_cancel(s.parent.child).child; },
//          [](scene& s) { s.parent.cancel(); }},
//         [](scene& s) { claim(bool(s.child.err()), "canceled"); });
//
// Each order gets a new scene. The scene is destroyed after its last check, and
// then nothing that was made in it may be left. Its members are ordinary
// variables: two threads must not use the same member, but the last check may
// read all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "scheduler.hpp"
#include "tests/interleave/explore.hpp"

namespace ctx_interleave {

/// Counts its live copies, so that a test can tell whether an object that holds
/// a token is still alive.
class token {
public:
    token() noexcept { ++alive_; }
    token(const token&) noexcept { ++alive_; }
    token& operator=(const token&) = default;
    ~token() { --alive_; }

    [[nodiscard]] static int alive() noexcept { return alive_; }

private:
    static inline int alive_ = 0;  // one thread runs at a time
};

/// Returns a new root, which holds a token until every context derived from it
/// is gone.
[[nodiscard]] ctx::context counted();

/// Registers a function that counts its runs in `runs` and runs inline.
ctx::stop_func count_runs(const ctx::context& c, int& runs);

/// The scheduler that the threads of a scene run under. Threads block and wake
/// each other as they do outside a bubble. A select with several ready cases
/// takes the first. A timer fires when a thread calls fire_next().
class stage final : public ctx::detail::scheduler {
public:
    stage();

    /// Fires the pending timer with the earliest time. Returns false if no
    /// timer is pending.
    bool fire_next();

    /// Sets the clock. Not while a scene's threads run.
    void set_now(ctx::clock::time_point t) noexcept { now_ = t; }

    ctx::clock::time_point now() noexcept override { return now_; }
    std::chrono::sys_time<std::chrono::nanoseconds> date() noexcept override {
        return {};
    }
    ctx::detail::timer_queue& timers() noexcept override { return *timers_; }
    bool block(ctx::detail::goroutine& self,
               const ctx::detail::wait_point& at) override;
    void forget_wake(ctx::detail::goroutine& self) noexcept override;
    void yield(ctx::detail::goroutine& self, const ctx::location& at) override;
    void sleep(ctx::detail::goroutine& self, ctx::duration d,
               const ctx::location& at) override;
    void wake(ctx::detail::goroutine& g) noexcept override;
    void start(std::string name, std::unique_ptr<ctx::detail::thunk> body,
               const ctx::location& at) override;
    bool deterministic() const noexcept override { return true; }
    bool recording() const noexcept override { return false; }
    void record(ctx::event) override {}
    std::uint32_t number_context() noexcept override { return 0; }
    std::uint32_t number_channel() noexcept override { return 0; }

private:
    ctx::clock::time_point now_{};
    const ctx::detail::ref<ctx::detail::timer_queue> timers_;
};

/// Returns the stage that the calling thread runs under.
[[nodiscard]] stage& this_stage();

/// Runs `body` as a goroutine of `home`.
void on_stage(stage& home, const std::function<void()>& body);

/// Checks that the exploration found no failure and ran no class of orders
/// twice, and prints its number of runs.
void report(const exploration& found);

template <class Scene>
using act = std::function<void(Scene&)>;

/// Runs the acts of a scene in every order, each act in a thread of its own.
/// `afterwards` checks the result of each order.
template <class Scene>
void in_every_order(const std::vector<act<Scene>>& acts,
                    const act<Scene>& afterwards) {
    // `home` is destroyed after the scene, whose contexts use it.
    struct set {
        ctx::detail::ref<stage> home{new stage};
        std::optional<Scene> scene;
    };
    report(explore([&] {
        const auto all = std::make_shared<set>();
        const int before = token::alive();  // an earlier failure may leave some
        on_stage(*all->home, [&] { all->scene.emplace(); });
        program p;
        for (const auto& a : acts) {
            p.threads.push_back(
                [all, &a] { on_stage(*all->home, [&] { a(*all->scene); }); });
        }
        p.afterwards = [all, &afterwards, before] {
            on_stage(*all->home, [&] {
                afterwards(*all->scene);
                all->scene.reset();
            });
            claim(token::alive() == before, "every token of the scene is gone");
        };
        return p;
    }));
}

}  // namespace ctx_interleave
