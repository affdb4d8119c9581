// Cancels that race, each with a cause of its own, and threads that read
// meanwhile.
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
using ctx_interleave::claim;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;

const error one = std::runtime_error("one");
const error two = std::runtime_error("two");

struct scene {
    cancelable_cause c = with_cancel_cause(counted());
    context child = with_cancel(c.child).child;
    error seen;  // by a reader: the cause of `c`
};

// A reader that sees a context canceled also sees its cause, and the cause
// stays.
error look(const context& c) {
    const bool over = !!c.err();
    const error why = cause(c);
    if (!over) return why;
    claim(why == one || why == two, "the cause is one of the two given");
    claim(cause(c) == why, "the cause stays");
    claim(c.done().ready(), "a canceled context is done");
    return why;
}

void check(scene& s) {
    const error why = look(s.c.child);
    claim(!!why, "the context is canceled");
    claim(!s.seen || s.seen == why, "the cause is the one that was seen");
    claim(s.child.err() == errc::canceled, "the child is canceled");
    claim(cause(s.child) == why, "the child has the same cause");
}

TEST_CASE("the first of two causes stays") {
    in_every_order<scene>(
        {[](scene& s) { s.c.cancel(one); }, [](scene& s) { s.c.cancel(two); }},
        check);
}

TEST_CASE("a reader sees no error, or the error and its cause") {
    in_every_order<scene>({[](scene& s) { s.c.cancel(one); },
                           [](scene& s) { s.seen = look(s.c.child); }},
                          check);
}

TEST_CASE("a reader during two racing cancels sees the cause that stays") {
    in_every_order<scene>(
        {[](scene& s) { s.c.cancel(one); }, [](scene& s) { s.c.cancel(two); },
         [](scene& s) { s.seen = look(s.c.child); }},
        check);
}

TEST_CASE("a reader of a child sees the cause of its parent") {
    in_every_order<scene>(
        {[](scene& s) { s.c.cancel(one); }, [](scene& s) { s.c.cancel(two); },
         [](scene& s) { s.seen = look(s.child); }},
        check);
}

TEST_CASE("the parent of a canceled child is canceled") {
    in_every_order<scene>({[](scene& s) { s.c.cancel(one); },
                           [](scene& s) {
                               if (!s.child.err()) return;
                               claim(!!s.c.child.err(),
                                     "the parent is canceled first");
                           }},
                          check);
}

}  // namespace interleave_cause_test
