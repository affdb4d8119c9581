// A thread registers a function while other threads cancel, stop or drop.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>

#include "goroutine_list.hpp"
#include "tests/interleave/scene.hpp"

namespace interleave_after_func_test {

using ctx::cancel_func;
using ctx::cancelable;
using ctx::context;
using ctx::stop_func;
using ctx_interleave::claim;
using ctx_interleave::count_runs;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;

static_assert(ctx::detail::sync_is_substituted);

TEST_CASE("a function registered while its context is canceled runs once") {
    struct scene {
        cancelable c = with_cancel(counted());
        int runs = 0;
    };
    in_every_order<scene>(
        {[](scene& s) { count_runs(s.c.child, s.runs); },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) { claim(s.runs == 1, "the function ran once"); });
}

TEST_CASE("each of two functions registered during a cancel runs once") {
    struct scene {
        cancelable c = with_cancel(counted());
        int runs[2] = {};
    };
    in_every_order<scene>({[](scene& s) { count_runs(s.c.child, s.runs[0]); },
                           [](scene& s) { count_runs(s.c.child, s.runs[1]); },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene& s) {
                              claim(s.runs[0] == 1 && s.runs[1] == 1,
                                    "both functions ran once");
                          });
}

TEST_CASE("a function runs once when two threads cancel its context") {
    struct scene {
        cancelable c = with_cancel(counted());
        int runs = 0;
        stop_func stop = count_runs(c.child, runs);
    };
    in_every_order<scene>(
        {[](scene& s) { s.c.cancel(); }, [](scene& s) { s.c.cancel(); }},
        [](scene& s) { claim(s.runs == 1, "the function ran once"); });
}

// A registered function, which runs or is stopped, whichever comes first.
struct stopping {
    cancelable c = with_cancel(counted());
    int runs = 0;
    stop_func stop = count_runs(c.child, runs);
    bool stopped[2] = {};

    void check() const {
        claim(runs + stopped[0] + stopped[1] == 1,
              "the function ran or was stopped");
    }
};

TEST_CASE("a function runs or is stopped, and stop tells which") {
    in_every_order<stopping>({[](stopping& s) { s.stopped[0] = s.stop(); },
                              [](stopping& s) { s.c.cancel(); }},
                             [](stopping& s) { s.check(); });
}

TEST_CASE("exactly one of two stops and a cancel takes effect") {
    in_every_order<stopping>({[](stopping& s) { s.stopped[0] = s.stop(); },
                              [](stopping& s) { s.stopped[1] = s.stop(); },
                              [](stopping& s) { s.c.cancel(); }},
                             [](stopping& s) { s.check(); });
}

TEST_CASE("a function stopped right after registration runs or is stopped") {
    struct scene {
        cancelable c = with_cancel(counted());
        int runs = 0;
        bool stopped = false;
    };
    in_every_order<scene>(
        {[](scene& s) { s.stopped = count_runs(s.c.child, s.runs)(); },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) {
            claim(s.runs + s.stopped == 1, "the function ran or was stopped");
        });
}

TEST_CASE("wait returns after a function that could not be stopped has run") {
    struct scene {
        cancelable c = with_cancel(counted());
        int runs = 0;
        stop_func stop = count_runs(c.child, runs);
        bool stopped = false;
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.stopped = s.stop();
             if (s.stopped) return;
             s.stop.wait();
             claim(s.runs == 1, "the function ran before wait returned");
         },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) {
            claim(s.runs + s.stopped == 1, "the function ran or was stopped");
        });
}

TEST_CASE("a function runs once when its context is canceled and dropped") {
    struct scene {
        cancelable c = with_cancel(counted());
        context mine = c.child;
        cancel_func cancel = std::exchange(c, {}).cancel;
        int runs = 0;
    };
    in_every_order<scene>(
        {[](scene& s) {
             count_runs(s.mine, s.runs);
             s.mine = {};
         },
         [](scene& s) {
             s.cancel();
             s.cancel = {};
         }},
        [](scene& s) { claim(s.runs == 1, "the function ran once"); });
}

TEST_CASE("a function whose context nobody can cancel any more never runs") {
    struct scene {
        cancelable c = with_cancel(counted());
        context mine = c.child;
        int runs = 0;
    };
    in_every_order<scene>(
        {[](scene& s) {
             count_runs(s.mine, s.runs);
             s.mine = {};
         },
         [](scene& s) { s.c = {}; }},
        [](scene& s) { claim(s.runs == 0, "the function did not run"); });
}

TEST_CASE("a function registered during a cancel and a drop runs once") {
    struct scene {
        cancelable c = with_cancel(counted());
        context registering = c.child;
        context dropping = c.child;
        cancel_func cancel = std::exchange(c, {}).cancel;
        int runs = 0;
    };
    in_every_order<scene>(
        {[](scene& s) {
             count_runs(s.registering, s.runs);
             s.registering = {};
         },
         [](scene& s) {
             s.cancel();
             s.cancel = {};
         },
         [](scene& s) { s.dropping = {}; }},
        [](scene& s) { claim(s.runs == 1, "the function ran once"); });
}

// A bubble and a run are destroyed after such a guard, and their function uses
// them.
TEST_CASE("the function of a guard does not run any more when the guard ends") {
    struct scene {
        cancelable c = with_cancel(counted());
        ctx::detail::plain<int> used = 0;
    };
    const auto use = [](scene& s) { s.used = s.used + 1; };
    in_every_order<scene>(
        {[&](scene& s) {
             {
                 const auto guard =
                     ctx::detail::when_done(s.c.child, [&s, &use] { use(s); });
             }
             use(s);
         },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) { claim(s.used >= 1, "the guard has ended"); });
}

}  // namespace interleave_after_func_test
