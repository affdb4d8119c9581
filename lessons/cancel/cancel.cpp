// The official way: main cancels a context that the worker polls.
#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace ctxdemo {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

void worker(const context& ctx, const stop_settings& s) {
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

void run(const stop_settings& s) {
    auto [ctx, cancel] = with_cancel(background());  //: derive
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, s); });  //: go
    sleep_for(s.stop_after);                   //: pause
    // Tell the worker to stop.
    cancel();         //: cancel
    wg.wait();        //: wait
    println("over");  //: over
}

}  // namespace

lesson cancel_lesson() {
    return define_lesson("cancel", stop_flags, run,
                         {.work = 1s, .stop_after = 3s});
}

}  // namespace ctxdemo
