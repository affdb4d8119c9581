// Six callers look up a row. The output says what each was told, and when.
#include "lessons/support/judge.hpp"

std::string look_up(const ctx::context& caller,
                    const ctx::channel<std::string>& database);

namespace {

using namespace ctx;

void call(std::string_view caller, const context& ctx,
          const channel<std::string>& database) {
    const auto start = clock::now();
    const auto answer = look_up(ctx, database);
    println("{}: {}, after {}", caller, answer,
            format_duration(clock::now() - start));
}

void program() {
    const channel<std::string> silent;
    {
        const channel<std::string> quick(1);
        go("database", [=] {
            sleep_for(1s);
            quick.send("alice");
        });
        call("quick database", background(), quick);
    }
    call("no limit", background(), silent);
    {
        auto [ctx, cancel] = with_timeout(background(), 3s);
        defer release(cancel);
        call("limit of 3s", ctx, silent);
    }
    {
        auto [ctx, cancel] = with_timeout(background(), 1s);
        defer release(cancel);
        call("limit of 1s", ctx, silent);
    }
    {
        auto [ctx, cancel] = with_cancel(background());
        go("user", [cancel = cancel] {
            sleep_for(1500ms);
            cancel();
        });
        call("canceled after 1.5s", ctx, silent);
    }
    {
        auto [ctx, cancel] = with_cancel(background());
        go("user", cancel);  // before the call, or after it has begun
        call("canceled at once", ctx, silent);
    }
}

}  // namespace

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {"quick database: alice, after 1s\n"
                "no limit: the database is slow, after 2s\n"
                "limit of 3s: the database is slow, after 2s\n"
                "limit of 1s: the caller gave up, after 1s\n"
                "canceled after 1.5s: the caller gave up, after 1.5s\n"
                "canceled at once: the caller gave up, after 0s\n"},
    .at_most = {}};
