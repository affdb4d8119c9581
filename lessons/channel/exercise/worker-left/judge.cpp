// The worker has left, is at work, or leaves at the moment of the stop. Each
// call has another reason, so that the reason must come from main.
#include "lessons/support/judge.hpp"

void run(int pieces, ctx::duration stop_after, const std::string& reason);

static void program() {
    run(1, 2500ms, "no more work");
    run(9, 1500ms, "it is late");
    run(2, 2s, "the shop closes");
}

static std::string output(const char* end_of_last) {
    using namespace std::string_literals;
    return "worker\nall done\nover\n"s +
           "worker\nworker\nstopped: it is late\nover\n" + "worker\nworker\n" +
           end_of_last + "\nover\n";
}

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {output("stopped: the shop closes"), output("all done")},
    .at_most = 2500ms + 2s + 2s};
