// A cancel in the middle of a piece of work, and one before the first piece.
#include "lessons/support/judge.hpp"

void worker(const ctx::context& ctx, ctx::duration piece);

// Lets the worker work for `time`.
static void let_work(ctx::duration time) {
    const auto [ctx, cancel] = ctx::with_cancel(ctx::background());
    const auto begin = ctx::clock::now();
    ctx::wait_group wg;
    if (time == 0s) cancel();
    wg.go("worker", [&] {
        worker(ctx, 1s);
        ctx::expect(ctx::clock::now() - begin >= time,
                    "worker works until its context is done");
    });
    ctx::sleep_for(time);
    cancel();
    wg.wait();
    println("over");
}

static void program() {
    let_work(2500ms);
    let_work(0s);
}

const lessons::judge ctxdemo_judge{.program = program,
                                   .outputs = {"worker begins piece 1\n"
                                               "worker begins piece 2\n"
                                               "worker begins piece 3\n"
                                               "worker stops\nover\n"
                                               "worker stops\nover\n"},
                                   .at_most = 2500ms};
