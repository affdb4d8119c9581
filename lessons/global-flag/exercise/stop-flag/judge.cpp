// Two runs, because the flag must be false again when the second one begins.
#include "lessons/support/judge.hpp"

void run(ctx::duration stop_after);

// Returns how long the learner's program takes.
static ctx::duration time_of_run(ctx::duration stop_after) {
    const auto begin = ctx::clock::now();
    run(stop_after);
    return ctx::clock::now() - begin;
}

static void program() {
    ctx::expect(time_of_run(0s) == 1s,
                "a worker that is stopped at once finishes its first piece of "
                "work");
    ctx::expect(time_of_run(2500ms) == 3s,
                "a worker that is stopped after 2.5 seconds finishes its third "
                "piece of work");
}

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {"worker\nover\nworker\nworker\nworker\nover\n"}};
