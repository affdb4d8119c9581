// A puzzle for tests: two lookups fail, and the first error is to be printed.
#include "lessons/support/exercise.hpp"

using namespace ctx;

void lucky() {
    channel<std::string> errors(2);
    wait_group wg;
    for (const char* name : {"db", "cache"}) {
        wg.go(name, [=] {
            sleep_for(1s);
            errors.send(name + std::string(" fails"));
        });
    }
    wg.wait();
    println("{}", *errors.receive());
}
