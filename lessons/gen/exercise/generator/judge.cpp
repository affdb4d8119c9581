// A reader that takes all numbers, and one that stops after the second. Both
// cancel, as a Go program does by defer, so that the generator that has ended
// is told to end as well.
#include "lessons/support/judge.hpp"

ctx::channel<int> count_to(int last, const ctx::context& ctx);

static void take_all() {
    const auto [ctx, cancel] = ctx::with_cancel(ctx::background());
    const ctx::defer cleanup(cancel);
    for (const int n : count_to(3, ctx)) println("{}", n);
    println("all taken");
}

static void take_two() {
    const auto [ctx, cancel] = ctx::with_cancel(ctx::background());
    const ctx::defer cleanup(cancel);
    for (const int n : count_to(1000, ctx)) {
        println("{}", n);
        if (n == 2) break;
    }
    println("two taken");
}

static void program() {
    take_all();
    take_two();
}

const lessons::judge ctxdemo_judge{
    .program = program, .outputs = {"1\n2\n3\nall taken\n1\n2\ntwo taken\n"}};
