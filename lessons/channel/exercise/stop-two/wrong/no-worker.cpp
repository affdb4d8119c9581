// Exercise stop-two: stop two workers with one channel
// verdict: leak
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Serves the jobs for three seconds, with two workers.
void run(const channel<duration>& jobs) {
    (void)jobs.receive();
    (void)jobs.receive();
    sleep_for(3s);
    println("worker1 stops");
    println("worker2 stops");
    println("over");
}
