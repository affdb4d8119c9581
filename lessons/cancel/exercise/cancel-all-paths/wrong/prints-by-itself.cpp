// Exercise cancel-all-paths: call cancel on every path
// verdict: wrong-output
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Takes some seconds. Throws std::runtime_error if the bank refuses the price.
void pay(int price);

// Orders `pieces` pieces. Returns true if they are on their way.
bool order(const context&, int pieces, int price) {
    if (pieces == 0) {
        println("nothing to order");
        return false;
    }
    println("please wait");
    println("please wait");
    pay(pieces * price);
    println("paid");
    return true;
}
