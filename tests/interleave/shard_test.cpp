// Nodes with shards: making them, deriving in them, and dropping all of it.
//
// The first and the third act of a scene run on one processor, the second on
// the other; so does what prepares a scene, on that of the first.
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

// `made`, with shards.
template <class Cancelable>
Cancelable busy(Cancelable made) {
    spread_children(*canceler_of(made.child));
    return made;
}

void claim_canceled_because(const context& c) {
    claim(c.err() == errc::canceled, "it is canceled");
    claim(cause(c) == because, "with the cause from above");
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

TEST_CASE("so are those made in two shards at once") {
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

TEST_CASE("who sees the parent over derives what is over") {
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
            claim(s.child.child.value<int>(key()) != nullptr, "has its value");
        });
}

TEST_CASE("shards are made while one derives and another cancels") {
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

TEST_CASE("shards are made by two at once, who then drop the parent") {
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

TEST_CASE("shards are made by one while another drops the parent") {
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

// A parent below a root, of which only `parent` is a handle.
struct family {
    cancelable_cause root = with_cancel_cause(counted());
    context parent = busy(with_cancel(root.child)).child;
};

TEST_CASE("a parent without children is dropped while its root is canceled") {
    struct scene : family {
        context copy = parent;
    };
    in_every_order<scene>(
        {[](scene& s) { s.parent = {}; },
         [](scene& s) { s.root.cancel(because); },
         [](scene& s) { s.copy = {}; }},
        [](scene& s) { claim(!!s.root.child.err(), "over"); });
}

TEST_CASE("a parent is dropped while its root is canceled, a child told") {
    struct scene : family {
        context child = with_cancel(parent).child;
    };
    in_every_order<scene>({[](scene& s) { s.parent = {}; },
                           [](scene& s) { s.root.cancel(because); }},
                          [](scene& s) { claim_canceled_because(s.child); });
}

TEST_CASE("a parent is dropped with its child while its root is canceled") {
    struct scene : family {
        context child = with_cancel(parent).child;
    };
    in_every_order<scene>(
        {[](scene& s) { s.parent = {}; },
         [](scene& s) { s.root.cancel(because); },
         [](scene& s) { s.child = {}; }},
        [](scene& s) { claim(!!s.root.child.err(), "over"); });
}

TEST_CASE("a parent is dropped while it is canceled by itself") {
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

TEST_CASE("a parent goes with the last of its children and its handle") {
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

TEST_CASE("a parent lives on with a child, which may still ask it") {
    struct scene {
        cancelable root = with_cancel(with_value(counted(), key(), 1));
        context parent = busy(with_cancel(root.child)).child;
        context child = with_cancel(parent).child;
        context grandchild;
    };
    in_every_order<scene>(
        {[](scene& s) { s.parent = {}; },
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

// A function on a child in a shard, which nobody else has.
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
        [](with_function& s) { claim(s.runs == 1, "it ran once"); });
}

TEST_CASE("it goes unrun with the last that could cancel it") {
    in_every_order<with_function>(
        {[](with_function& s) { s.child = {}; },
         [](with_function& s) { s.parent = {}; },
         [](with_function& s) { s.root = {}; }},
        [](with_function& s) { claim(s.runs == 0, "nobody canceled"); });
}

TEST_CASE("a merge of what is below a parent with shards ends with it") {
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

TEST_CASE("a parent is dropped while a function is put on a value below it") {
    struct scene {
        context parent = busy(with_cancel(counted())).child;
        context below = with_value(parent, key(), 1);
        int runs = 0;
    };
    in_every_order<scene>({[](scene& s) { s.parent = {}; },
                           [](scene& s) {
                               (void)count_runs(s.below, s.runs)();
                               s.below = {};
                           }},
                          [](scene& s) { claim(s.runs == 0, "it never ran"); });
}

TEST_CASE("a merge ends with its first parent while it joins a shard") {
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
