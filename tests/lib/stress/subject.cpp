// SPDX-License-Identifier: MIT
#include "tests/lib/stress/subject.hpp"

#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <functional>

namespace stress_test {

namespace {

using ctx::context;
using ctx::errc;

std::string name_of_next_reason() {
    static std::atomic<int> number{0};
    return "reason " +
           std::to_string(number.fetch_add(1, std::memory_order_relaxed));
}

// Complains if `first` is another number than `now`. Zero means that nothing
// has been seen yet.
template <class T>
void check_same(std::atomic<T>& first, T now, const char* what,
                complaints& all) {
    T before{};
    if (now == before) return;
    const bool is_first =
        first.compare_exchange_strong(before, now, std::memory_order_relaxed);
    all.holds(is_first || before == now, what);
}

// The order of the reads matters: once one read finds the context done, each
// later read must find it done as well.
void check_end(const subject& s, complaints& all) {
    const bool ready = s.self.done().ready();
    const bool polled = select(recv(s.self.done()), ctx::default_case) == 0;
    const auto err = s.self.err();
    const auto cause = ctx::cause(s.self);
    const auto err_later = s.self.err();
    const bool ready_later = s.self.done().ready();

    all.holds(!ready || polled, "select finds done ready once it is ready");
    all.holds(!polled || err, "err is set once done is ready");
    all.holds(!err || cause, "there is a cause once err is set");
    all.holds(!cause || err_later, "err is set once there is a cause");
    all.holds(!err_later || ready_later, "done is ready once err is set");
    all.holds(!err || err == errc::canceled || err == errc::deadline_exceeded,
              "err is canceled or deadline_exceeded");
    check_same(s.seen->err, err.value(), "err does not change", all);
    check_same(s.seen->err, err_later.value(), "err does not change", all);
    check_same(s.seen->cause, fingerprint(cause), "the cause does not change",
               all);
}

void check_deadline(const subject& s, complaints& all) {
    const auto own = s.self.deadline();
    for (const context& parent : s.above) {
        const auto limit = parent.deadline();
        all.holds(!limit || (own && *own <= *limit),
                  "a child's deadline is not later than its parent's");
    }
    if (s.self.err() == errc::deadline_exceeded) {
        all.holds(own && *own <= ctx::clock::now(),
                  "a context is deadline exceeded only after its deadline");
    }
}

}  // namespace

mark::mark() : token_(marks()) {}

reason::reason()
    : std::runtime_error(name_of_next_reason()), token_(reasons()) {}

ctx_test::census& marks() {
    static ctx_test::census all;
    return all;
}

ctx_test::census& reasons() {
    static ctx_test::census all;
    return all;
}

std::size_t fingerprint(const ctx::error& cause) {
    return cause ? std::hash<std::string>()(cause.message()) | 1 : 0;
}

void check(const subject& s, complaints& all) {
    check_end(s, all);
    check_deadline(s, all);
    const auto* const m = s.self.value<mark>(mark_key());
    all.holds(m && m->is_whole(), "a value lives as long as its context");
}

void await_end(const context& c, const char* what, complaints& all) {
    if (c.err()) return;
    all.holds(select(recv(c.done()), recv(ctx::after(patience))) == 0, what);
}

void check_ends_with_those_above(const subject& s, complaints& all) {
    for (const context& parent : s.above) {
        if (!parent.err()) continue;
        await_end(s.self, "a child of a canceled parent is canceled", all);
    }
}

}  // namespace stress_test
