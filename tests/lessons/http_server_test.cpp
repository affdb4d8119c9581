// The server, with clients that are odd, broken or gone.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lessons/server/server.hpp"
#include "lessons/support/http/client.hpp"
#include "lessons/support/http/server.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/go.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/sockets.hpp"

namespace http_server_test {

namespace http = lessons::http;
using namespace std::chrono_literals;
using ctx_test::peer;
using ctx_test::process;

const http::address any_port{"127.0.0.1", 0};

enum class scope { threads, fibers };

ctx::run_report run_in(scope s, const std::function<void()>& main) {
    return s == scope::fibers ? ctx::run_on_fibers(main) : ctx::run(main);
}

const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string last_request =
    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

http::handler responding(lessons::response how,
                         ctx::duration slow = std::chrono::hours(1)) {
    lessons::server_settings s;
    s.respond = how;
    s.slow = slow;
    return index_handler(s);
}

http::handler quick() { return responding(lessons::response::quick); }

std::string masked(const std::string& text) {
    static const std::regex date("Date: [^\r]*GMT\r");
    return std::regex_replace(text, date, "Date: DATE\r");
}

// Returns the reply to `text`, up to the point where the server closes.
std::string reply(const std::string& address, const std::string& text) {
    const auto p = peer::connect(address);
    p.send(text);
    return masked(p.read_all());
}

// The same for a client that ends its side after `text`.
std::string reply_at_end(const std::string& address, const std::string& text) {
    const auto p = peer::connect(address);
    p.send(text);
    p.end();
    return masked(p.read_all());
}

const std::string ok =
    "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Length: 14\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\nquick response";
const std::string ok_and_close =
    "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Length: 14\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
    "quick response";

std::string refusal(const std::string& status) {
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: text/plain; charset=utf-8\r\n"
           "Connection: close\r\n\r\n" +
           status;
}

struct row {
    const char* name;
    std::string sent;
    std::string want;
};

std::vector<row> rows() {
    const std::string bad = refusal("400 Bad Request");
    return {
        {"a request", last_request, ok_and_close},
        {"two requests, one after the other", request + last_request,
         ok + ok_and_close},
        {"any path and any method",
         "PUT /a/b?c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
         ok_and_close},
        {"a request for only the head",
         "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
         ok_and_close.substr(0, ok_and_close.find("quick"))},
        {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n",
         "HTTP/1.0 200 OK\r\nDate: DATE\r\nContent-Length: 14\r\n"
         "Content-Type: text/plain; charset=utf-8\r\n\r\nquick response"},
        {"garbage", "garbage\r\n\r\n", bad},
        {"binary garbage", std::string("\x16\x03\x01\x02\0\x01\r\n\r\n", 10),
         bad},
        {"a field without a colon", "GET / HTTP/1.1\r\nHost x\r\n\r\n", bad},
        {"no host", "GET / HTTP/1.1\r\n\r\n",
         refusal("400 Bad Request: missing required Host header")},
        {"two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", bad},
        {"a header of two megabytes",
         "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(2'000'000, 'a') +
             "\r\n\r\n",
         refusal("431 Request Header Fields Too Large")},
    };
}

TEST_CASE("the server answers good and bad requests as Go's server does") {
    static const bool go = !ctx_test::skip_without_go();
    static const ctx_test::scratch folder;
    if (static bool built = false; go && !std::exchange(built, true)) {
        ctx_test::build_go(CTXDEMO_LESSONS "/server/main.go",
                           folder / "server");
    }
    const http::server server(any_port, quick());
    for (const auto& row : rows()) {
        SUBCASE(row.name) {
            CHECK(reply(server.address(), row.sent) == row.want);
            if (!go) continue;
            process twin({folder / "server", "--addr", "127.0.0.1:0",
                          "--respond", "quick"});
            CHECK(reply(ctx_test::await_address(twin), row.sent) == row.want);
        }
    }
}

// Sends each text to our server and to Go's, as a client that ends its side
// then, and checks that the replies are the same. Returns our replies.
std::vector<std::string> replies_at_end(const std::vector<std::string>& options,
                                        const std::vector<std::string>& texts) {
    const bool go = !ctx_test::skip_without_go();
    const ctx_test::scratch folder;
    std::vector<std::string> line = {"server", "--addr", "127.0.0.1:0"};
    line.insert(line.end(), options.begin(), options.end());
    process ours(ctx_test::ctxdemo_line(line));
    const auto address = ctx_test::await_address(ours);
    std::vector<std::string> all;
    for (const auto& text : texts) all.push_back(reply_at_end(address, text));
    if (!go) return all;
    line[0] = folder / "server";
    ctx_test::build_go(CTXDEMO_LESSONS "/server/main.go", line[0]);
    process twin(line);
    const auto twin_address = ctx_test::await_address(twin);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        CAPTURE(texts[i]);
        CHECK(all[i] == reply_at_end(twin_address, texts[i]));
    }
    return all;
}

