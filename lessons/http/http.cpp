// The server and the client in one program, for one terminal. The handler comes
// from the lesson server, the call from the lesson client.
#include "lessons/client/client.hpp"
#include "lessons/server/server.hpp"
#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct settings : server_settings {
    duration timeout = 100ms;
};

void run(const settings& s) {
    // Listens on a free port, and serves in goroutines of its own.
    http::server server({"127.0.0.1", 0}, index_handler(s));     //: listen
    auto [ctx, cancel] = with_timeout(background(), s.timeout);  //: derive
    defer cleanup(cancel);                                       //: release
    do_call(ctx, "http://" + server.address() + "/");            //: call
    // A handler that watches stops soon, and says so. Any other handler works
    // for its ten seconds, and main does not wait for it.
    if (s.watch) server.shutdown();  //: shutdown
}

void flags(flag_set& f, settings& s) {
    f.milliseconds("--ms", s.timeout,
                   {"the client's timeout, in milliseconds",
                    "客户端的超时时间，单位毫秒"});
    server_flags(f, s);
}

}  // namespace

lesson http_lesson() { return define_lesson("http", flags, run); }

}  // namespace lessons
