// Three transfers between three accounts; each takes two locks.
#include "lessons/support/judge.hpp"

namespace lessons {
namespace {

using namespace ctx;

// A channel with room for one value is a lock: a send takes the lock, and waits
// while another goroutine has it. A receive gives the lock back.
struct account {
    channel<int> lock = channel<int>(1);
    int money = 100;  // guarded by the lock
};

void transfer(account& from, account& to, int amount) {
    from.lock.send(1);
    to.lock.send(1);
    from.money -= amount;
    to.money += amount;
    (void)to.lock.receive();
    (void)from.lock.receive();
}

void run() {
    account ann, bob, eve;
    wait_group wg;
    wg.go("ann", [&] { transfer(ann, bob, 10); });
    wg.go("bob", [&] { transfer(bob, eve, 20); });
    wg.go("eve", [&] { transfer(eve, ann, 30); });
    wg.wait();
    println("ann {}, bob {}, eve {}", ann.money, bob.money, eve.money);
}

}  // namespace

judge three_accounts_puzzle() {
    return {.program = run, .outputs = {"ann 120, bob 90, eve 90\n"}};
}

}  // namespace lessons
