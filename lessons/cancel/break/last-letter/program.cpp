// A writer looks at its context before each letter.
#include "lessons/support/judge.hpp"

namespace lessons {
namespace {

using namespace ctx;

void writer(const context& ctx) {
    while (!ctx.err()) {
        println("a letter");
        sleep_for(1s);
    }
}

void run() {
    auto [ctx, cancel] = with_cancel(background());
    wait_group wg;
    wg.go("writer", [&] { writer(ctx); });
    sleep_for(2s);
    cancel();
    println("no more letters");
    wg.wait();
}

}  // namespace

judge last_letter_puzzle() {
    return {.program = run,
            .outputs = {"a letter\na letter\nno more letters\n",
                        "a letter\na letter\na letter\nno more letters\n"}};
}

}  // namespace lessons