TEST_CASE("half a request is refused when its client has ended") {
    const std::string bad = refusal("400 Bad Request");
    CHECK(replies_at_end({"--respond", "quick"},
                         {"", "GE", "GET / HTTP/1.1\r\nHost: x\r\n",
                          request + "GE", request + request.substr(0, 4)}) ==
          std::vector<std::string>{"", bad, bad, ok, ok + bad});
}

TEST_CASE("a client that has ended its side still gets all its responses") {
    std::string slow = ok;
    slow.replace(slow.find("14"), 2, "13");
    slow.replace(slow.find("quick"), 5, "slow");
    const std::vector<std::string> texts = {request, request + request,
                                            request + request + request};
    CHECK(replies_at_end({"--respond", "quick"}, texts) ==
          std::vector<std::string>{ok, ok + ok, ok + ok + ok});
    CHECK(replies_at_end({"--respond", "slow", "--slow", "50ms"}, texts) ==
          std::vector<std::string>{slow, slow + slow, slow + slow + slow});
}

TEST_CASE("the end of a client cancels the contexts of all its requests") {
    std::string none = ok.substr(0, ok.find("quick"));
    none.replace(none.find("14"), 2, "0");
    none.erase(none.find("Content-Type"),
               none.find("\r\n\r\n") + 2 - none.find("Content-Type"));
    CHECK(replies_at_end({"--respond", "slow", "--slow", "1h", "--watch"},
                         {request, request + request}) ==
          std::vector<std::string>{none, none + none});
}

TEST_CASE("a connection goes on after a small body, and ends after a large") {
    const http::server server(any_port, quick());
    const std::string post =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody";
    CHECK(reply(server.address(), post + last_request) == ok + ok_and_close);
    const std::string chunked =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\nbody\r\n0\r\n\r\n";
    CHECK(reply(server.address(), chunked + last_request) == ok + ok_and_close);
    const std::string large =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\nbody";
    CHECK(reply_at_end(server.address(), large) == ok_and_close);
}

// True if the connection of `p` ends in order, with nothing more to read. A
// reset could overtake the answer and destroy it.
bool ends_in_order(const peer& p) {
    char any = 0;
    return ::recv(p.fd(), &any, 1, 0) == 0;
}

