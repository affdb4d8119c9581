// Nodes with shards: threads make shards, derive children in them, and drop
// both.
//
// The first and the third act of a scene run on one processor, the second act
// on the other. The scene itself is prepared on the processor of the first act.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/context.hpp>
#include <stdexcept>

#include "tests/interleave/scene.hpp"
#include "tests/support/observers.hpp"

namespace interleave_shard_test {

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

// Gives `made` shards and returns it.
template <class Cancelable>
Cancelable busy(Cancelable made) {
    spread_children(*canceler_of(made.child));
    return made;
}

void claim_canceled_because(const context& c) {
    claim(c.err() == errc::canceled, "the context is canceled");
    claim(cause(c) == because, "the cause is `because`");
}

TEST_CASE("a child made in a shard while its parent is canceled is canceled") {
    struct scene {
        cancelable_cause parent = busy(with_cancel_cause(counted()));
        cancelable child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.child = with_cancel(s.parent.child); },
         [](scene& s) { s.parent.cancel(because); }},
        [](scene& s) { claim_canceled_because(s.child.child); });
}

TEST_CASE("children made in two shards during a cancel are canceled") {
    struct scene {
        cancelable_cause parent = busy(with_cancel_cause(counted()));
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

TEST_CASE("a thread that sees the parent canceled derives canceled children") {
    struct scene {
        cancelable_cause parent = busy(with_cancel_cause(counted()));
        cancelable first = with_cancel(parent.child);
        context below = with_value(parent.child, key(), 1);
    };
    in_every_order<scene>(
        {[](scene& s) {
             if (!s.parent.child.err()) return;
             claim_canceled_because(with_cancel(s.parent.child).child);
             claim_canceled_because(s.below);
             claim_canceled_because(with_cancel(s.below).child);
         },
         [](scene& s) { s.parent.cancel(because); }},
        [](scene& s) { claim_canceled_because(s.first.child); });
}

TEST_CASE("a child made below a value in a shard is canceled") {
    struct scene {
        cancelable_cause parent = busy(with_cancel_cause(counted()));
        cancelable child;
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.child = with_cancel(with_value(s.parent.child, key(), 1));
         },
         [](scene& s) { s.parent.cancel(because); }},
        [](scene& s) {
            claim_canceled_because(s.child.child);
            claim(s.child.child.value<int>(key()) != nullptr,
                  "the child has the value");
        });
}

TEST_CASE("a cancel reaches every child while another thread makes shards") {
    struct scene {
        cancelable_cause parent = with_cancel_cause(counted());
        context before = with_cancel(parent.child).child;
        cancelable child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.child = with_cancel(s.parent.child); },
         [](scene& s) { spread_children(*canceler_of(s.parent.child)); },
         [](scene& s) { s.parent.cancel(because); }},
        [](scene& s) {
            claim_canceled_because(s.before);
            claim_canceled_because(s.child.child);
        });
}

TEST_CASE("a parent is freed after two threads make its shards and drop it") {
    struct scene {
        context mine = with_cancel(counted()).child;
        context yours = mine;
    };
    in_every_order<scene>({[](scene& s) {
                               spread_children(*canceler_of(s.mine));
                               s.mine = {};
                           },
                           [](scene& s) {
                               spread_children(*canceler_of(s.yours));
                               s.yours = {};
                           }},
                          [](scene&) {});
}

TEST_CASE("a parent is freed if it gets shards while it is dropped") {
    struct scene {
        context mine = with_cancel(counted()).child;
        context yours = mine;
    };
    in_every_order<scene>({[](scene& s) {
                               spread_children(*canceler_of(s.mine));
                               s.mine = with_cancel(s.mine).child;
                               s.mine = {};
                           },
                           [](scene& s) { s.yours = {}; }},
                          [](scene&) {});
}

// A parent with shards below a root. `parent` is its only handle.
struct family {
    cancelable_cause root = with_cancel_cause(counted());
    context parent = busy(with_cancel(root.child)).child;
};

TEST_CASE("a childless parent is freed if dropped during its root's cancel") {
    struct scene : family {
        context copy = parent;
    };
    in_every_order<scene>(
        {[](scene& s) { s.parent = {}; },
         [](scene& s) { s.root.cancel(because); },
         [](scene& s) { s.copy = {}; }},
        [](scene& s) { claim(!!s.root.child.err(), "the root is canceled"); });
}

TEST_CASE("a cancel of the root reaches the child of a dropped parent") {
    struct scene : family {
        context child = with_cancel(parent).child;
    };
    in_every_order<scene>({[](scene& s) { s.parent = {}; },
                           [](scene& s) { s.root.cancel(because); }},
                          [](scene& s) { claim_canceled_because(s.child); });
}

