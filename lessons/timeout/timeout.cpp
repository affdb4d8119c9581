// WithTimeout: the context is over after a given time.
#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace ctxdemo {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

void worker(const context& ctx, const timeout_settings& s) {
    for (;;) {
        println("db connecting ...");
        sleep_for(s.work);  // say that connecting takes this long
        switch (select(recv(ctx.done()), default_case)) {
            case 0:  // the time is up, or main says stop
                println("worker done!");
                return;
            default:
                break;
        }
    }
}

void run(const timeout_settings& s) {
    auto [ctx, cancel] = with_timeout(background(), s.timeout);
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, s); });
    sleep_for(s.stop_after);
    cancel();  // tell the worker to stop, if it has not yet
    wg.wait();
    println("over");
}

}  // namespace

lesson timeout_lesson() {
    return define_lesson("timeout", timeout_flags, run,
                         {.timeout = 50ms, .work = 10ms, .stop_after = 5s});
}

}  // namespace ctxdemo
