// A client that gives the server 100 ms.
#include "lessons/client/client.hpp"

#include "lessons/server/server.hpp"
#include "lessons/support/http/client.hpp"
#include "lessons/support/http/url.hpp"
#include "lessons/support/lesson.hpp"

namespace lessons {

using namespace ctx;
using namespace std::chrono_literals;

void do_call(const context& ctx, const std::string& url) {
    http::client client;
    channel<http::result> resp_chan(1);  //: make
    // The request ends when ctx is done.
    const http::request req{ctx, "GET", url};  //: request
    wait_group wg;
    defer wait([&] { wg.wait(); });  //: wait
    wg.go("client.send", [&] {       //: go
        // Go: client.Do
        const http::result rd = client.send(req);                 //: send
        println("client.do resp:{}, err:{}", to_string(rd.resp),  //: print
                to_string(rd.err));
        resp_chan.send(rd);  //: hand-over
    });

    std::optional<http::result> result;
    switch (select(recv(ctx.done()), recv(resp_chan, result))) {  //: select
        case 0:
            println("call api timeout");  //: timeout
            break;
        case 1: {
            println("call server api success");  //: success
            if (result->err) {
                println("call server api failed, err:{}",  //: failed
                        to_string(result->err));
                return;
            }
            defer close([&] { result->resp->body->close(); });        //: close
            const auto [data, err] = result->resp->body->read_all();  //: read
            if (err) {
                println("read response failed, err:{}",  //: read-failed
                        to_string(err));
                return;
            }
            println("resp:{}", data);  //: response
        }
    }
}

namespace {

struct settings {
    std::string url = "http://127.0.0.1:8000/";
    duration timeout = 100ms;
};

void run(const settings& s) {
    auto [ctx, cancel] = with_timeout(background(), s.timeout);  //: derive
    // Release the resources of the context.
    defer cleanup(cancel);  //: release
    do_call(ctx, s.url);    //: call
}

// The program that is recorded, for a timeline for example: the client beside a
// server, in memory.
void run_with_server(const settings& s) {
    server_settings slow;
    slow.respond = response::slow;
    http::server server({"127.0.0.1", 8000}, index_handler(slow));
    run(s);
}

void flags(flag_set& f, settings& s) {
    f.add({"--url",
           "URL",
           {"the URL to get", "要请求的 URL"},
           s.url,
           [&s](const std::string& typed) {
               (void)http::parse_url(typed);  // throws for a bad one
               s.url = typed;
           }});
    f.milliseconds("--ms", s.timeout,
                   {"the timeout, in milliseconds", "超时时间，单位毫秒"});
}

}  // namespace

lesson client_lesson() {
    lesson client = define_lesson("client", flags, run);
    client.real_time = true;
    client.recorded = define_lesson("client", flags, run_with_server).prepare;
    return client;
}

}  // namespace lessons
