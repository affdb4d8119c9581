// The problem: nothing tells the worker to stop.
#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

// In Go these are constants; here they are flags.
struct settings {
    duration work = 1s;
};

void worker(const settings& s) {
    for (;;) {
        println("worker");  //: print
        sleep_for(s.work);  //: work
        // How could the worker learn that it should return?
    }
}

void run(const settings& s) {
    wait_group wg;
    // Capturing by reference is safe: wait() comes before the end of run.
    wg.go("worker", [&] { worker(s); });  //: go
    // How could we end the goroutine gracefully?
    wg.wait();  //: wait
    // Never printed:
    println("over");  //: over
}

void flags(flag_set& f, settings& s) {
    f.positive_duration("--work", s.work,
                        {"how long one piece of work takes", "干一件活要多久"});
}

}  // namespace

lesson basic_lesson() {
    lesson basic = define_lesson("basic", flags, run);
    basic.endless = true;
    return basic;
}

}  // namespace lessons
