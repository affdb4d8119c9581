// Exercise drain: end gracefully on a signal, but in five seconds at most
// verdict: wrong-output
// A server that waits for a request does not see the signal.
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
    wait_group handlers;
    while (!signal.err()) {
        const auto request = requests.receive();
        handlers.go(*request, [=, work = work] { handle(work, *request); });
    }
    // Wait for the handlers, but for five seconds at most.
    const channel<nothing> all_served;
    go("waiter", [&] {
        handlers.wait();
        all_served.close();
    });
    if (select(recv(all_served), recv(after(5s))) == 1) cut();
    (void)all_served.receive();  // at once, if it is closed already
}
