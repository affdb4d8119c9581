// The origin of a context, while several threads cancel above it.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <ctx/origin.hpp>
#include <stdexcept>

#include "tests/interleave/scene.hpp"

namespace interleave_origin_test {

using ctx::cancelable_cause;
using ctx::context;
using ctx::error;
using ctx_interleave::claim;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;

const error one = std::runtime_error("one");
const error two = std::runtime_error("two");

// Claims that a context that is done has the origin that its cause comes from.
void claim_origin(const context& c, const cancelable_cause& gives_one,
                  const cancelable_cause& gives_two) {
    if (!c.err()) return;
    const error why = cause(c);
    claim(why == one || why == two, "the cause is one of the two given");
    const auto& from = why == one ? gives_one.child : gives_two.child;
    claim(origin(c) == from, "the origin is the context with the cause");
    claim(!!from.err(), "the origin is done");
}

struct line {
    cancelable_cause parent = with_cancel_cause(counted());
    cancelable_cause child = with_cancel_cause(parent.child);
    context last = with_cancel(child.child).child;
};

void cancel_parent(line& s) { s.parent.cancel(one); }
void cancel_child(line& s) { s.child.cancel(two); }
void look(line& s) { claim_origin(s.last, s.parent, s.child); }

TEST_CASE("a reader finds the origin of a context that two cancels race for") {
    in_every_order<line>({cancel_parent, cancel_child, look}, [](line& s) {
        claim(!!s.last.err(), "the last context is done");
        look(s);
    });
}

TEST_CASE("a context derived during two cancels has the right origin") {
    struct scene : line {
        context late;
    };
    in_every_order<scene>(
        {cancel_parent, cancel_child,
         [](scene& s) { s.late = with_cancel(s.child.child).child; }},
        [](scene& s) {
            claim(!!s.late.err(), "the late context is done");
            claim_origin(s.late, s.parent, s.child);
        });
}

struct merged {
    cancelable_cause a = with_cancel_cause(counted());
    cancelable_cause b = with_cancel_cause(counted());
    context both = merge(a.child, b.child).child;
};

TEST_CASE("a reader finds the origin of a merge whose parents are canceled") {
    const auto look_at_both = [](merged& s) { claim_origin(s.both, s.a, s.b); };
    in_every_order<merged>({[](merged& s) { s.a.cancel(one); },
                            [](merged& s) { s.b.cancel(two); }, look_at_both},
                           [&](merged& s) {
                               claim(!!s.both.err(), "the merge is done");
                               look_at_both(s);
                           });
}

}  // namespace interleave_origin_test
