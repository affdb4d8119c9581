// Exercise hedge: take the first of two answers, and cancel the other request
// verdict: data-race
// Both goroutines look at the flag and write it.
#include "lessons/support/exercise.hpp"

using namespace ctx;

std::string ask(const context& ctx, const std::string& server);

std::string hedge(const context& ctx) {
    auto [both, cancel] = with_cancel(ctx);
    const channel<std::string> answers(1);
    bool is_answered = false;
    wait_group wg;
    for (const std::string server : {"east", "west"}) {
        wg.go(server, [&, server] {
            const std::string answer = ask(both, server);
            if (is_answered) return;
            is_answered = true;
            answers.send(answer);
        });
    }
    const std::string first = *answers.receive();
    cancel();
    wg.wait();
    return first;
}