TEST_CASE("unread bytes of a client do not reset its connection") {
    const auto [sent, all_sent] = with_cancel(ctx::background());
    http::handler waiting = [sent = sent](auto& w, const auto&) {
        sent.done().wait();
        w.write("done");
    };
    const http::server server(any_port, waiting);
    const auto client = peer::connect(server.address());
    // More than the server reads together with a header.
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n" +
                std::string(50'000, 'x'));
    all_sent();
    CHECK(client.read_until("done").ends_with("\r\n\r\ndone"));
    client.end();
    CHECK(ends_in_order(client));
}

TEST_CASE("a slow header is cut off, but not an idle client") {
    const http::server server(any_port, quick(), 200ms);
    const auto slow = peer::connect(server.address());
    slow.send("GET / HTTP/1.1\r\nHost:");
    const auto silent = peer::connect(server.address());
    const auto late = peer::connect(server.address());
    late.send(request + "GET /");
    const auto idle = peer::connect(server.address());
    idle.send(request);

    CHECK(reply(server.address(), last_request) == ok_and_close);
    CHECK(slow.read_all() == "");
    CHECK(silent.read_all() == "");
    CHECK(masked(late.read_all()) == ok + refusal("400 Bad Request"));
    // A client that sends nothing after its first request may stay.
    idle.send(last_request);
    CHECK(masked(idle.read_all()) == ok + ok_and_close);
}

TEST_CASE("a handler that fails closes only its own connection") {
    http::handler failing = [](auto&, const auto& r) {
        if (r.url == "/bad") throw std::runtime_error("as the test wants it");
    };
    const http::server server(any_port, failing);
    CHECK(reply(server.address(), "GET /bad HTTP/1.1\r\nHost: x\r\n\r\n") ==
          "");
    CHECK(reply(server.address(), last_request).starts_with("HTTP/1.1 200"));
}

TEST_CASE("a request's context is canceled when its client goes away") {
    const ctx::channel<ctx::error> ended(1);
    const ctx::channel<bool> started(1);
    http::handler waiting = [=](auto&, const auto& r) {
        started.send(true);
        r.context.done().wait();
        ended.send(cause(r.context));
    };
    const http::server server(any_port, waiting);
    {
        const auto client = peer::connect(server.address());
        client.send(request);
        (void)started.receive();
    }
    CHECK(ended.receive() == ctx::error(ctx::errc::canceled));
}

TEST_CASE("a request's context is canceled once its handler has returned") {
    const ctx::channel<ctx::context> context(1);
    http::handler keeping = [=](auto&, const auto& r) {
        context.send(r.context);
    };
    const http::server server(any_port, keeping);
    CHECK(reply(server.address(), last_request).starts_with("HTTP/1.1 200"));
    const auto kept = context.receive();
    REQUIRE(kept);
    kept->done().wait();
    CHECK(kept->err() == ctx::errc::canceled);
}

TEST_CASE("a destroyed server cancels its requests and closes its clients") {
    const ctx::channel<ctx::error> ended(2);
    const ctx::channel<bool> started(2);
    http::handler waiting = [=](auto&, const auto& r) {
        started.send(true);
        r.context.done().wait();
        ended.send(cause(r.context));
    };
    auto server = std::make_unique<http::server>(any_port, waiting);
    const auto one = peer::connect(server->address());
    const auto two = peer::connect(server->address());
    one.send(request);
    two.send(request);
    (void)started.receive();
    (void)started.receive();

    server.reset();

    CHECK(ended.receive() == ctx::error(ctx::errc::canceled));
    CHECK(ended.receive() == ctx::error(ctx::errc::canceled));
    CHECK(one.read_all() == "");
    CHECK(two.read_all() == "");
}

TEST_CASE("a destroyed server leaves only its handlers behind") {
    // Outside of the scope, whose goroutines end after main's variables.
    const ctx::channel<bool> started(1);
    std::optional<peer> client;
    for (const auto scope : {scope::threads, scope::fibers}) {
        const auto report = run_in(scope, [&] {
            const http::server server(any_port, [=](auto&, const auto&) {
                started.send(true);
                ctx::sleep_for(1h);
            });
            client.emplace(peer::connect(server.address()));
            client->send(request);
            (void)started.receive();
        });
        REQUIRE(report.leaks.size() == 1);
        CHECK(report.leaks[0].name == "handler");
    }
}

TEST_CASE("shutdown waits for running requests and accepts no others") {
    const auto [work, finish] = with_cancel(ctx::background());
    const ctx::channel<bool> started(1);
    http::handler working = [=, work = work](auto& w, const auto&) {
        started.send(true);
        work.done().wait();
        w.write("done");
    };
    http::server server(any_port, working);
    const auto client = peer::connect(server.address());
    client.send(last_request);
    (void)started.receive();
    std::jthread finisher([&, &cancel = finish] {
        // The server refuses connections once it no longer listens.
        for (bool listens = true; listens;) {
            try {
                (void)peer::connect(server.address());
            } catch (const std::system_error&) {
                listens = false;
            }
        }
        cancel();
    });
    server.shutdown();
    CHECK(client.read_all().ends_with("\r\n\r\ndone"));
}

std::size_t entries(const std::string& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST_CASE("a thousand slow requests at once need no threads of their own") {
    const auto threads = [] { return entries("/proc/self/task"); };
    (void)ctx::run_on_fibers([&] {
        const http::server server(any_port,
                                  responding(lessons::response::slow, 500ms));
        std::vector<peer> clients;
        const auto before = threads();
        clients.reserve(1000);
        // The clients block their thread, so they must not be goroutines.
        const ctx::channel<bool> all_right(1);
        const std::jthread calling([&] {
            for (int i = 0; i < 1000; ++i) {
                clients.push_back(peer::connect(server.address()));
                clients.back().send(last_request);
            }
            all_right.send(std::ranges::all_of(clients, [](const peer& p) {
                return p.read_all().ends_with("\r\n\r\nslow response");
            }));
        });
        ctx::sleep_for(250ms);
        CHECK(threads() <= before + 2);  // the caller, and that of the timers
        CHECK(all_right.receive() == true);
    });
}

TEST_CASE("the error for an address in use names the address") {
    const http::server server(any_port, quick());
    const auto port =
        std::stoi(server.address().substr(server.address().rfind(':') + 1));
    try {
        const http::server second(
            {"127.0.0.1", static_cast<std::uint16_t>(port)}, quick());
        FAIL("two servers listen at one address");
    } catch (const std::runtime_error& e) {
        CHECK(e.what() == "listen tcp " + server.address() +
                              ": bind: address already in use");
    }
}

TEST_CASE("a server listens at all addresses unless a host is given") {
    const http::server all({"", 0}, quick());
    const auto port = all.address().substr(all.address().rfind(':'));
    CHECK(all.address() ==
          (all.address().starts_with('[') ? "[::]" + port : "0.0.0.0" + port));
    CHECK(reply("127.0.0.1" + port, last_request) == ok_and_close);
    const http::server named({"localhost", 0}, quick());
    CHECK(!named.address().empty());
}

// Skipped under a sanitizer: the undefined behavior sanitizer opens a file to
// look at memory, and reports an error if it cannot.
TEST_CASE("a server with too many open files says so, waits and continues" *
          doctest::skip(ctx_test::sanitized)) {
    process server(ctx_test::shell_line(
        "ulimit -n 32; exec \"$0\" \"$@\"",
        {"server", "--addr", "127.0.0.1:0", "--respond", "quick"}));
    const auto address = ctx_test::await_address(server);
    {
        std::vector<peer> idle;
        for (int i = 0; i < 40; ++i) idle.push_back(peer::connect(address));
        server.await_error("http: Accept error: accept tcp " + address +
                           ": accept4: too many open files; retrying in 5ms\n");
    }
    CHECK(reply(address, last_request) == ok_and_close);
}

TEST_CASE("a server with too many open files tries less and less often" *
          doctest::skip(ctx_test::sanitized)) {
    process server(ctx_test::shell_line(
        "ulimit -n 32; exec \"$0\" \"$@\"",
        {"server", "--addr", "127.0.0.1:0", "--respond", "quick"}));
    const auto address = ctx_test::await_address(server);
    std::vector<peer> idle;
    for (int i = 0; i < 40; ++i) idle.push_back(peer::connect(address));
    const auto start = std::chrono::steady_clock::now();
    // Twice as long each time, and a second at most. The eight pauses before
    // the last line take 1275 ms together.
    server.await_error("; retrying in 640ms\n");
    server.await_error("; retrying in 1s\n");
    CHECK(std::chrono::steady_clock::now() - start >= 1275ms);
}

}  // namespace http_server_test
