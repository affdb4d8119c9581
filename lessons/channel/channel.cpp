// Second attempt: main sends on a channel that the worker polls.
#include <string_view>

#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct settings : approach_settings {
    bool leave_early = false;
};

// An empty value: only the send itself matters. Go: struct{}
struct stop {};

// A channel is a handle, as in Go: caller and callee share one channel.
void worker(const channel<stop>& exit_channel, std::string_view name,
            const settings& s) {
    if (s.nested && name == "worker") {
        go("worker2", [=] { worker(exit_channel, "worker2", s); });  //: go-2
    }
    for (;;) {
        println("{}", name);  //: print
        sleep_for(s.work);    //: work
        if (s.leave_early) {
            return;  // now nobody is left to receive
        }
        // select returns the index of the case that it took.
        switch (select(recv(exit_channel), default_case)) {  //: look
            case 0:
                return;  // main says stop
            default:
                break;
        }
    }
}

void run(const settings& s) {
    channel<stop> exit_channel;  //: make
    wait_group wg;
    wg.go("worker", [&] { worker(exit_channel, "worker", s); });  //: go
    sleep_for(s.stop_after);                                      //: pause
    // The send blocks until the worker looks.
    exit_channel.send(stop{});  //: stop
    exit_channel.close();       //: close
    wg.wait();                  //: wait
    println("over");            //: over
}

void flags(flag_set& f, settings& s) {
    approach_flags(f, s);
    f.toggle("--leave-early", s.leave_early,
             {"let the worker leave after one piece of work, so that main's "
              "send waits for ever",
              "worker 干完一件活就走，于是 main 永远卡在发送上"});
}

}  // namespace

lesson channel_lesson() {
    return define_lesson("channel", flags, run,
                         {{{.work = 1s, .stop_after = 3s}}});
}

}  // namespace lessons
