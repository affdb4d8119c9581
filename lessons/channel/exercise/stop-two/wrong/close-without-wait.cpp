// Exercise stop-two: stop two workers with one channel
// verdict: wrong-output
#include "lessons/support/exercise.hpp"

using namespace ctx;

// An empty value: only the send itself matters.
struct stop {};

// Does one job after the other, until main says stop.
void worker(const std::string& name, const channel<duration>& jobs,
            const channel<stop>& quit) {
    for (;;) {
        std::optional<duration> job;
        switch (select(recv(quit), recv(jobs, job))) {
            case 0:  // main says stop
                println("{} stops", name);
                return;
            case 1:
                sleep_for(*job);
                break;
        }
    }
}

// Serves the jobs for three seconds, with two workers.
void run(const channel<duration>& jobs) {
    channel<stop> quit;
    go("worker1", [=] { worker("worker1", jobs, quit); });
    go("worker2", [=] { worker("worker2", jobs, quit); });
    sleep_for(3s);
    // Tell both workers to stop: every receiver sees the close.
    quit.close();
    println("over");
}
