// A worker starts a helper, and main waits for both. Or does it?
#include "lessons/support/judge.hpp"

namespace lessons {
namespace {

using namespace ctx;

// Shared, because the last of the three goroutines may be any of them.
using group = std::shared_ptr<wait_group>;

void helper(const group& wg) {
    wg->add(1);  // counts itself, so that main waits for it, too
    println("helper");
    wg->done();
}

void worker(const group& wg) {
    go("helper", [=] { helper(wg); });
    println("worker");
}

void run() {
    const auto wg = std::make_shared<wait_group>();
    wg->go("worker", [=] { worker(wg); });
    wg->wait();
    println("over");
}

}  // namespace

judge late_add_puzzle() {
    return {.program = run,
            .outputs = {"worker\nhelper\nover\n", "helper\nworker\nover\n"},
            .at_most = {}};
}

}  // namespace lessons
