// Loads pages that fail, and one that does not. Counts the fetches that are
// under way when load returns.
#include <stdexcept>

#include "lessons/support/judge.hpp"

ctx::error load(const ctx::context& ctx, const std::vector<std::string>& parts);

namespace {

using namespace ctx;

// How long a part takes, and whether it succeeds.
struct behavior {
    duration time;
    bool fails = false;
};

// The fetches that have begun and not ended.
atomic<int> under_way(0);

behavior of(const std::string& part) {
    if (part == "user") return {1s};
    if (part == "news") return {10s};
    if (part == "orders") return {2s, true};
    if (part == "coupons") return {2s, true};
    return {3s, true};  // offers
}

}  // namespace

error fetch(const context& ctx, const std::string& part) {
    const auto [time, fails] = of(part);
    under_way.fetch_add(1);
    const bool is_done = select(recv(ctx.done()), recv(after(time))) == 0;
    under_way.fetch_sub(1);
    if (is_done) return ctx.err();
    if (fails) return std::runtime_error("no " + part);
    return {};
}

namespace {

void show(std::string_view page, const context& ctx,
          const std::vector<std::string>& parts) {
    const auto start = clock::now();
    const auto e = load(ctx, parts);
    println("{}: {}, after {}, {} still at it", page, e.message(),
            format_duration(clock::now() - start), under_way.load());
    sleep_for(1ms);  // what is left behind does not mix with the next page
}

void program() {
    under_way = 0;
    show("start page", background(), {"user", "news"});
    show("two fail", background(), {"offers", "orders"});
    show("two fail at once", background(), {"coupons", "orders"});
    {
        auto [ctx, cancel] = with_timeout(background(), 1500ms);
        defer release(cancel);
        show("time is up", ctx, {"user", "orders"});
    }
    auto [ctx, cancel] = with_cancel(background());
    wait_group wg;
    wg.go("user", [cancel = cancel] {
        sleep_for(1500ms);
        cancel();
    });
    show("canceled", ctx, {"user", "orders"});
    wg.wait();
}

std::string output(const std::string& either) {
    return "start page: <nil>, after 10s, 0 still at it\n"
           "two fail: no orders, after 2s, 0 still at it\n"
           "two fail at once: no " +
           either +
           ", after 2s, 0 still at it\n"
           "time is up: context deadline exceeded, after 1.5s, 0 still at it\n"
           "canceled: context canceled, after 1.5s, 0 still at it\n";
}

}  // namespace

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {output("orders"), output("coupons")},
    .at_most = {}};
