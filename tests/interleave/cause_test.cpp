// Cancels that race, each with a cause of its own, and who looks meanwhile.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <ctx/select.hpp>
#include <stdexcept>

#include "tests/interleave/scene.hpp"

namespace interleave_cause_test {

using ctx::cancelable_cause;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx_interleave::act;
using ctx_interleave::claim;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;

const error one = std::runtime_error("one");
const error two = std::runtime_error("two");

struct scene {
    cancelable_cause c = with_cancel_cause(counted());
    context child = with_cancel(c.child).child;
    error seen;  // of c
};

// Who sees a context over sees why, once and for all.
error look(const context& c) {
    const bool over = !!c.err();
    const error why = cause(c);
    if (!over) return why;
    claim(why == one || why == two, "over, and for a reason given");
    claim(cause(c) == why, "the reason stays");
    claim(c.done().ready(), "over is done");
    return why;
}

void check(scene& s) {
    const error why = look(s.c.child);
    claim(!!why, "it is over");
    claim(!s.seen || s.seen == why, "the first cause seen is the cause");
    claim(s.child.err() == errc::canceled, "and over is what is below");
    claim(cause(s.child) == why, "for the same reason");
}

TEST_CASE("of two causes the first stays") {
    in_every_order<scene>(
        {[](scene& s) { s.c.cancel(one); }, [](scene& s) { s.c.cancel(two); }},
        check);
}

TEST_CASE("a reader sees no error, or the error and its cause") {
    in_every_order<scene>({[](scene& s) { s.c.cancel(one); },
                           [](scene& s) { s.seen = look(s.c.child); }},
                          check);
}

TEST_CASE("a reader of two racing cancels sees the one that stays") {
    in_every_order<scene>(
        {[](scene& s) { s.c.cancel(one); }, [](scene& s) { s.c.cancel(two); },
         [](scene& s) { s.seen = look(s.c.child); }},
        check);
}

TEST_CASE("a reader below sees the cause from above") {
    in_every_order<scene>(
        {[](scene& s) { s.c.cancel(one); }, [](scene& s) { s.c.cancel(two); },
         [](scene& s) { s.seen = look(s.child); }},
        check);
}

TEST_CASE("a child that is over has a parent that is over") {
    in_every_order<scene>({[](scene& s) { s.c.cancel(one); },
                           [](scene& s) {
                               if (!s.child.err()) return;
                               claim(!!s.c.child.err(), "the parent first");
                           }},
                          check);
}

}  // namespace interleave_cause_test
