// Why context exists: a request asks three services, and one of them fails.
#include <string>

#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

// In Go these are constants; here they are flags.
struct settings {
    duration fail_after = 2s;
};

// Asks a service, but gives up when the request is canceled first.
void lookup(const context& ctx, const std::string& what, duration takes) {
    switch (select(recv(ctx.done()), recv(after(takes)))) {  //: select
        case 0:  // nobody needs the answer any more
            println("{}: {}", what, to_string(ctx.err()));  //: given-up
            break;
        case 1:
            println("{}: found", what);  //: found
            break;
    }
}

void run(const settings& s) {
    auto [ctx, cancel] = with_cancel(background());  //: derive
    wait_group wg;
    wg.go("user", [&] { lookup(ctx, "user", 1s); });   //: user
    wg.go("news", [&] { lookup(ctx, "news", 10s); });  //: news
    wg.go("orders", [&] {                              //: orders
        sleep_for(s.fail_after);                       //: sleep
        println("orders: failed");                     //: failed
        cancel();  // the whole request                //: cancel
    });
    wg.wait();        //: wait
    println("over");  //: over
}

void flags(flag_set& f, settings& s) {
    f.duration("--fail-after", s.fail_after,
               {"how long it takes the lookup of the orders to fail",
                "查订单多久以后失败"});
}

}  // namespace

lesson why_lesson() { return define_lesson("why", flags, run); }

}  // namespace lessons
