// Contexts, and threads that use them, in every order.
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
// A scene is made anew for each order and destroyed when it is over, and then
// all that was made in it must be gone. Its members are ordinary variables: no
// two threads may use one of them, but all may be looked at in the end.
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

/// Counts its copies: something that holds one is still there.
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

/// A new root, that lives until all that is derived from it has gone.
[[nodiscard]] ctx::context counted();

/// Registers a function that counts its runs in `runs`, inline.
ctx::stop_func count_runs(const ctx::context& c, int& runs);

/// What the threads of a scene run under: they block and wake each other as
/// they do outside of bubbles, take the first of several cases that are ready,
/// and have timers that go off when a thread of theirs says so.
class stage final : public ctx::detail::scheduler {
public:
    stage();

    /// Lets the soonest timer that is due go off; false if there is none.
    bool fire_next();

    ctx::clock::time_point now() noexcept override { return {}; }
    std::chrono::sys_time<std::chrono::nanoseconds> date() noexcept override {
        return {};
    }
    ctx::detail::timer_queue& timers() noexcept override { return *timers_; }
    bool block(ctx::detail::goroutine& self,
               const ctx::detail::wait_point& at) override;
    void forget_wake(ctx::detail::goroutine& self) noexcept override;
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
    const ctx::detail::ref<ctx::detail::timer_queue> timers_;
};

/// The stage of the calling thread.
[[nodiscard]] stage& this_stage();

/// Runs `body` as a goroutine of `home`.
void on_stage(stage& home, const std::function<void()>& body);

/// Checks that nothing was wrong, and prints how many runs there were.
void report(const exploration& found);

template <class Scene>
using act = std::function<void(Scene&)>;

/// Explores the acts of a scene, each in a thread of its own; `afterwards` is
/// to check what came of it.
template <class Scene>
void in_every_order(const std::vector<act<Scene>>& acts,
                    const act<Scene>& afterwards) {
    // What a scene needs, and goes last.
    struct set {
        ctx::detail::ref<stage> home{new stage};
        std::optional<Scene> scene;
    };
    report(explore([&] {
        const auto all = std::make_shared<set>();
        const int before = token::alive();  // left by an earlier failure
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
            claim(token::alive() == before, "all that was made is gone");
        };
        return p;
    }));
}

}  // namespace ctx_interleave
