// Registering a function, against canceling, stopping and dropping.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>

#include "tests/interleave/scene.hpp"

namespace interleave_after_func_test {

using ctx::cancel_func;
using ctx::cancelable;
using ctx::context;
using ctx::errc;
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
    in_every_order<scene>({[](scene& s) { count_runs(s.c.child, s.runs); },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene& s) { claim(s.runs == 1, "it ran once"); });
}

TEST_CASE("two functions registered while it is canceled run once each") {
    struct scene {
        cancelable c = with_cancel(counted());
        int runs[2] = {};
    };
    in_every_order<scene>({[](scene& s) { count_runs(s.c.child, s.runs[0]); },
                           [](scene& s) { count_runs(s.c.child, s.runs[1]); },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene& s) {
                              claim(s.runs[0] == 1 && s.runs[1] == 1,
                                    "both ran once");
                          });
}

TEST_CASE("a function canceled twice at once runs once") {
    struct scene {
        cancelable c = with_cancel(counted());
        int runs = 0;
        stop_func stop = count_runs(c.child, runs);
    };
    in_every_order<scene>(
        {[](scene& s) { s.c.cancel(); }, [](scene& s) { s.c.cancel(); }},
        [](scene& s) { claim(s.runs == 1, "it ran once"); });
}

// What is left of a registration: run or stopped, whichever was first.
struct stopping {
    cancelable c = with_cancel(counted());
    int runs = 0;
    stop_func stop = count_runs(c.child, runs);
    bool stopped[2] = {};

    void check() const {
        claim(runs + stopped[0] + stopped[1] == 1, "it ran or was stopped");
    }
};

TEST_CASE("a function is run or stopped, and stop says which") {
    in_every_order<stopping>({[](stopping& s) { s.stopped[0] = s.stop(); },
                              [](stopping& s) { s.c.cancel(); }},
                             [](stopping& s) { s.check(); });
}

TEST_CASE("of two stops and a cancel one decides") {
    in_every_order<stopping>({[](stopping& s) { s.stopped[0] = s.stop(); },
                              [](stopping& s) { s.stopped[1] = s.stop(); },
                              [](stopping& s) { s.c.cancel(); }},
                             [](stopping& s) { s.check(); });
}

TEST_CASE("a function stopped as soon as registered is run or stopped") {
    struct scene {
        cancelable c = with_cancel(counted());
        int runs = 0;
        bool stopped = false;
    };
    in_every_order<scene>(
        {[](scene& s) { s.stopped = count_runs(s.c.child, s.runs)(); },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) { claim(s.runs + s.stopped == 1, "run or stopped"); });
}

TEST_CASE("waiting for a function that could not be stopped sees it over") {
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
             claim(s.runs == 1, "it has run when the wait is over");
         },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) { claim(s.runs + s.stopped == 1, "run or stopped"); });
}

TEST_CASE("a function outlives the handles on what is canceled") {
    struct scene {
        cancelable c = with_cancel(counted());
        context mine = c.child;
        cancel_func cancel = std::exchange(c, {}).cancel;
        int runs = 0;
    };
    in_every_order<scene>({[](scene& s) {
                               count_runs(s.mine, s.runs);
                               s.mine = {};
                           },
                           [](scene& s) {
                               s.cancel();
                               s.cancel = {};
                           }},
                          [](scene& s) { claim(s.runs == 1, "it ran once"); });
}

TEST_CASE("a function nobody can cancel any more goes unrun") {
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
        [](scene& s) { claim(s.runs == 0, "nobody canceled"); });
}

TEST_CASE("a function is registered, canceled and dropped at once") {
    struct scene {
        cancelable c = with_cancel(counted());
        context registering = c.child;
        context dropping = c.child;
        cancel_func cancel = std::exchange(c, {}).cancel;
        int runs = 0;
    };
    in_every_order<scene>({[](scene& s) {
                               count_runs(s.registering, s.runs);
                               s.registering = {};
                           },
                           [](scene& s) {
                               s.cancel();
                               s.cancel = {};
                           },
                           [](scene& s) { s.dropping = {}; }},
                          [](scene& s) { claim(s.runs == 1, "it ran once"); });
}

}  // namespace interleave_after_func_test
