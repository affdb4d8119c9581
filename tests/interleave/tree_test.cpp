// Children are derived and dropped while contexts above them are canceled.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <stdexcept>
#include <utility>

#include "tests/interleave/scene.hpp"

namespace interleave_tree_test {

using ctx::cancel_func;
using ctx::cancelable;
using ctx::cancelable_cause;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx_interleave::claim;
using ctx_interleave::count_runs;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;

const error because = std::runtime_error("because");

// Claims that `c` is canceled with the cause `because`.
void claim_canceled_because(const context& c) {
    claim(c.err() == errc::canceled, "the context is canceled");
    claim(cause(c) == because, "the cause is `because`");
}

TEST_CASE("a child made during its parent's cancel has the parent's cause") {
    struct scene {
        cancelable_cause parent = with_cancel_cause(counted());
        cancelable child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.child = with_cancel(s.parent.child); },
         [](scene& s) { s.parent.cancel(because); }},
        [](scene& s) { claim_canceled_because(s.child.child); });
}

TEST_CASE("two children made while their parent is canceled are canceled") {
    struct scene {
        cancelable_cause parent = with_cancel_cause(counted());
        cancelable children[2];
    };
    in_every_order<scene>(
        {[](scene& s) { s.children[0] = with_cancel(s.parent.child); },
         [](scene& s) { s.children[1] = with_cancel(s.parent.child); },
         [](scene& s) { s.parent.cancel(because); }},
        [](scene& s) {
            for (const auto& c : s.children) claim_canceled_because(c.child);
        });
}

TEST_CASE("each context of a chain made during its root's cancel is canceled") {
    struct scene {
        cancelable_cause root = with_cancel_cause(counted());
        cancelable child, grandchild;
    };
    in_every_order<scene>({[](scene& s) {
                               s.child = with_cancel(s.root.child);
                               s.grandchild = with_cancel(s.child.child);
                           },
                           [](scene& s) { s.root.cancel(because); }},
                          [](scene& s) {
                              claim_canceled_because(s.child.child);
                              claim_canceled_because(s.grandchild.child);
                          });
}

TEST_CASE("a grandchild made during two cancels has its parent's cause") {
    struct scene {
        cancelable_cause root = with_cancel_cause(counted());
        cancelable child = with_cancel(root.child);
        cancelable grandchild;
    };
    in_every_order<scene>(
        {[](scene& s) { s.grandchild = with_cancel(s.child.child); },
         [](scene& s) { s.root.cancel(because); },
         [](scene& s) { s.child.cancel(); }},
        [](scene& s) {
            claim(s.grandchild.child.err() == errc::canceled,
                  "the grandchild is canceled");
            claim(cause(s.grandchild.child) == cause(s.child.child),
                  "the grandchild has the child's cause");
        });
}

TEST_CASE("a child canceled together with its parent has one of two causes") {
    struct scene {
        cancelable_cause parent = with_cancel_cause(counted());
        cancelable_cause child = with_cancel_cause(parent.child);
        cancelable grandchild = with_cancel(child.child);
        error own = std::runtime_error("its own");
    };
    in_every_order<scene>({[](scene& s) { s.parent.cancel(because); },
                           [](scene& s) { s.child.cancel(s.own); }},
                          [](scene& s) {
                              claim_canceled_because(s.parent.child);
                              const error found = cause(s.child.child);
                              claim(found == because || found == s.own,
                                    "the cause is one of the two");
                              claim(cause(s.grandchild.child) == found,
                                    "the grandchild has the same cause");
                          });
}

TEST_CASE("a child is freed if it is dropped during its parent's cancel") {
    struct scene {
        cancelable parent = with_cancel(counted());
        context child = with_cancel(parent.child).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.child = {}; }, [](scene& s) { s.parent.cancel(); }},
        [](scene& s) {
            claim(!!s.parent.child.err(), "the parent is canceled");
        });
}

TEST_CASE("a cancel reaches a third child while two others are dropped") {
    struct scene {
        cancelable parent = with_cancel(counted());
        context one = with_cancel(parent.child).child;
        context two = with_cancel(parent.child).child;
        context three = with_cancel(parent.child).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.one = {}; }, [](scene& s) { s.two = {}; },
         [](scene& s) { s.parent.cancel(); }},
        [](scene& s) {
            claim(s.three.err() == errc::canceled,
                  "the third child is canceled");
        });
}

TEST_CASE("a child dropped by two threads during a cancel is freed") {
    struct scene {
        cancelable parent = with_cancel(counted());
        context mine = with_cancel(parent.child).child;
        context yours = mine;
    };
    in_every_order<scene>(
        {[](scene& s) { s.mine = {}; }, [](scene& s) { s.yours = {}; },
         [](scene& s) { s.parent.cancel(); }},
        [](scene& s) {
            claim(!!s.parent.child.err(), "the parent is canceled");
        });
}

