// A reader that takes all lines, and one that goes away before it takes any.
// Both cancel, so that stages that have ended are told to end as well.
#include "lessons/support/judge.hpp"

ctx::channel<std::string> pipeline(int last, const ctx::context& ctx);

static void take_all() {
    const auto [ctx, cancel] = ctx::with_cancel(ctx::background());
    const ctx::defer cleanup(cancel);
    for (const auto& line : pipeline(1, ctx)) {
        println("{}", line);
    }
    println("all taken");
}

static void take_none() {
    const auto [ctx, cancel] = ctx::with_cancel(ctx::background());
    const auto lines = pipeline(1000, ctx);
    cancel();
    println("none taken");
}

static void program() {
    take_all();
    take_none();
}

const lessons::judge ctxdemo_judge{
    .program = program, .outputs = {"line 2\nall taken\nnone taken\n"}};
