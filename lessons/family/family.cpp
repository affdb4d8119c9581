// The With family: a tree of contexts, one of which is canceled.
#include <stdexcept>
#include <string>

#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct settings {
    duration timeout = 1h;
};

struct user_key {
    bool operator==(const user_key&) const = default;
};
struct nothing {};  // Go: struct{}

void show(const context& ctx, const std::string& name) {
    const auto* user = ctx.value<std::string>(user_key{});
    println("{}: {}, cause {}, user {}", name,  //: show
            to_string(ctx.err()), to_string(cause(ctx)),
            user ? *user : "<nil>");
}

void run(const settings& s) {
    auto [server, stop] = with_cancel(background());       //: server
    defer stop_later(stop);                                //: stop
    auto [request, cancel] = with_cancel_cause(server);    //: request
    auto user = with_value(request, user_key{}, "alice");  //: user
    auto [query, end] = with_timeout(user, s.timeout);     //: query
    defer end_later(end);                                  //: end
    auto audit = without_cancel(user);                     //: audit
    const auto tomorrow = clock::from_now(24h);
    auto [report, drop] = with_deadline(server, tomorrow);  //: report
    defer drop_later(drop);                                 //: drop
    channel<nothing> cleaned;
    after_func(query, [cleaned] {            //: after-func
        println("query is over: clean up");  //: clean-up
        cleaned.close();                     //: close
    });

    cancel(std::runtime_error("client is gone"));  //: cancel
    (void)cleaned.receive();                       //: cleaned
    show(server, "server");
    show(request, "request");
    show(user, "user");
    show(query, "query");
    show(audit, "audit");
    show(report, "report");
}

void flags(flag_set& f, settings& s) {
    f.milliseconds("--ms", s.timeout,
                   {"the timeout of the query, in milliseconds",
                    "查询的超时时间，单位毫秒"});
}

}  // namespace

lesson family_lesson() { return define_lesson("family", flags, run); }

}  // namespace lessons
