// Nodes with branches: making them, deriving on them, and dropping all of it.
//
// The first and the third act of a scene run on one processor, the second on
// the other; so does what prepares a scene, on that of the first.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/context.hpp>
#include <stdexcept>

#include "tests/interleave/scene.hpp"
#include "tests/support/observers.hpp"

namespace interleave_branch_test {

using ctx::cancelable;
using ctx::cancelable_cause;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx_interleave::claim;
using ctx_interleave::count_runs;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;
using ctx_test::canceler_of;

const error because = std::runtime_error("because");

struct key {
    friend bool operator==(key, key) = default;
};

// `made`, with branches.
template <class Cancelable>
Cancelable busy(Cancelable made) {
    branch_out(*canceler_of(made.child));
    return made;
}

void claim_canceled_because(const context& c) {
    claim(c.err() == errc::canceled, "it is canceled");
    claim(cause(c) == because, "with the cause from above");
}

TEST_CASE("a child made on a branch while the origin is canceled is canceled") {
    struct scene {
        cancelable_cause origin = busy(with_cancel_cause(counted()));
        cancelable child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.child = with_cancel(s.origin.child); },
         [](scene& s) { s.origin.cancel(because); }},
        [](scene& s) { claim_canceled_because(s.child.child); });
}

TEST_CASE("so are those made on two branches at once") {
    struct scene {
        cancelable_cause origin = busy(with_cancel_cause(counted()));
        cancelable children[2];
    };
    in_every_order<scene>(
        {[](scene& s) { s.children[0] = with_cancel(s.origin.child); },
         [](scene& s) { s.children[1] = with_cancel(s.origin.child); },
         [](scene& s) { s.origin.cancel(because); }},
        [](scene& s) {
            for (const auto& c : s.children) claim_canceled_because(c.child);
        });
}

TEST_CASE("who sees the origin over derives what is over") {
    struct scene {
        cancelable_cause origin = busy(with_cancel_cause(counted()));
        cancelable first = with_cancel(origin.child);
        context below = with_value(origin.child, key(), 1);
    };
    in_every_order<scene>(
        {[](scene& s) {
             if (!s.origin.child.err()) return;
             claim_canceled_because(with_cancel(s.origin.child).child);
             claim_canceled_because(s.below);
             claim_canceled_because(with_cancel(s.below).child);
         },
         [](scene& s) { s.origin.cancel(because); }},
        [](scene& s) { claim_canceled_because(s.first.child); });
}

TEST_CASE("a child made below a value on a branch is canceled") {
    struct scene {
        cancelable_cause origin = busy(with_cancel_cause(counted()));
        cancelable child;
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.child = with_cancel(with_value(s.origin.child, key(), 1));
         },
         [](scene& s) { s.origin.cancel(because); }},
        [](scene& s) {
            claim_canceled_because(s.child.child);
            claim(s.child.child.value<int>(key()) != nullptr, "has its value");
        });
}

TEST_CASE("branches are made while one derives and another cancels") {
    struct scene {
        cancelable_cause origin = with_cancel_cause(counted());
        context before = with_cancel(origin.child).child;
        cancelable child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.child = with_cancel(s.origin.child); },
         [](scene& s) { branch_out(*canceler_of(s.origin.child)); },
         [](scene& s) { s.origin.cancel(because); }},
        [](scene& s) {
            claim_canceled_because(s.before);
            claim_canceled_because(s.child.child);
        });
}

TEST_CASE("branches are made by two at once, who then drop the origin") {
    struct scene {
        context mine = with_cancel(counted()).child;
        context yours = mine;
    };
    in_every_order<scene>({[](scene& s) {
                               branch_out(*canceler_of(s.mine));
                               s.mine = {};
                           },
                           [](scene& s) {
                               branch_out(*canceler_of(s.yours));
                               s.yours = {};
                           }},
                          [](scene&) {});
}

TEST_CASE("branches are made by one while another drops the origin") {
    struct scene {
        context mine = with_cancel(counted()).child;
        context yours = mine;
    };
    in_every_order<scene>({[](scene& s) {
                               branch_out(*canceler_of(s.mine));
                               s.mine = with_cancel(s.mine).child;
                               s.mine = {};
                           },
                           [](scene& s) { s.yours = {}; }},
                          [](scene&) {});
}