TEST_CASE("a family dropped by three threads at once is freed") {
    struct scene {
        context parent = with_cancel(counted()).child;
        context child = with_cancel(parent).child;
        context grandchild = with_cancel(child).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.grandchild = {}; }, [](scene& s) { s.child = {}; },
         [](scene& s) { s.parent = {}; }},
        [](scene&) {});
}

TEST_CASE("a chain is freed if it is dropped during its root's cancel") {
    struct scene {
        cancelable root = with_cancel(counted());
        context grandchild = with_cancel(with_cancel(root.child).child).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.grandchild = {}; },
         [](scene& s) { s.root.cancel(); }},
        [](scene& s) { claim(!!s.root.child.err(), "the root is canceled"); });
}

TEST_CASE("a child canceled and dropped during its parent's cancel is freed") {
    struct scene {
        cancelable parent = with_cancel(counted());
        cancel_func cancel = with_cancel(parent.child).cancel;
    };
    in_every_order<scene>({[](scene& s) {
                               s.cancel();
                               s.cancel = {};
                           },
                           [](scene& s) { s.parent.cancel(); }},
                          [](scene& s) {
                              claim(!!s.parent.child.err(),
                                    "the parent is canceled");
                          });
}

TEST_CASE("a parent and a child are freed if both are dropped at once") {
    struct scene {
        cancelable parent = with_cancel(counted());
        context child = with_cancel(parent.child).child;
        cancel_func cancel = std::exchange(parent, {}).cancel;
    };
    in_every_order<scene>({[](scene& s) { s.child = {}; },
                           [](scene& s) {
                               s.cancel();
                               s.cancel = {};
                           }},
                          [](scene&) {});
}

// A child with a function. Once `child` is dropped, only the parent's list
// refers to the child.
struct with_function {
    cancelable parent = with_cancel(counted());
    context child = with_cancel(parent.child).child;
    int runs = 0;
    ctx::stop_func stop = count_runs(child, runs);

    with_function() { stop = {}; }
};

TEST_CASE("a parent's cancel runs the function on a dropped child once") {
    in_every_order<with_function>(
        {[](with_function& s) { s.child = {}; },
         [](with_function& s) { s.parent.cancel(); }},
        [](with_function& s) { claim(s.runs == 1, "the function ran once"); });
}

TEST_CASE(
    "a parent that is canceled and dropped runs a child's function once") {
    in_every_order<with_function>(
        {[](with_function& s) { s.child = {}; },
         [](with_function& s) {
             s.parent.cancel();
             s.parent = {};
         }},
        [](with_function& s) { claim(s.runs == 1, "the function ran once"); });
}

TEST_CASE("a function never runs if its child and parent are dropped") {
    in_every_order<with_function>({[](with_function& s) { s.child = {}; },
                                   [](with_function& s) { s.parent = {}; }},
                                  [](with_function& s) {
                                      claim(s.runs == 0,
                                            "the function did not run");
                                  });
}

TEST_CASE("a function never runs if three threads drop its child and parent") {
    struct scene : with_function {
        context mine = child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.child = {}; }, [](scene& s) { s.mine = {}; },
         [](scene& s) { s.parent = {}; }},
        [](scene& s) { claim(s.runs == 0, "the function did not run"); });
}

TEST_CASE("a function on a child that is dropped at once runs once") {
    struct scene {
        cancelable parent = with_cancel(counted());
        int runs = 0;
    };
    in_every_order<scene>(
        {[](scene& s) {
             count_runs(with_cancel(s.parent.child).child, s.runs);
         },
         [](scene& s) { s.parent.cancel(); }},
        [](scene& s) { claim(s.runs == 1, "the function ran once"); });
}

TEST_CASE("functions on two dropped children run once each") {
    struct scene {
        cancelable parent = with_cancel(counted());
        context children[2] = {with_cancel(parent.child).child,
                               with_cancel(parent.child).child};
        int runs[2] = {};

        scene() {
            for (int i = 0; i < 2; ++i) count_runs(children[i], runs[i]);
        }
    };
    in_every_order<scene>({[](scene& s) { s.children[0] = {}; },
                           [](scene& s) { s.children[1] = {}; },
                           [](scene& s) { s.parent.cancel(); }},
                          [](scene& s) {
                              claim(s.runs[0] == 1 && s.runs[1] == 1,
                                    "both functions ran once");
                          });
}

TEST_CASE("a function on a dropped grandchild runs once") {
    struct scene {
        cancelable root = with_cancel(counted());
        context child = with_cancel(root.child).child;
        context grandchild = with_cancel(child).child;
        int runs = 0;

        scene() { count_runs(grandchild, runs); }
    };
    in_every_order<scene>(
        {[](scene& s) { s.grandchild = {}; }, [](scene& s) { s.child = {}; },
         [](scene& s) { s.root.cancel(); }},
        [](scene& s) { claim(s.runs == 1, "the function ran once"); });
}

}  // namespace interleave_tree_test
