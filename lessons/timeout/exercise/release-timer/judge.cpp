// Asks questions over one connection, and prints which the server got, and how
// long each may take. A connection is free again once the
// context that it was taken with is done, so a timeout that is not canceled
// holds it until the deadline.
#include "lessons/support/judge.hpp"

std::vector<std::string> ask_all(const ctx::context& ctx,
                                 const std::vector<std::string>& questions);

namespace {

using namespace ctx;

struct connection {};
channel<connection> pool(nullptr);

}  // namespace

std::string ask(const context& request, const std::string& question) {
    const auto deadline = request.deadline();
    println("{}? {}", question,
            deadline ? format_duration(*deadline - clock::now()) + " at most"
                     : "no limit");
    if (select(recv(request.done()), recv(pool)) == 0) return "";
    after_func(request, [pool = pool] { pool.send({}); });
    const bool known = question != "why";
    const duration time = known ? 1s : 2s;
    if (select(recv(request.done()), recv(after(time))) == 0) return "";
    return known ? question + ": 42" : "";
}

namespace {

void put(const context& ctx, const std::vector<std::string>& questions) {
    pool = channel<connection>(1);
    pool.send({});
    for (const auto& answer : ask_all(ctx, questions)) println("{}", answer);
    (void)pool.receive();  // the last question gives the connection back, too
}

void program() {
    put(background(), {"who", "why", "when"});
    println("canceled after 1.5s:");
    auto [ctx, cancel] = with_cancel(background());
    wait_group wg;
    wg.go("user", [cancel = cancel] {
        sleep_for(1500ms);
        cancel();
    });
    put(ctx, {"who", "when"});
    wg.wait();
}

}  // namespace

const lessons::judge ctxdemo_judge{.program = program,
                                   .outputs = {"who? 1m0s at most\n"
                                               "why? 1m0s at most\n"
                                               "when? 1m0s at most\n"
                                               "who: 42\n"
                                               "no answer to why\n"
                                               "when: 42\n"
                                               "canceled after 1.5s:\n"
                                               "who? 1m0s at most\n"
                                               "when? 1m0s at most\n"
                                               "who: 42\n"
                                               "no answer to when\n"},
                                   .at_most = 5500ms};
