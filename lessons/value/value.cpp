// WithValue: the context carries a value to the code that uses it.
#include <string>
#include <string_view>

#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct settings : timeout_settings {
    std::string trace_code;
    bool no_trace_code = false;
};

// The key has a type of its own, so that no other package can have the same
// key. Go recommends this; here a std::string as key does not compile.
struct trace_code_key {
    std::string_view name;
    bool operator==(const trace_code_key&) const = default;
};

void worker(const context& ctx, const settings& s) {
    const trace_code_key key{"TRACE_CODE"};
    // Null if there is no such value, or if it is not a std::string.
    const auto* found = ctx.value<std::string>(key);  //: lookup
    const std::string trace_code = found ? *found : "";
    if (!found) {
        println("invalid trace code");  //: invalid
    }
    for (;;) {
        println("worker, trace code:{}", trace_code);  //: print
        // Assume that connecting takes this long.
        sleep_for(s.work);                                 //: work
        switch (select(recv(ctx.done()), default_case)) {  //: look
            case 0:
                // The time is up, or main says stop.
                println("worker done!");  //: done
                return;
            default:
                break;
        }
    }
}

void run(const settings& s) {
    auto [ctx, cancel] = with_timeout(background(), s.timeout);  //: derive
    if (!s.no_trace_code) {
        // The handle now names a child, which is done when its parent is done.
        ctx = with_value(ctx, trace_code_key{"TRACE_CODE"},  //: value
                         s.trace_code);
    }
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, s); });  //: go
    sleep_for(s.stop_after);                   //: pause
    // Tell the worker to stop, if it has not stopped yet.
    cancel();         //: cancel
    wg.wait();        //: wait
    println("over");  //: over
}

void flags(flag_set& f, settings& s) {
    timeout_flags(f, s);
    f.text("--trace-code", s.trace_code,
           {"the value in the context", "context 里的值"});
    f.toggle("--no-trace-code", s.no_trace_code,
             {"put no value into the context", "context 里不放值"});
}

}  // namespace

lesson value_lesson() {
    return define_lesson(
        "value", flags, run,
        {{.timeout = 50ms, .work = 10ms, .stop_after = 5s}, "12512312234"});
}

}  // namespace lessons
