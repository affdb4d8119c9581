// SPDX-License-Identifier: MIT
#include "tests/lib/stress/derive.hpp"

#include <chrono>
#include <ctx/select.hpp>

#include "tests/support/observers.hpp"

namespace stress_test {

namespace {

using namespace std::chrono_literals;
using ctx::context;
using ctx::duration;

// Returns `parent` with a mark: a value that is destroyed with the last context
// that is derived from it.
context marked(const subject& parent) {
    return ctx::with_value(parent.self, mark_key(), mark());
}

subject child_of(const subject& parent) {
    return {.above = {parent.self},
            .rooted = parent.rooted,
            .size = parent.size + 1};
}

subject canceled_by_hand(const subject& parent, randomness& random) {
    subject s = child_of(parent);
    s.by_hand = true;
    if (one_in(2, random)) {
        auto [self, cancel] = ctx::with_cancel(marked(parent));
        s.self = self;
        s.cancel = cancel;
    } else {
        auto [self, cancel] = ctx::with_cancel_cause(marked(parent));
        s.self = self;
        s.cancel_because = cancel;
    }
    // One context in four gets shards, as if many threads had derived from it.
    if (one_in(4, random)) spread_children(*ctx_test::canceler_of(s.self));
    return s;
}

// Returns a timeout that has passed, passes soon, or passes long after the
// test. The last is only for rooted contexts, because the clock alone may have
// to cancel a context that is not rooted.
duration any_timeout(bool rooted, randomness& random) {
    switch (below(rooted ? 4 : 3, random)) {
        case 0:
            return -1h;
        case 1:
            return below(200, random) * 1us;
        case 2:
            return below(2'000, random) * 1us;
        default:
            return 1h;
    }
}

ctx::cancelable with_time(const context& parent, duration timeout,
                          randomness& random) {
    const auto deadline = ctx::clock::now() + timeout;
    switch (below(4, random)) {
        case 0:
            return ctx::with_timeout(parent, timeout);
        case 1:
            return ctx::with_timeout_cause(parent, timeout, reason());
        case 2:
            return ctx::with_deadline(parent, deadline);
        default:
            return ctx::with_deadline_cause(parent, deadline, reason());
    }
}

subject canceled_by_time(const subject& parent, randomness& random,
                         complaints& all) {
    const duration timeout = any_timeout(parent.rooted, random);
    subject s = child_of(parent);
    auto [self, cancel] = with_time(marked(parent), timeout, random);
    const auto latest = ctx::clock::now() + timeout;
    s.self = self;
    s.cancel = cancel;
    s.by_hand = true;
    const auto deadline = self.deadline();
    all.holds(deadline && *deadline <= latest,
              "a deadline is not later than the one asked for");
    all.holds(timeout >= 0s || self.err(),
              "a context whose deadline has passed is born done");
    return s;
}

subject with_another_value(const subject& parent) {
    subject s = child_of(parent);
    s.self = marked(parent);
    // A context with a value is done at the same instant as its parent and with
    // the same cause, so both share the facts.
    s.seen = parent.seen;
    return s;
}

subject cut_off(const subject& parent, complaints& all) {
    subject s = child_of(parent);
    s.self = ctx::without_cancel(marked(parent));
    s.above.clear();
    s.rooted = false;
    all.holds(!s.self.err() && !s.self.deadline() && !s.self.done(),
              "a context without cancel is never done");
    return s;
}

subject merged(const subject& parent, const subject& second) {
    subject s = child_of(parent);
    auto [self, cancel] = ctx::merge(marked(parent), second.self);
    s.self = self;
    s.cancel = cancel;
    s.by_hand = true;
    s.above.push_back(second.self);
    s.rooted = true;
    s.size += second.size;
    return s;
}

subject any_child(const subject& parent, const subject& second,
                  randomness& random, complaints& all) {
    switch (below(16, random)) {
        case 0:
            return cut_off(parent, all);
        case 1:
        case 2:
            return with_another_value(parent);
        case 3:
        case 4:
            return merged(parent, second);
        case 5:
        case 6:
        case 7:
        case 8:
            return canceled_by_time(parent, random, all);
        default:
            return canceled_by_hand(parent, random);
    }
}

}  // namespace

subject derive(const subject& parent, const subject& second, randomness& random,
               complaints& all) {
    const auto err = parent.self.err();
    const auto cause = ctx::cause(parent.self);
    const bool second_over = bool(second.self.err());
    subject s = any_child(parent, second, random, all);
    if (err && !s.above.empty()) {
        all.holds(s.self.err() == err,
                  "a child of a canceled parent is born canceled");
        all.holds(!cause || ctx::cause(s.self) == cause,
                  "a child born canceled has its parent's cause");
    }
    all.holds(!second_over || s.above.size() < 2 || s.self.err(),
              "a context merged with a done context is born done");
    return s;
}

}  // namespace stress_test
