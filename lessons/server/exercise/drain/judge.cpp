// Sends requests to a server, and cancels its context as a signal would.
#include "lessons/support/judge.hpp"

void serve(const ctx::context& signal,
           const ctx::channel<std::string>& requests);

namespace {

using namespace ctx;

// Sends when the work is done. The work on an endless request never is.
channel<clock::time_point> work_on(const std::string& request) {
    if (request == "quick") return after(500ms);
    if (request == "slow") return after(4s);
    if (request == "long") return after(8s);
    return nullptr;
}

}  // namespace

void handle(const context& ctx, const std::string& request) {
    switch (select(recv(ctx.done()), recv(work_on(request)))) {
        case 0:
            println("  {} is broken off", request);
            break;
        case 1:
            println("  {} is served", request);
            break;
    }
}

namespace {

void run_server(std::string_view title, const std::vector<std::string>& sent,
                duration signal_after = 1s) {
    println("{}:", title);
    const auto start = clock::now();
    const channel<std::string> requests;
    auto [signal, raise] = with_cancel(background());
    wait_group wg;
    wg.go("clients", [&, raise = raise] {
        for (const auto& request : sent) requests.send(request);
        sleep_for(signal_after);
        raise();
        sleep_for(1s);
        // Too late: the server does not take requests any more.
        const auto taken = select(send(requests, "late"), recv(after(1s)));
        println("  a late request is {}", taken == 0 ? "taken" : "not taken");
    });
    serve(signal, requests);
    println("  the server has ended after {}",
            format_duration(clock::now() - start));
    wg.wait();
}

void program() {
    run_server("slow requests", {"slow", "quick"});
    run_server("an endless request", {"slow", "endless"});
    run_server("no hurry", {"long"}, 10s);
    run_server("nothing to do", {});
}

}  // namespace

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {"slow requests:\n"
                "  quick is served\n"
                "  a late request is not taken\n"
                "  slow is served\n"
                "  the server has ended after 4s\n"
                "an endless request:\n"
                "  a late request is not taken\n"
                "  slow is served\n"
                "  endless is broken off\n"
                "  the server has ended after 6s\n"
                "no hurry:\n"
                "  long is served\n"
                "  the server has ended after 10s\n"
                "  a late request is not taken\n"
                "nothing to do:\n"
                "  the server has ended after 1s\n"
                "  a late request is not taken\n"},
    .at_most = {}};
