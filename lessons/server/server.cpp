// A server that is slow, half of the time.
#include "lessons/server/server.hpp"

#include <csignal>

#include "lessons/client/client.hpp"
#include "lessons/support/coin.hpp"
#include "lessons/support/http/url.hpp"
#include "lessons/support/lesson.hpp"

namespace lessons {

using namespace ctx;
using namespace std::chrono_literals;

namespace {

void slow_response(http::response_writer& w, const http::request& r,
                   const server_settings& s) {
    const auto start = clock::now();  //: start
    // Ten seconds of work, even if the client goes away; with --watch the work
    // stops then.
    context parent = background();
    if (s.watch) parent = r.context;
    auto [work, cancel] = with_timeout(parent, s.slow);  //: derive
    defer cleanup(cancel);                               //: release
    work.done().wait();                                  //: work
    if (work.err() == errc::canceled) {                  //: look
        const auto worked =
            std::chrono::floor<std::chrono::milliseconds>(clock::now() - start);
        eprintln("the client has gone: stopped after {}, not {}",  //: gone
                 format_duration(worked), format_duration(s.slow));
        return;
    }
    w.write("slow response");  //: slow
}

void quick_response(http::response_writer& w) {
    w.write("quick response");  //: quick
}

}  // namespace

// Go's flags are global variables; this function gives them to the handler.
http::handler index_handler(const server_settings& s) {
    return [s, coin = coin(s.seed)](auto& w, const auto& r) {
        if (s.respond == response::slow ||  //: choose
            (s.respond == response::random && coin.toss())) {
            slow_response(w, r, s);  //: go-slow
        } else {
            quick_response(w);  //: go-quick
        }
    };
}

namespace {

struct settings : server_settings {
    http::address addr{"127.0.0.1", 8000};
};

void run(const settings& s) {
    auto [ctx, stop] =
        notify_context(background(), {SIGINT, SIGTERM});    //: notify
    defer cleanup(stop);                                    //: restore
    http::server server(s.addr, index_handler(s));          //: listen
    eprintln("listening on http://{}/", server.address());  //: listening
    ctx.done().wait();                                      //: wait
    eprintln("ending: {}", cause(ctx).message());           //: ending
}

// The program that is recorded, for a timeline for example: the server and one
// client, in memory.
void run_with_client(const settings& s) {
    http::server server(s.addr, index_handler(s));
    auto [ctx, cancel] = with_timeout(background(), 100ms);
    defer cleanup(cancel);
    do_call(ctx, "http://" + server.address() + "/");
    if (s.watch) server.shutdown();
}

void flags(flag_set& f, settings& s) {
    f.add({"--addr",
           "HOST:PORT",
           {"where to listen; port 0 is any that is free",
            "在哪里监听；端口 0 表示任意一个空闲的"},
           to_string(s.addr),
           [&s](const std::string& typed) {
               s.addr = http::parse_address(typed);
           }});
    server_flags(f, s);
}

}  // namespace

void server_flags(flag_set& f, server_settings& s) {
    f.choice<response>("--respond", s.respond,
                       {{"random", response::random},
                        {"slow", response::slow},
                        {"quick", response::quick}},
                       {"how to respond", "怎样响应"});
    f.positive_duration("--slow", s.slow,
                        {"how long a slow response takes", "慢的响应要多久"});
    f.integer("--seed", s.seed,
              {"the seed of random; 0 takes a new one each time; in virtual "
               "time, 0 always begins with a slow response",
               "random 的种子；0 表示每次换一个，"
               "只是在虚拟时间里总是先来一个慢的响应"});
    f.toggle("--watch", s.watch,
             {"stop working on a request when its client goes away",
              "客户端断开连接，就不再处理它的请求"});
}

lesson server_lesson() {
    lesson server = define_lesson("server", flags, run);
    server.endless = true;
    server.real_time = true;
    server.recorded = define_lesson("server", flags, run_with_client).prepare;
    server.catches_signals = true;
    return server;
}

}  // namespace lessons
