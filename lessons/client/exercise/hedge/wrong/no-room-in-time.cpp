// Exercise hedge: take the first of two answers, and cancel the other request
// verdict: deadlock
// A request that is canceled leaves its send. But if both answers come at the
// same time, the loser waits for a receiver.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Asks a server, which takes its time. Returns its answer, or "" if `ctx` is
// done first. (The judge defines this function.)
std::string ask(const context& ctx, const std::string& server);

// Asks the servers "east" and "west" at the same time. Returns the answer that
// comes first, or "" if `ctx` is done before there is any.
std::string hedge(const context& ctx) {
    auto [both, cancel] = with_cancel(ctx);
    const channel<std::string> answers;
    wait_group wg;
    for (const std::string server : {"east", "west"}) {
        wg.go(server, [&, server] {
            const std::string answer = ask(both, server);
            if (!answer.empty()) answers.send(answer);
        });
    }
    const std::string first = *answers.receive();
    cancel();   // the other request is not needed any more
    wg.wait();  // it ends at once
    return first;
}
