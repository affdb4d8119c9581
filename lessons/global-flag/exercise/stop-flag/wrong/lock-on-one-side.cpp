// Exercise stop-flag: make the flag safe
// verdict: data-race
#include "lessons/support/exercise.hpp"

using namespace ctx;

mutex exiting_mutex;  // guards exiting
bool exiting = false;

void worker() {
    for (;;) {
        println("worker");
        sleep_for(1s);  // a piece of work
        if (exiting) {
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
    {
        const std::scoped_lock lock(exiting_mutex);
        exiting = true;
    }
    wg.wait();
    println("over");
}
