// Main, and the work: both workers must be at work until main cancels.
#include "lessons/support/judge.hpp"

void work(const std::string& name);
void worker(const ctx::context& ctx);

static int pieces = 0;   // of worker
static int pieces2 = 0;  // of worker2

void work(const std::string& name) {
    ctx::sleep_for(1s);
    ++(name == "worker2" ? pieces2 : pieces);
}

static void program() {
    pieces = pieces2 = 0;
    const auto [ctx, cancel] = ctx::with_cancel(ctx::background());
    ctx::wait_group wg;
    wg.go("worker", [&] { worker(ctx); });
    ctx::sleep_for(2s);
    cancel();
    wg.wait();
    ctx::expect(pieces >= 2, "worker works until main cancels");
    ctx::expect(pieces2 >= 2, "worker2 works until main cancels");
    println("over");
}

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {"worker2 stops\nworker stops\nover\n",
                "worker stops\nworker2 stops\nover\n"},
    .at_most = 3s};
