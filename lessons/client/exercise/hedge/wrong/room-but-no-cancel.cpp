// Exercise hedge: take the first of two answers, and cancel the other request
// verdict: leak
// The loser does not block, but nobody tells it to end, and it goes on.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Asks a server, which takes its time. Returns its answer, or "" if `ctx` is
// done first. (The judge defines this function.)
std::string ask(const context& ctx, const std::string& server);

// Asks the servers "east" and "west" at the same time. Returns the answer that
// comes first, or "" if `ctx` is done before there is any.
std::string hedge(const context& ctx) {
    const channel<std::string> answers(2);
    go("east", [=] { answers.send(ask(ctx, "east")); });
    go("west", [=] { answers.send(ask(ctx, "west")); });
    return *answers.receive();
}
