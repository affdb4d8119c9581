// Connections in memory, between goroutines of a bubble.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "lessons/server/server.hpp"
#include "lessons/support/http/client.hpp"
#include "lessons/support/http/server.hpp"
#include "lessons/support/http/transport.hpp"
#include "tests/support/sanitizers.hpp"

namespace http_pipes_test {

namespace http = lessons::http;
using namespace ctx;
using namespace std::chrono_literals;

const http::address any_port{"127.0.0.1", 0};

// Both ends of a connection.
struct ends {
    std::shared_ptr<http::connection> client, server;
};

ends connect(http::listener& l) {
    ends both;
    both.client = http::dial(background(), http::parse_address(l.address()));
    both.server = l.accept();
    return both;
}

// The bytes of all pieces that come.
std::string read_all(http::connection& c) {
    std::string all;
    while (const auto next = c.incoming().receive()) all += next->bytes;
    return all;
}

TEST_CASE("an end receives what the other end has written before it closed") {
    (void)bubble([] {
        const auto l = http::listen(any_port);
        const auto [client, server] = connect(*l);
        CHECK_FALSE(client->write("one "));
        CHECK_FALSE(client->write("two"));
        client->close();
        CHECK(read_all(*server) == "one two");
    });
}

TEST_CASE("an end that has ended only its sending side still receives") {
    (void)bubble([] {
        const auto l = http::listen(any_port);
        const auto [client, server] = connect(*l);
        client->close(http::direction::sending);
        CHECK(read_all(*server) == "");
        CHECK_FALSE(server->write("answer"));
        server->close();
        CHECK(read_all(*client) == "answer");
        CHECK(client->write("more"));
    });
}

TEST_CASE("a close wakes the goroutines that are blocked at both ends") {
    for (const bool near : {false, true}) {
        (void)bubble([&] {
            const auto l = http::listen(any_port);
            const auto [client, server] = connect(*l);
            wait_group readers;
            for (const auto& end : {client, server}) {
                readers.go([&end = *end] { CHECK(read_all(end) == ""); });
            }
            bubble_wait();
            (near ? client : server)->close();
            readers.wait();
        });
    }
}

TEST_CASE("a close wakes a writer that has found the buffer full") {
    (void)bubble([] {
        const auto l = http::listen(any_port);
        const auto both = connect(*l);
        wait_group writer;
        error problem;
        writer.go([&] {
            while (!problem) problem = both.client->write("x");
        });
        bubble_wait();
        both.server->close();
        writer.wait();
        CHECK(problem.message() ==
              "write tcp 127.0.0.1:49152->127.0.0.1:8000: write: broken pipe");
    });
}

TEST_CASE("a connection that is dropped is closed") {
    (void)bubble([] {
        const auto l = http::listen(any_port);
        auto [client, server] = connect(*l);
        client.reset();
        CHECK_FALSE(server->incoming().receive());
    });
}

TEST_CASE("each end names both addresses, its own first") {
    (void)bubble([] {
        const auto l = http::listen({"localhost", 80});
        CHECK(l->address() == "127.0.0.1:80");
        const auto [client, server] = connect(*l);
        const auto other = connect(*l);
        client->close();
        other.client->close();
        CHECK(client->write("x").message() ==
              "write tcp 127.0.0.1:49152->127.0.0.1:80: write: broken pipe");
        CHECK(server->write("x").message() ==
              "write tcp 127.0.0.1:80->127.0.0.1:49152: write: broken pipe");
        CHECK(other.client->write("x").message() ==
              "write tcp 127.0.0.1:49153->127.0.0.1:80: write: broken pipe");
    });
}

TEST_CASE("port 0 is the first free port from 8000 on") {
    (void)bubble([] {
        const auto first = http::listen(any_port);
        auto second = http::listen(any_port);
        const auto third = http::listen(any_port);
        CHECK(first->address() == "127.0.0.1:8000");
        CHECK(second->address() == "127.0.0.1:8001");
        CHECK(third->address() == "127.0.0.1:8002");
        second.reset();
        CHECK(http::listen(any_port)->address() == "127.0.0.1:8001");
    });
}

TEST_CASE("the error for a taken port names the address") {
    (void)bubble([] {
        const auto l = http::listen(any_port);
        CHECK_THROWS_WITH_AS(
            (void)http::listen({"127.0.0.1", 8000}),
            "listen tcp 127.0.0.1:8000: bind: address already in use",
            std::runtime_error);
    });
}

TEST_CASE("a port without a listener refuses connections") {
    (void)bubble([] {
        const http::address nobody{"127.0.0.1", 1};
        const char* const refused =
            "dial tcp 127.0.0.1:1: connect: connection refused";
        CHECK_THROWS_WITH((void)http::dial(background(), nobody), refused);
        const auto l = http::listen(nobody);
        CHECK(http::dial(background(), nobody));
        l->close();
        CHECK_THROWS_WITH((void)http::dial(background(), nobody), refused);
    });
}

TEST_CASE("a closed listener closes the connections it has not accepted") {
    (void)bubble([] {
        const auto l = http::listen(any_port);
        const auto waiting =
            http::dial(background(), http::parse_address(l->address()));
        l->close();
        CHECK_FALSE(waiting->incoming().receive());
        CHECK_THROWS_WITH(
            (void)l->accept(),
            "accept tcp 127.0.0.1:8000: use of closed network connection");
    });
}

TEST_CASE("a close wakes the goroutine that accepts") {
    (void)bubble([] {
        const auto l = http::listen(any_port);
        wait_group wg;
        wg.go([&] { CHECK_THROWS_AS((void)l->accept(), std::runtime_error); });
        bubble_wait();
        l->close();
        wg.wait();
    });
}

TEST_CASE("a client that waits to be accepted gives up with its context") {
    (void)bubble([] {
        const auto l = http::listen(any_port);
        const auto at = http::parse_address(l->address());
        const auto [c, cancel] = with_timeout(background(), 1s);
        std::vector<std::shared_ptr<http::connection>> waiting;
        const auto dial_all = [&] {
            for (;;) waiting.push_back(http::dial(c, at));
        };
        const auto why = make_error_code(errc::deadline_exceeded).message();
        CHECK_THROWS_WITH(dial_all(), why.c_str());
        CHECK(clock::now().time_since_epoch() == 1s);
        CHECK_THROWS_WITH((void)http::dial(c, at), why.c_str());
    });
}

// -- the end of a bubble ----------------------------------------------------

void check_that_ports_are_free() {
    (void)bubble(
        [] { CHECK(http::listen(any_port)->address() == "127.0.0.1:8000"); });
}

TEST_CASE("a bubble that ends by an exception frees its ports") {
    CHECK_THROWS_AS(bubble([] {
                        const auto l = http::listen(any_port);
                        throw std::runtime_error("as the test wants it");
                    }),
                    std::runtime_error);
    check_that_ports_are_free();
}

TEST_CASE("a bubble that leaves a goroutine behind frees its ports") {
    const auto report = bubble([] {
        go([] {
            const auto l = http::listen(any_port);
            (void)l->accept();
        });
        sleep_for(1s);
    });
    CHECK(report.leaks.size() == 1);
    check_that_ports_are_free();
}

TEST_CASE("a bubble that ends in a deadlock frees its ports") {
    CHECK_THROWS_AS(bubble([] {
                        const auto l = http::listen(any_port);
                        const auto waiting = http::dial(
                            background(), http::parse_address(l->address()));
                        (void)channel<int>().receive();
                    }),
                    deadlock);
    check_that_ports_are_free();
}

TEST_CASE("a bubble with a server that ends in a deadlock frees its ports") {
    CHECK_THROWS_AS(
        (void)bubble([] {
            const http::server server(any_port, [](auto&, const auto& r) {
                r.context.done().wait();
            });
            (void)http::client().send(
                {background(), "GET", "http://" + server.address() + '/'});
        }),
        deadlock);
    check_that_ports_are_free();
}

// -- the server and the client over them ------------------------------------

http::handler responding(lessons::response how, bool watch = false) {
    lessons::server_settings s;
    s.respond = how;
    s.watch = watch;
    return index_handler(s);
}

std::string get(const http::server& server) {
    const auto got = http::client().send(
        {background(), "GET", "http://" + server.address() + '/'});
    return got.err ? got.err.message() : got.resp->body->read_all().data;
}

TEST_CASE("a slow response takes its ten seconds of virtual time") {
    (void)bubble([] {
        const http::server server(any_port,
                                  responding(lessons::response::slow));
        CHECK(get(server) == "slow response");
        CHECK(clock::now().time_since_epoch() == 10s);
    });
}

TEST_CASE("a client that gives up cancels its request at the same instant") {
    (void)bubble([] {
        std::optional<duration> canceled_at;
        const http::server server(any_port, [&](auto&, const auto& r) {
            r.context.done().wait();
            canceled_at = clock::now().time_since_epoch();
        });
        const auto [c, cancel] = with_timeout(background(), 100ms);
        const auto got =
            http::client().send({c, "GET", "http://" + server.address() + '/'});
        CHECK(got.err);
        bubble_wait();
        CHECK(canceled_at == 100ms);
    });
}

TEST_CASE("a silent client is cut off when its time for a header is up") {
    (void)bubble([] {
        const http::server server(any_port,
                                  responding(lessons::response::quick), 3s);
        const auto silent =
            http::dial(background(), http::parse_address(server.address()));
        CHECK_FALSE(silent->incoming().receive());
        CHECK(clock::now().time_since_epoch() == 3s);
    });
}

TEST_CASE("a shutdown waits for a running request and closes an idle client") {
    (void)bubble([] {
        http::server server(any_port, responding(lessons::response::slow));
        const auto idle =
            http::dial(background(), http::parse_address(server.address()));
        wait_group wg;
        wg.go([&] { CHECK(get(server) == "slow response"); });
        sleep_for(1s);
        server.shutdown();
        CHECK(clock::now().time_since_epoch() == 10s);
        CHECK_FALSE(idle->incoming().receive());
        wg.wait();
    });
}

// The thread sanitizer allows some 8,000 fibers.
TEST_CASE("ten thousand slow requests take as long as one") {
    constexpr int many = ctx_test::thread_sanitized ? 1000 : 10'000;
    (void)bubble([] {
        const http::server server(any_port,
                                  responding(lessons::response::slow));
        wait_group wg;
        for (int i = 0; i < many; ++i) {
            wg.go([&] { CHECK(get(server) == "slow response"); });
        }
        wg.wait();
        CHECK(clock::now().time_since_epoch() == 10s);
    });
}

TEST_CASE("a destroyed server leaves its handlers behind and nothing else") {
    const auto report = bubble([] {
        const http::server server(any_port,
                                  responding(lessons::response::slow));
        const auto [c, cancel] = with_timeout(background(), 1s);
        (void)http::client().send(
            {c, "GET", "http://" + server.address() + '/'});
    });
    REQUIRE(report.leaks.size() == 1);
    CHECK(report.leaks[0].name == "handler");
}

}  // namespace http_pipes_test