TEST_CASE("a parent and its child are freed if dropped during a cancel") {
    struct scene : family {
        context child = with_cancel(parent).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.parent = {}; },
         [](scene& s) { s.root.cancel(because); },
         [](scene& s) { s.child = {}; }},
        [](scene& s) { claim(!!s.root.child.err(), "the root is canceled"); });
}

TEST_CASE("a parent is freed if it is canceled and dropped at once") {
    struct scene {
        cancelable parent = busy(with_cancel(counted()));
        context child = with_cancel(parent.child).child;
        context copy = std::exchange(parent.child, {});
    };
    in_every_order<scene>({[](scene& s) { s.copy = {}; },
                           [](scene& s) {
                               s.parent.cancel();
                               s.parent.cancel = {};
                           },
                           [](scene& s) { s.child = {}; }},
                          [](scene&) {});
}

TEST_CASE("a parent is freed with its last child or its last handle") {
    struct scene {
        context parent = busy(with_cancel(counted())).child;
        context one = with_cancel(parent).child;
        context two = with_cancel(parent).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.parent = {}; }, [](scene& s) { s.one = {}; },
         [](scene& s) { s.two = {}; }},
        [](scene&) {});
}

TEST_CASE("a dropped parent stays alive as long as a child uses it") {
    struct scene {
        cancelable root = with_cancel(with_value(counted(), key(), 1));
        context parent = busy(with_cancel(root.child)).child;
        context child = with_cancel(parent).child;
        context grandchild;
    };
    in_every_order<scene>({[](scene& s) { s.parent = {}; },
                           [](scene& s) {
                               claim(s.child.value<int>(key()) != nullptr,
                                     "the child has the root's value");
                               s.grandchild = with_cancel(s.child).child;
                               s.child = {};
                           }},
                          [](scene& s) {
                              claim(!s.grandchild.err(),
                                    "the grandchild is not canceled yet");
                              s.root.cancel();
                              claim(s.grandchild.err() == errc::canceled,
                                    "the grandchild is canceled");
                          });
}

// A function on a child in a shard. `child` is the child's only handle.
struct with_function : family {
    context child = with_cancel(parent).child;
    int runs = 0;

    with_function() { count_runs(child, runs); }
};

TEST_CASE("a function on a dropped child in a shard runs once") {
    in_every_order<with_function>(
        {[](with_function& s) { s.child = {}; },
         [](with_function& s) { s.parent = {}; },
         [](with_function& s) { s.root.cancel(because); }},
        [](with_function& s) { claim(s.runs == 1, "the function ran once"); });
}

TEST_CASE("a function on a child in a shard never runs if nobody cancels") {
    in_every_order<with_function>({[](with_function& s) { s.child = {}; },
                                   [](with_function& s) { s.parent = {}; },
                                   [](with_function& s) { s.root = {}; }},
                                  [](with_function& s) {
                                      claim(s.runs == 0,
                                            "the function did not run");
                                  });
}

TEST_CASE("a merged context is canceled with a parent that has shards") {
    struct scene {
        cancelable_cause parent = busy(with_cancel_cause(counted()));
        cancelable other = busy(with_cancel(counted()));
        context below = with_value(parent.child, key(), 1);
        context merged;
    };
    in_every_order<scene>({[](scene& s) {
                               s.merged = merge(s.other.child, s.below).child;
                               s.below = {};
                           },
                           [](scene& s) {
                               s.parent.cancel(because);
                               s.parent = {};
                           }},
                          [](scene& s) { claim_canceled_because(s.merged); });
}

TEST_CASE("a function stopped below a parent that is dropped never runs") {
    struct scene {
        context parent = busy(with_cancel(counted())).child;
        context below = with_value(parent, key(), 1);
        int runs = 0;
    };
    in_every_order<scene>(
        {[](scene& s) { s.parent = {}; },
         [](scene& s) {
             (void)count_runs(s.below, s.runs)();
             s.below = {};
         }},
        [](scene& s) { claim(s.runs == 0, "the function did not run"); });
}

TEST_CASE("a merge that joins a shard is canceled by its other parent") {
    struct scene {
        cancelable_cause first = with_cancel_cause(counted());
        cancelable second = busy(with_cancel(counted()));
        context merged;
    };
    in_every_order<scene>({[](scene& s) {
                               s.merged =
                                   merge(s.first.child, s.second.child).child;
                           },
                           [](scene& s) { s.first.cancel(because); }},
                          [](scene& s) { claim_canceled_because(s.merged); });
}

}  // namespace interleave_shard_test
