// Exercise drain: end gracefully on a signal, but in five seconds at most
// verdict: wrong-output
// The last handlers are told to stop, but may not have stopped when serve
// returns.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Serves a request, which takes its time. Breaks it off if `ctx` is done first.
// (The judge defines this function.)
void handle(const context& ctx, const std::string& request);

struct nothing {};

// Serves requests until `signal` is done, which is a context of notify_context.
void serve(const context& signal, const channel<std::string>& requests) {
    // Not canceled by the signal.
    auto [work, cut] = with_cancel(without_cancel(signal));
    const auto handlers = std::make_shared<wait_group>();
    for (;;) {
        std::optional<std::string> request;
        if (select(recv(signal.done()), recv(requests, request)) == 0) break;
        handlers->go(*request, [=, work = work] { handle(work, *request); });
    }
    // Wait for the handlers, but for five seconds at most.
    const channel<nothing> all_served;
    go("waiter", [=] {
        handlers->wait();
        all_served.close();
    });
    if (select(recv(all_served), recv(after(5s))) == 1) cut();
}
