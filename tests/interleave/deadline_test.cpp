// A deadline passes while other threads cancel or drop.
//
// The timers fire when an act says so. The clock itself stands still, so that
// no deadline passes before that.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <ctx/select.hpp>
#include <exception>
#include <stdexcept>

#include "tests/interleave/scene.hpp"

namespace interleave_deadline_test {

using namespace std::chrono_literals;
using ctx::cancelable;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx_interleave::claim;
using ctx_interleave::count_runs;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;
using ctx_interleave::stage;
using ctx_interleave::this_stage;

const error late = std::runtime_error("late");

// Fires all timers, as if time passed all deadlines.
template <class Scene>
void pass_time(Scene&) {
    while (this_stage().fire_next()) {
    }
}

// Claims that `c` is done, and that err() and cause() give the same one of two
// reasons.
void claim_expired_or_canceled(const context& c) {
    claim(!!c.err(), "the context is done");
    claim(c.err() == errc::canceled || cause(c) == late,
          "the deadline passed or `c` was canceled");
    claim(c.err() != errc::canceled || cause(c) == errc::canceled,
          "err() and cause() agree");
}

struct scene {
    cancelable c = with_timeout_cause(counted(), 1s, late);
    context child = with_cancel(c.child).child;
};

TEST_CASE("a context whose deadline passes during a cancel has one reason") {
    in_every_order<scene>({pass_time<scene>, [](scene& s) { s.c.cancel(); }},
                          [](scene& s) {
                              claim_expired_or_canceled(s.c.child);
                              claim(cause(s.child) == cause(s.c.child),
                                    "the child has the same cause");
                          });
}

TEST_CASE("a context whose deadline passes during two cancels has one reason") {
    in_every_order<scene>(
        {pass_time<scene>, [](scene& s) { s.c.cancel(); },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) { claim_expired_or_canceled(s.c.child); });
}

TEST_CASE("a wait for a context ends when its deadline passes") {
    in_every_order<scene>(
        {pass_time<scene>, [](scene& s) { s.c.child.done().wait(); }},
        [](scene& s) {
            claim(cause(s.c.child) == late, "the deadline is the cause");
        });
}

TEST_CASE("a context is freed if its deadline passes while it is dropped") {
    struct dropped {
        cancelable c = with_timeout(counted(), 1s);
        context mine = c.child;
    };
    in_every_order<dropped>({pass_time<dropped>, [](dropped& s) { s.c = {}; },
                             [](dropped& s) { s.mine = {}; }},
                            [](dropped&) {});
}

TEST_CASE("a context is freed if a deadline, a cancel and a drop meet") {
    in_every_order<scene>({pass_time<scene>,
                           [](scene& s) {
                               s.c.cancel();
                               s.c = {};
                           },
                           [](scene& s) { s.child = {}; }},
                          [](scene&) {});
}

TEST_CASE("a deadline set during its parent's cancel leaves no timer") {
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

// A function on a context with a deadline. Once the context is dropped, only
// the timer and the parent can start the function.
struct with_function {
    cancelable parent = with_cancel(counted());
    cancelable c = with_timeout(parent.child, 1s);
    int runs = 0;

    with_function() { count_runs(c.child, runs); }
    void claim_ran() const { claim(runs == 1, "the function ran once"); }
};

TEST_CASE("a deadline runs the function on a dropped context exactly once") {
    in_every_order<with_function>(
        {pass_time<with_function>, [](with_function& s) { s.c = {}; }},
        [](with_function& s) {
            pass_time(s);
            s.claim_ran();
        });
}

TEST_CASE("a deadline runs a function once though its parent is dropped") {
    in_every_order<with_function>(
        {pass_time<with_function>, [](with_function& s) { s.c = {}; },
         [](with_function& s) { s.parent = {}; }},
        [](with_function& s) {
            pass_time(s);
            s.claim_ran();
        });
}

TEST_CASE(
    "a deadline and a cancel run the function on a dropped context once") {
    in_every_order<with_function>({pass_time<with_function>,
                                   [](with_function& s) {
                                       s.c.cancel();
                                       s.c = {};
                                   }},
                                  [](with_function& s) { s.claim_ran(); });
}

TEST_CASE("a deadline and the parent's cancel run a function once") {
    in_every_order<with_function>(
        {pass_time<with_function>, [](with_function& s) { s.c = {}; },
         [](with_function& s) { s.parent.cancel(); }},
        [](with_function& s) { s.claim_ran(); });
}

TEST_CASE("a parent's cancel runs the function on a dropped context once") {
    in_every_order<with_function>({[](with_function& s) { s.c = {}; },
                                   [](with_function& s) { s.parent.cancel(); }},
                                  [](with_function& s) {
                                      s.claim_ran();
                                      claim(!this_stage().fire_next(),
                                            "no timer is left");
                                  });
}

TEST_CASE("a deadline runs the function on a dropped child once") {
    struct below {
        context child = with_cancel(with_timeout(counted(), 1s).child).child;
        int runs = 0;

        below() { count_runs(child, runs); }
    };
    in_every_order<below>({pass_time<below>, [](below& s) { s.child = {}; }},
                          [](below& s) {
                              pass_time(s);
                              claim(s.runs == 1, "the function ran once");
                          });
}

// A node that a list has adopted owns nothing but its cause, so the cause shows
// whether the node is freed. With its parent's deadline it has no timer.
TEST_CASE("a dropped child whose function a cancel runs is freed") {
    struct reason : std::exception {
        ctx_interleave::token held;
    };
    struct dropped {
        cancelable parent = with_timeout(counted(), 1s);
        context child =
            with_timeout_cause(parent.child, 1s, error(reason())).child;
        int runs = 0;

        dropped() { count_runs(child, runs); }
    };
    in_every_order<dropped>(
        {[](dropped& s) { s.parent.cancel(); },
         [](dropped& s) { s.child = {}; }},
        [](dropped& s) { claim(s.runs == 1, "the function ran once"); });
}

TEST_CASE("a deadline set when its clock has stopped keeps nothing alive") {
    const ctx::detail::ref<stage> home(new stage);
    home->timers().close();
    ctx_interleave::on_stage(*home, [] {
        const int before = ctx_interleave::token::alive();
        int runs = 0;
        count_runs(with_timeout(counted(), 1s).child, runs);
        CHECK(ctx_interleave::token::alive() == before);
        CHECK(runs == 0);
    });
}

}  // namespace interleave_deadline_test
