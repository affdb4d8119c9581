// A warehouse looks at an order before it ships: is it canceled?
#include "lessons/support/judge.hpp"

namespace lessons {
namespace {

using namespace ctx;

void warehouse(const context& order) {
    sleep_for(2s);  // packs
    if (order.err()) {
        println("warehouse: do not ship");
        return;
    }
    println("warehouse: shipped");
}

void customer(const cancel_func& cancel) {
    sleep_for(2s);  // thinks
    cancel();
    println("customer: canceled");
}

void run() {
    auto [order, cancel] = with_cancel(background());
    wait_group wg;
    wg.go("warehouse", [&, order = order] { warehouse(order); });
    wg.go("customer", [&, cancel = cancel] { customer(cancel); });
    wg.wait();
}

}  // namespace

judge shipped_anyway_puzzle() {
    return {.program = run,
            .outputs = {"warehouse: shipped\ncustomer: canceled\n",
                        "customer: canceled\nwarehouse: do not ship\n",
                        "warehouse: do not ship\ncustomer: canceled\n"},
            .at_most = {}};
}

}  // namespace lessons
