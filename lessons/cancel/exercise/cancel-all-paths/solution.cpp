// Exercise cancel-all-paths: call cancel on every path
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Takes some seconds. Throws std::runtime_error if the bank refuses the price.
void pay(int price);

// Says each second that the order is not forgotten, until the context is done.
void heartbeat(const context& ctx) {
    while (select(recv(ctx.done()), recv(after(1s))) == 1) {
        println("please wait");
    }
}

// Orders `pieces` pieces. Returns true if they are on their way.
bool order(const context& request, int pieces, int price) {
    auto [ctx, cancel] = with_cancel(request);
    const defer cleanup(cancel);  // on every path, also that of an exception
    go("heartbeat", [=] { heartbeat(ctx); });
    if (pieces == 0) {
        println("nothing to order");
        return false;
    }
    pay(pieces * price);
    println("paid");
    return true;
}
