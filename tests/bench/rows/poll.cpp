// Go: BenchmarkCheckCanceled, BenchmarkContextCancelDone, BenchmarkErrOK and
// BenchmarkErrCanceled. Each asks a context whether it is done.
// SPDX-License-Identifier: MIT
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <mutex>
#include <stop_token>

#include "tests/bench/rows/row.hpp"

namespace ctx_bench {
namespace {

using benchmark::DoNotOptimize;
using benchmark::State;
using ctx::context;

context live() { return with_cancel(ctx::background()).child; }

context canceled() {
    auto [c, cancel] = with_cancel(ctx::background());
    cancel();
    return c;
}

// The code of Go's rows: a select that does not wait.
void select_done(State& state, const context& c) {
    repeat(state, 0, [&] {
        DoNotOptimize(select(ctx::recv(c.done()), ctx::default_case));
    });
}

// The usual way to poll a context in C++.
void done_ready(State& state, const context& c) {
    repeat(state, 0, [&] { DoNotOptimize(c.done().ready()); });
}

void err(State& state, const context& c) {
    repeat(state, 0, [&] { DoNotOptimize(c.err()); });
}

void check_err(State& state, const context& c, bool over) {
    repeat(state, 0, [&] {
        if (bool(c.err()) != over) state.SkipWithError("wrong error");
    });
}

void stop_requested(State& state, const std::stop_token& token) {
    repeat(state, 0, [&] { DoNotOptimize(token.stop_requested()); });
}

struct flag {
    std::mutex mutex;
    bool over = false;  // guarded by mutex
};

void locked_flag(State& state, flag& f) {
    repeat(state, 0, [&] {
        const std::scoped_lock lock(f.mutex);
        DoNotOptimize(f.over);
    });
}

constexpr const char* ready = " (ready)";
constexpr const char* token = " (ready)@std::stop_token";
constexpr const char* locked = " (ready)@mutex, condition variable";

void add_check_canceled() {
    const std::string name = "CheckCanceled";
    const auto c = canceled();
    std::stop_source source;
    source.request_stop();
    row(name + "/Err", [c](State& s) { err(s, c); });
    row(name + "/Done", [c](State& s) { select_done(s, c); });
    row(name + "/Done" + ready, [c](State& s) { done_ready(s, c); });
    row(name + "/Done" + token,
        [t = source.get_token()](State& s) { stop_requested(s, t); });
    row(name + "/Done" + locked, [](State& s) {
        flag f;
        locked_flag(s, f);
    });
}

void add_context_cancel_done() {
    const std::string name = "ContextCancelDone";
    const auto c = live();
    const auto threads = all_processors();
    row(name, [c](State& s) { select_done(s, c); })->Threads(threads);
    row(name + ready, [c](State& s) { done_ready(s, c); })->Threads(threads);
    row(name + token, [source = std::stop_source()](State& s) {
        stop_requested(s, source.get_token());
    })->Threads(threads);
    row(name + locked, [](State& s) {
        static flag shared;
        locked_flag(s, shared);
    })->Threads(threads);
}

}  // namespace

void add_poll_rows() {
    add_check_canceled();
    add_context_cancel_done();
    row("ErrOK", [c = live()](State& s) { check_err(s, c, false); });
    row("ErrCanceled", [c = canceled()](State& s) { check_err(s, c, true); });
}

}  // namespace ctx_bench
