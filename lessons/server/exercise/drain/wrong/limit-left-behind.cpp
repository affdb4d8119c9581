// Exercise drain: end gracefully on a signal, but in five seconds at most
// verdict: leak
// The goroutine of the limit sleeps on after serve has returned.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Serves a request, which takes its time. Breaks it off if `ctx` is done first.
// (The judge defines this function.)
void handle(const context& ctx, const std::string& request);

// Serves requests until `signal` is done, which is a context of notify_context.
void serve(const context& signal, const channel<std::string>& requests) {
    // Not canceled by the signal.
    auto [work, cut] = with_cancel(without_cancel(signal));
    wait_group handlers;
    for (;;) {
        std::optional<std::string> request;
        if (select(recv(signal.done()), recv(requests, request)) == 0) break;
        handlers.go(*request, [=, work = work] { handle(work, *request); });
    }
    go("limit", [cut = cut] {
        sleep_for(5s);
        cut();
    });
    handlers.wait();
}
