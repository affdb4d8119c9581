// Exercise drain: end gracefully on a signal, but in five seconds at most
// verdict: wrong-output
// The five seconds begin with the signal, not with the request.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Serves a request, which takes its time. Breaks it off if `ctx` is done first.
// (The judge defines this function.)
void handle(const context& ctx, const std::string& request);

// Serves requests until `signal` is done, which is a context of notify_context.
void serve(const context& signal, const channel<std::string>& requests) {
    wait_group handlers;
    for (;;) {
        std::optional<std::string> request;
        if (select(recv(signal.done()), recv(requests, request)) == 0) break;
        handlers.go(*request, [=] {
            auto [work, cancel] = with_timeout(without_cancel(signal), 5s);
            defer release(cancel);
            handle(work, *request);
        });
    }
    handlers.wait();
}
