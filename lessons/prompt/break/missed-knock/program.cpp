// Main cancels, and then knocks, in case the worker waits for a job.
#include "lessons/support/judge.hpp"

namespace lessons {
namespace {

using namespace ctx;

constexpr int knock = 0;  // no job: the worker is to look at its context

void worker(const context& ctx, const channel<int>& jobs) {
    while (!ctx.err()) {
        const auto job = jobs.receive();
        if (job != knock) {
            sleep_for(1s);  // does the job
        }
    }
}

void run() {
    auto [ctx, cancel] = with_cancel(background());
    const channel<int> jobs;
    go("worker", [=] { worker(ctx, jobs); });
    jobs.send(1);
    sleep_for(1s);
    cancel();
    // Does not wait: a worker that is still at its job will look by itself.
    (void)select(send(jobs, knock), default_case);
    println("over");
}

}  // namespace

judge missed_knock_puzzle() { return {.program = run, .outputs = {"over\n"}}; }

}  // namespace lessons
