// Exercise drain: end gracefully on a signal, but in five seconds at most
// verdict: deadlock
// Nothing ends a request that never ends by itself.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Serves a request, which takes its time. Breaks it off if `ctx` is done first.
// (The judge defines this function.)
void handle(const context& ctx, const std::string& request);

// Serves requests until `signal` is done, which is a context of notify_context.
void serve(const context& signal, const channel<std::string>& requests) {
    // Not canceled by the signal.
    const context work = without_cancel(signal);
    wait_group handlers;
    for (;;) {
        std::optional<std::string> request;
        if (select(recv(signal.done()), recv(requests, request)) == 0) break;
        handlers.go(*request, [=] { handle(work, *request); });
    }
    handlers.wait();
}