// An origin below a root, of which only `origin` is a handle.
struct family {
    cancelable_cause root = with_cancel_cause(counted());
    context origin = busy(with_cancel(root.child)).child;
};

TEST_CASE("an origin without children is dropped while its root is canceled") {
    struct scene : family {
        context copy = origin;
    };
    in_every_order<scene>(
        {[](scene& s) { s.origin = {}; },
         [](scene& s) { s.root.cancel(because); },
         [](scene& s) { s.copy = {}; }},
        [](scene& s) { claim(!!s.root.child.err(), "over"); });
}

TEST_CASE("an origin is dropped while its root is canceled, a child told") {
    struct scene : family {
        context child = with_cancel(origin).child;
    };
    in_every_order<scene>({[](scene& s) { s.origin = {}; },
                           [](scene& s) { s.root.cancel(because); }},
                          [](scene& s) { claim_canceled_because(s.child); });
}

TEST_CASE("an origin is dropped with its child while its root is canceled") {
    struct scene : family {
        context child = with_cancel(origin).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.origin = {}; },
         [](scene& s) { s.root.cancel(because); },
         [](scene& s) { s.child = {}; }},
        [](scene& s) { claim(!!s.root.child.err(), "over"); });
}

TEST_CASE("an origin is dropped while it is canceled by itself") {
    struct scene {
        cancelable origin = busy(with_cancel(counted()));
        context child = with_cancel(origin.child).child;
        context copy = std::exchange(origin.child, {});
    };
    in_every_order<scene>({[](scene& s) { s.copy = {}; },
                           [](scene& s) {
                               s.origin.cancel();
                               s.origin.cancel = {};
                           },
                           [](scene& s) { s.child = {}; }},
                          [](scene&) {});
}

TEST_CASE("an origin goes with the last of its children and its handle") {
    struct scene {
        context origin = busy(with_cancel(counted())).child;
        context one = with_cancel(origin).child;
        context two = with_cancel(origin).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.origin = {}; }, [](scene& s) { s.one = {}; },
         [](scene& s) { s.two = {}; }},
        [](scene&) {});
}

TEST_CASE("an origin lives on with a child, which it may still be asked by") {
    struct scene {
        cancelable root = with_cancel(with_value(counted(), key(), 1));
        context origin = busy(with_cancel(root.child)).child;
        context child = with_cancel(origin).child;
        context grandchild;
    };
    in_every_order<scene>(
        {[](scene& s) { s.origin = {}; },
         [](scene& s) {
             claim(s.child.value<int>(key()) != nullptr, "a value from above");
             s.grandchild = with_cancel(s.child).child;
             s.child = {};
         }},
        [](scene& s) {
            claim(!s.grandchild.err(), "live");
            s.root.cancel();
            claim(s.grandchild.err() == errc::canceled, "canceled");
        });
}

// A function on a child of a branch, which nobody else has.
struct with_function : family {
    context child = with_cancel(origin).child;
    int runs = 0;

    with_function() { count_runs(child, runs); }
};

TEST_CASE("a function on a dropped child of a branch runs once") {
    in_every_order<with_function>(
        {[](with_function& s) { s.child = {}; },
         [](with_function& s) { s.origin = {}; },
         [](with_function& s) { s.root.cancel(because); }},
        [](with_function& s) { claim(s.runs == 1, "it ran once"); });
}

TEST_CASE("it goes unrun with the last that could cancel it") {
    in_every_order<with_function>(
        {[](with_function& s) { s.child = {}; },
         [](with_function& s) { s.origin = {}; },
         [](with_function& s) { s.root = {}; }},
        [](with_function& s) { claim(s.runs == 0, "nobody canceled"); });
}

TEST_CASE("a merge of what hangs on a branch ends with it, and leaves it") {
    struct scene {
        cancelable_cause origin = busy(with_cancel_cause(counted()));
        cancelable other = busy(with_cancel(counted()));
        context below = with_value(origin.child, key(), 1);
        context merged;
    };
    in_every_order<scene>({[](scene& s) {
                               s.merged = merge(s.other.child, s.below).child;
                               s.below = {};
                           },
                           [](scene& s) {
                               s.origin.cancel(because);
                               s.origin = {};
                           }},
                          [](scene& s) { claim_canceled_because(s.merged); });
}

}  // namespace interleave_branch_test
