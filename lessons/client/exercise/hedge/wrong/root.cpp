// Exercise hedge: take the first of two answers, and cancel the other request
// verdict: wrong-output
// The requests do not end with the context of the caller.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Asks a server, which takes its time. Returns its answer, or "" if `ctx` is
// done first. (The judge defines this function.)
std::string ask(const context& ctx, const std::string& server);

// Asks the servers "east" and "west" at the same time. Returns the answer that
// comes first, or "" if `ctx` is done before there is any.
std::string hedge(const context&) {
    auto [both, cancel] = with_cancel(background());
    const channel<std::string> answers(2);  // no send waits for a receiver
    wait_group wg;
    wg.go("east", [&] { answers.send(ask(both, "east")); });
    wg.go("west", [&] { answers.send(ask(both, "west")); });
    const std::string first = *answers.receive();
    cancel();   // the other request is not needed any more
    wg.wait();  // it ends at once
    return first;
}
