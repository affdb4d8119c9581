// The worker starts a second worker: one cancel reaches both.
#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

void worker2(const context& ctx, const stop_settings& s);

void worker(const context& ctx, const stop_settings& s) {
    // Nobody waits for worker2. It may outlive this call, so copy what it uses.
    go("worker2", [=] { worker2(ctx, s); });  //: go-2
    for (;;) {
        println("worker");                                 //: print
        sleep_for(s.work);                                 //: work
        switch (select(recv(ctx.done()), default_case)) {  //: look
            case 0:
                return;  // main says stop
            default:
                break;
        }
    }
}

void worker2(const context& ctx, const stop_settings& s) {
    for (;;) {
        println("worker2");                                //: print-2
        sleep_for(s.work);                                 //: work-2
        switch (select(recv(ctx.done()), default_case)) {  //: look-2
            case 0:
                return;  // main says stop, to worker2 as well
            default:
                break;
        }
    }
}

void run(const stop_settings& s) {
    auto [ctx, cancel] = with_cancel(background());  //: derive
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, s); });  //: go
    sleep_for(s.stop_after);                   //: pause
    // Tell both workers to stop.
    cancel();         //: stop
    wg.wait();        //: wait
    println("over");  //: over
}

}  // namespace

lesson nested_lesson() {
    return define_lesson("nested", stop_flags, run,
                         {.work = 1s, .stop_after = 3s});
}

}  // namespace lessons
