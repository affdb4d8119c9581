// Exercise stop-flag: make the flag safe
// verdict: does-not-end
#include "lessons/support/exercise.hpp"

using namespace ctx;

atomic<bool> exiting = false;

void worker() {
    const bool stops = exiting;
    for (;;) {
        println("worker");
        sleep_for(1s);  // a piece of work
        if (stops) {
            return;
        }
    }
}

void run(duration stop_after) {
    exiting = false;  // the flag still has its value from the last run
    wait_group wg;
    wg.go("worker", worker);
    sleep_for(stop_after);
    // Tell the worker to stop.
    exiting = true;
    wg.wait();
    println("over");
}
