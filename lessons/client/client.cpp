// A client that gives the server 100 ms.
#include "lessons/client/client.hpp"

#include "lessons/support/http/client.hpp"
#include "lessons/support/http/flags.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

using namespace ctx;
using namespace std::chrono_literals;

void do_call(const context& ctx, const std::string& url) {
    http::client client;
    channel<http::result> resp_chan(1);
    const http::request req{ctx, "GET", url};  // it ends when ctx does
    wait_group wg;
    defer wait([&] { wg.wait(); });
    wg.go("client.send", [&] {
        const http::result rd = client.send(req);  // Go: client.Do
        println("client.do resp:{}, err:{}", to_string(rd.resp),
                to_string(rd.err));
        resp_chan.send(rd);
    });

    std::optional<http::result> result;
    switch (select(recv(ctx.done()), recv(resp_chan, result))) {
        case 0:
            println("call api timeout");
            break;
        case 1: {
            println("call server api success");
            if (result->err) {
                println("call server api failed, err:{}",
                        to_string(result->err));
                return;
            }
            defer close([&] { result->resp->body->close(); });
            const auto [data, err] = result->resp->body->read_all();
            if (err) {
                println("read response failed, err:{}", to_string(err));
                return;
            }
            println("resp:{}", data);
        }
    }
}

namespace {

struct settings {
    std::string url = "http://127.0.0.1:8000/";
    duration timeout = 100ms;
};

void run(const settings& s) {
    auto [ctx, cancel] = with_timeout(background(), s.timeout);
    defer cleanup(cancel);  // release what the context has
    do_call(ctx, s.url);
}

void flags(flag_set& f, settings& s) {
    http::url_flag(f, "--url", s.url, "the URL to get");  // and checks it
    f.milliseconds("--ms", s.timeout, "the timeout, in milliseconds");
}

}  // namespace

lesson client_lesson() {
    lesson client = define_lesson("client", flags, run);
    client.real_time = true;
    return client;
}

}  // namespace ctxdemo
