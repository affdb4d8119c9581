// Contexts with two parents, while either parent is canceled.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <stdexcept>

#include "tests/interleave/scene.hpp"
#include "tests/support/observers.hpp"

namespace interleave_merge_test {

using ctx::cancelable;
using ctx::cancelable_cause;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx_interleave::claim;
using ctx_interleave::count_runs;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;
using ctx_interleave::token;
using ctx_test::observer_count;

const error one = std::runtime_error("one");
const error two = std::runtime_error("two");

struct parents {
    int tokens_before = token::alive();
    cancelable_cause a = with_cancel_cause(counted());
    cancelable_cause b = with_cancel_cause(counted());

    [[nodiscard]] bool observed() const {
        return observer_count(a.child) + observer_count(b.child) != 0;
    }
};

void cancel_a(parents& s) { s.a.cancel(one); }
void cancel_b(parents& s) { s.b.cancel(two); }

struct merged : parents {
    cancelable both = merge(a.child, b.child);
};

void drop(merged& s) { s.both = {}; }

void claim_over(const context& c) {
    claim(c.err() == errc::canceled, "the context is canceled");
    claim(cause(c) == one || cause(c) == two, "the cause is one of the two");
}

TEST_CASE("a merged context has the cause of one of two canceled parents") {
    in_every_order<merged>({cancel_a, cancel_b}, [](merged& s) {
        claim_over(s.both.child);
        claim(!s.observed(), "the merged context left both");
    });
}

TEST_CASE("a reader of a merged context sees the cause that stays") {
    struct scene : merged {
        error seen;
    };
    in_every_order<scene>({cancel_a, cancel_b,
                           [](scene& s) {
                               if (s.both.child.err()) {
                                   s.seen = cause(s.both.child);
                               }
                           }},
                          [](scene& s) {
                              claim_over(s.both.child);
                              claim(!s.seen || s.seen == cause(s.both.child),
                                    "the cause stays");
                          });
}

TEST_CASE("a merge of two contexts is canceled with either of them") {
    struct scene : parents {
        cancelable both;
    };
    const auto make = [](scene& s) { s.both = merge(s.a.child, s.b.child); };
    const auto check = [](scene& s) {
        claim_over(s.both.child);
        claim(!s.observed(), "the merged context left both");
    };
    SUBCASE("the first parent") {
        in_every_order<scene>({cancel_a, make}, check);
    }
    SUBCASE("the second parent") {
        in_every_order<scene>({cancel_b, make}, check);
    }
}

TEST_CASE("a merge made while both parents are canceled has left both") {
    struct scene : parents {
        cancelable both;
    };
    in_every_order<scene>(
        {cancel_a, cancel_b,
         [](scene& s) { s.both = merge(s.a.child, s.b.child); }},
        [](scene& s) {
            claim_over(s.both.child);
            claim(!s.observed(), "the merged context left both");
        });
}

TEST_CASE("a merged context dropped during a parent's cancel leaves both") {
    SUBCASE("the first parent") {
        in_every_order<merged>({cancel_a, drop}, [](merged& s) {
            claim(!s.observed(), "the merged context left both");
        });
    }
    SUBCASE("the second parent") {
        in_every_order<merged>({cancel_b, drop}, [](merged& s) {
            claim(!s.observed(), "the merged context left both");
        });
    }
}

TEST_CASE("a merged context dropped during both cancels leaves both parents") {
    in_every_order<merged>({cancel_a, cancel_b, drop}, [](merged& s) {
        claim(!s.observed(), "the merged context left both");
    });
}

TEST_CASE("a merged context canceled together with its parents leaves both") {
    in_every_order<merged>(
        {cancel_a, cancel_b, [](merged& s) { s.both.cancel(); }},
        [](merged& s) {
            claim(!!s.both.child.err(), "the merged context is canceled");
            claim(!s.observed(), "the merged context left both");
        });
}

struct with_function : merged {
    int runs = 0;

    with_function() { count_runs(both.child, runs); }
    void claim_ran() const { claim(runs == 1, "the function ran once"); }
};

TEST_CASE("either parent's cancel runs the function on a dropped merge once") {
    SUBCASE("the first parent") {
        in_every_order<with_function>({cancel_a, drop},
                                      [](with_function& s) { s.claim_ran(); });
    }
    SUBCASE("the second parent") {
        in_every_order<with_function>({cancel_b, drop},
                                      [](with_function& s) { s.claim_ran(); });
    }
}

TEST_CASE("the cancels of both parents run the function on a merge once") {
    in_every_order<with_function>(
        {cancel_a, cancel_b, drop}, [](with_function& s) {
            s.claim_ran();
            claim(!s.observed(), "the merged context left both");
        });
}

// A merge that has been dropped already: the lists of its parents own it.
struct adopted : with_function {
    adopted() { both = {}; }
};

void drop_a(with_function& s) { s.a = {}; }
void drop_b(with_function& s) { s.b = {}; }

TEST_CASE("a dropped merge is freed with its parents, in every order") {
    const auto check = [](with_function& s) {
        claim(s.runs == 0, "nothing has canceled the merged context");
        claim(token::alive() == s.tokens_before,
              "the merged context and its parents are gone");
    };
    SUBCASE("after it") { in_every_order<adopted>({drop_a, drop_b}, check); }
    SUBCASE("with it") {
        in_every_order<with_function>({drop, drop_a, drop_b}, check);
    }
}

TEST_CASE("one parent's cancel runs the function while the other is dropped") {
    const auto check = [](with_function& s) { s.claim_ran(); };
    SUBCASE("the second parent, after the merge") {
        in_every_order<adopted>({cancel_a, drop_b}, check);
    }
    SUBCASE("the first parent, after the merge") {
        in_every_order<adopted>({cancel_b, drop_a}, check);
    }
    SUBCASE("the second parent, with the merge") {
        in_every_order<with_function>({drop, cancel_a, drop_b}, check);
    }
    SUBCASE("the first parent, with the merge") {
        in_every_order<with_function>({drop, cancel_b, drop_a}, check);
    }
}

TEST_CASE("the cancels of both parents run a dropped merge's function once") {
    in_every_order<adopted>({cancel_a, cancel_b}, [](adopted& s) {
        s.claim_ran();
        claim(!s.observed(), "the merged context left both");
    });
}

}  // namespace interleave_merge_test
