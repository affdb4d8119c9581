// Calls hedge with quick and slow servers, and counts the requests that are
// under way when it returns.
#include "lessons/support/judge.hpp"

std::string hedge(const ctx::context& ctx);

namespace {

using namespace ctx;

// How long the servers take.
duration east, west;

// The requests that have begun, and those of them that have not ended.
int begun = 0;
atomic<int> under_way(0);

}  // namespace

std::string ask(const context& ctx, const std::string& server) {
    ++begun;
    under_way.fetch_add(1);
    const auto time = server == "east" ? east : west;
    const bool is_done = select(recv(ctx.done()), recv(after(time))) == 0;
    under_way.fetch_sub(1);
    return is_done ? "" : "answer of " + server;
}

namespace {

void call(std::string_view title, const context& ctx, duration east_takes,
          duration west_takes) {
    east = east_takes;
    west = west_takes;
    begun = 0;
    const auto start = clock::now();
    const auto answer = hedge(ctx);
    println("{}: \"{}\" after {}, servers asked: {}, still at it: {}", title,
            answer, format_duration(clock::now() - start), begun,
            under_way.load());
    sleep_for(1ms);  // what is left behind does not mix with the next call
}

void program() {
    under_way = 0;
    call("west is quick", background(), 10s, 1s);
    call("both are quick", background(), 1s, 1s);
    auto [ctx, cancel] = with_timeout(background(), 2s);
    defer release(cancel);
    call("both are slow", ctx, 10s, 10s);
}

std::string output(const std::string& either) {
    return "west is quick: \"answer of west\" after 1s, servers asked: 2, "
           "still at it: 0\n"
           "both are quick: \"answer of " +
           either +
           "\" after 1s, servers asked: 2, still at it: 0\n"
           "both are slow: \"\" after 2s, servers asked: 2, still at it: 0\n";
}

}  // namespace

const lessons::judge ctxdemo_judge{.program = program,
                                   .outputs = {output("east"), output("west")},
                                   .at_most = {}};
