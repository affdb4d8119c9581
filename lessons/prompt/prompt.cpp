// The worker waits for its work and for the end at once: it stops when asked.
#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace ctxdemo {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

void worker(const context& ctx, const stop_settings& s) {
    // If both are ready, select takes either one; so the loop asks as well.
    while (!ctx.err()) {
        println("worker");                                        //: work
        switch (select(recv(ctx.done()), recv(after(s.work)))) {  //: select
            case 0:  // main says stop, in the middle of the work
                return;
            case 1:  // the work is done
                break;
        }
    }
}

void run(const stop_settings& s) {
    auto [ctx, cancel] = with_cancel(background());  //: derive
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, s); });  //: go
    sleep_for(s.stop_after);                   //: sleep
    cancel();         // tell the worker to stop //: cancel
    wg.wait();        //: wait
    println("over");  //: over
}

}  // namespace

lesson prompt_lesson() {
    return define_lesson("prompt", stop_flags, run,
                         {.work = 1s, .stop_after = 3s});
}

}  // namespace ctxdemo
