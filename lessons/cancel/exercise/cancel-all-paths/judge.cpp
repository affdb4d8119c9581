// Every path: an order that is paid, an empty order, and a refused price, which
// takes less time, so that the lines of the heartbeat must follow the clock.
#include <stdexcept>

#include "lessons/support/judge.hpp"

void pay(int price);
bool order(const ctx::context& request, int pieces, int price);

void pay(int price) {
    const bool refused = price > 100;
    ctx::sleep_for(refused ? 1500ms : 2500ms);
    if (refused) throw std::runtime_error("price refused");
}

static bool is_refused(int pieces, int price) {
    try {
        (void)order(ctx::background(), pieces, price);
    } catch (const std::runtime_error&) {
        println("refused");
        return true;
    }
    return false;
}

static void program() {
    ctx::expect(order(ctx::background(), 2, 20),
                "order returns true for an order that is paid");
    ctx::expect(!order(ctx::background(), 0, 20),
                "order returns false for an empty order");
    ctx::expect(is_refused(2, 90),
                "the exception of pay() reaches the caller of order");
}

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {"please wait\nplease wait\npaid\n"
                "nothing to order\n"
                "please wait\nrefused\n"},
    .at_most = 4s};
