// Exercise hedge: take the first of two answers, and cancel the other request
// verdict: wrong-output
// The loser is told to end, but may still be at it when hedge returns.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Asks a server, which takes its time. Returns its answer, or "" if `ctx` is
// done first. (The judge defines this function.)
std::string ask(const context& ctx, const std::string& server);

// Asks the servers "east" and "west" at the same time. Returns the answer that
// comes first, or "" if `ctx` is done before there is any.
std::string hedge(const context& ctx) {
    auto [both, cancel] = with_cancel(ctx);
    const channel<std::string> answers(2);  // no send waits for a receiver
    go("east", [=, both = both] { answers.send(ask(both, "east")); });
    go("west", [=, both = both] { answers.send(ask(both, "west")); });
    const std::string first = *answers.receive();
    cancel();  // the other request is not needed any more
    return first;
}
