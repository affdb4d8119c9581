// A deadline that passes, against canceling and dropping.
//
// The timers go off when an act says so; the clock itself stands still, so that
// no deadline is over before that.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <ctx/select.hpp>
#include <stdexcept>
#include <utility>

#include "tests/interleave/scene.hpp"

namespace interleave_deadline_test {

using namespace std::chrono_literals;
using ctx::cancelable;
using ctx::cancelable_cause;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx_interleave::claim;
using ctx_interleave::count_runs;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;
using ctx_interleave::this_stage;

const error late = std::runtime_error("late");

// Time goes on beyond all deadlines.
template <class Scene>
void pass_time(Scene&) {
    while (this_stage().fire_next()) {
    }
}

// `c` is over, for one of two reasons, and says the same wherever it is asked.
void claim_expired_or_canceled(const context& c) {
    claim(!!c.err(), "it is over");
    claim(c.err() == errc::canceled || cause(c) == late, "late, or canceled");
    claim(c.err() != errc::canceled || cause(c) == errc::canceled,
          "one reason or the other");
}

struct scene {
    cancelable c = with_timeout_cause(counted(), 1s, late);
    context child = with_cancel(c.child).child;
};

TEST_CASE("a deadline passes while its context is canceled") {
    in_every_order<scene>(
        {pass_time<scene>, [](scene& s) { s.c.cancel(); }}, [](scene& s) {
            claim_expired_or_canceled(s.c.child);
            claim(cause(s.child) == cause(s.c.child), "the child follows");
        });
}

TEST_CASE("a deadline passes while two cancel") {
    in_every_order<scene>(
        {pass_time<scene>, [](scene& s) { s.c.cancel(); },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) { claim_expired_or_canceled(s.c.child); });
}

TEST_CASE("who waits for a deadline goes on when it passes") {
    in_every_order<scene>(
        {pass_time<scene>, [](scene& s) { s.c.child.done().wait(); }},
        [](scene& s) { claim(cause(s.c.child) == late, "late"); });
}

TEST_CASE("a deadline passes while its context is dropped") {
    struct dropped {
        cancelable c = with_timeout(counted(), 1s);
        context mine = c.child;
    };
    in_every_order<dropped>({pass_time<dropped>, [](dropped& s) { s.c = {}; },
                             [](dropped& s) { s.mine = {}; }},
                            [](dropped&) {});
}

TEST_CASE("a deadline passes while its context is canceled and dropped") {
    in_every_order<scene>({pass_time<scene>,
                           [](scene& s) {
                               s.c.cancel();
                               s.c = {};
                           },
                           [](scene& s) { s.child = {}; }},
                          [](scene&) {});
}

TEST_CASE("a deadline is set while its parent is canceled and time passes") {
    struct made {
        cancelable parent = with_cancel(counted());
        cancelable c;
    };
    in_every_order<made>(
        {[](made& s) { s.c = with_timeout_cause(s.parent.child, 1s, late); },
         [](made& s) { s.parent.cancel(); }, pass_time<made>},
        [](made& s) {
            claim_expired_or_canceled(s.c.child);
            claim(!this_stage().fire_next(), "no timer is left");
        });
}

// A function that only the timer, and maybe the parent, can still start.
struct with_function {
    cancelable parent = with_cancel(counted());
    cancelable c = with_timeout(parent.child, 1s);
    int runs = 0;

    with_function() { count_runs(c.child, runs); }
    void claim_ran() const { claim(runs == 1, "it ran once"); }
};

TEST_CASE("a function on a dropped context runs once its deadline passes") {
    in_every_order<with_function>(
        {pass_time<with_function>, [](with_function& s) { s.c = {}; }},
        [](with_function& s) {
            pass_time(s);
            s.claim_ran();
        });
}

TEST_CASE("so it does where the parent is dropped too") {
    in_every_order<with_function>(
        {pass_time<with_function>, [](with_function& s) { s.c = {}; },
         [](with_function& s) { s.parent = {}; }},
        [](with_function& s) {
            pass_time(s);
            s.claim_ran();
        });
}

TEST_CASE("so it does where it is canceled and dropped") {
    in_every_order<with_function>({pass_time<with_function>,
                                   [](with_function& s) {
                                       s.c.cancel();
                                       s.c = {};
                                   }},
                                  [](with_function& s) { s.claim_ran(); });
}

TEST_CASE("so it does where the parent is canceled") {
    in_every_order<with_function>(
        {pass_time<with_function>, [](with_function& s) { s.c = {}; },
         [](with_function& s) { s.parent.cancel(); }},
        [](with_function& s) { s.claim_ran(); });
}

TEST_CASE("a function on a dropped context runs once its parent is canceled") {
    in_every_order<with_function>({[](with_function& s) { s.c = {}; },
                                   [](with_function& s) { s.parent.cancel(); }},
                                  [](with_function& s) {
                                      s.claim_ran();
                                      claim(!this_stage().fire_next(),
                                            "no timer is left");
                                  });
}

TEST_CASE("a function on a child of a dropped deadline runs once it passes") {
    struct below {
        context child = with_cancel(with_timeout(counted(), 1s).child).child;
        int runs = 0;

        below() { count_runs(child, runs); }
    };
    in_every_order<below>({pass_time<below>, [](below& s) { s.child = {}; }},
                          [](below& s) {
                              pass_time(s);
                              claim(s.runs == 1, "it ran once");
                          });
}

}  // namespace interleave_deadline_test
