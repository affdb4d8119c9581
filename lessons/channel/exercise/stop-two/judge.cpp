// Two jobs come at once, and two more wait until these are done, so that two
// workers must be there, and work.
#include "lessons/support/judge.hpp"

void run(const ctx::channel<ctx::duration>& jobs);

static void program() {
    const ctx::channel<ctx::duration> jobs;
    ctx::go("customer", [jobs] {
        const auto begin = ctx::clock::now();
        jobs.send(1s);
        jobs.send(1s);
        ctx::expect(ctx::clock::now() == begin,
                    "two workers take two jobs at the same time");
        jobs.send(1s);
        ctx::expect(ctx::clock::now() == begin + 1s,
                    "the third job waits until a worker has done its first");
        jobs.send(1s);
        ctx::expect(ctx::clock::now() == begin + 1s,
                    "the fourth job waits until a worker has done its first");
    });
    run(jobs);
}

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {"worker1 stops\nworker2 stops\nover\n",
                "worker2 stops\nworker1 stops\nover\n"},
    .at_most = 3s};
