// The lessons server and client with each other, with their Go twins, and with
// the Go originals, if the originals are present.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <ctx/signal.hpp>
#include <fstream>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/go.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/sockets.hpp"

namespace http_pairs_test {

using namespace std::chrono_literals;
using ctx_test::arguments;
using ctx_test::process;
using ctx_test::run_program;
using ctx_test::scratch;
using ctx_test::slack;
using std::chrono::steady_clock;

// The folder of the Go programs, which are built once for this file.
const scratch& programs() {
    static const scratch folder;
    static const bool built = [] {
        for (const std::string name : {"server", "client"}) {
            ctx_test::build_go(
                std::string(CTXDEMO_LESSONS) + '/' + name + "/main.go",
                folder / name);
        }
        return true;
    }();
    (void)built;
    return folder;
}

// A Go original with parts of its text replaced, because it has no flags.
class original {
public:
    original(const std::string& name,
             const std::vector<std::pair<std::string, std::string>>& changes) {
        std::string code =
            ctx_test::content(ctx_test::oracle() + '/' + name + "/main.go");
        for (const auto& [from, to] : changes) {
            const auto at = code.find(from);
            REQUIRE(at != code.npos);
            code.replace(at, from.size(), to);
        }
        std::ofstream(folder_ / "main.go") << code;
        ctx_test::build_go(folder_ / "main.go", folder_ / "program");
    }
    [[nodiscard]] std::string program() const { return folder_ / "program"; }

private:
    scratch folder_;
};

// Returns `text` without addresses and dates, which differ from run to run.
std::string masked(const std::string& text) {
    static const std::regex address("0x[0-9a-f]+");
    static const std::regex date(
        R"(Date:\[[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [0-9:]{8} GMT\])");
    return std::regex_replace(std::regex_replace(text, address, "ADDRESS"),
                              date, "Date:[DATE]");
}

const std::string quick =
    "client.do resp:&{200 OK 200 HTTP/1.1 1 1 map[Content-Length:[14] "
    "Content-Type:[text/plain; charset=utf-8] Date:[DATE]] ADDRESS 14 [] true "
    "false map[] ADDRESS <nil>}, err:<nil>\n"
    "call server api success\n"
    "resp:quick response\n";

bool is_timeout(const std::string& text, const std::string& address) {
    const std::string over = "call api timeout\n";
    const std::string failed = "client.do resp:<nil>, err:Get \"http://" +
                               address + "/\": context deadline exceeded\n";
    return text == over + failed || text == failed + over;
}

std::string refused(const std::string& address) {
    const std::string why = "Get \"http://" + address + "/\": dial tcp " +
                            address + ": connect: connection refused\n";
    return "client.do resp:<nil>, err:" + why +
           "call server api success\ncall server api failed, err:" + why;
}

enum class maker { ours, twin, original };
const maker makers[] = {maker::ours, maker::twin, maker::original};

const char* name_of(maker m) {
    return m == maker::ours ? "ours" : m == maker::twin ? "Go's twin" : "Go's";
}

// Returns true if a program of this maker can run here.
bool have(maker m) {
    static const bool go = !ctx_test::skip_without_go();
    static const bool originals = !ctx_test::oracle().empty();
    if (m == maker::ours) return true;
    return go && (m == maker::twin || originals);
}

// A server that runs as long as this object lives.
class running_server {
public:
    running_server(maker m, const std::string& respond) {
        if (m == maker::original) {
            start_original(respond);
            return;
        }
        arguments args{m == maker::ours ? CTXDEMO_BINARY
                                        : programs() / "server"};
        if (m == maker::ours) args.emplace_back("server");
        args.insert(args.end(),
                    {"--addr", "127.0.0.1:0", "--respond", respond});
        process_ = std::make_unique<process>(args);
        address_ = ctx_test::await_address(*process_);
    }

    [[nodiscard]] const std::string& address() const { return address_; }

private:
    void start_original(const std::string& respond) {
        address_ = ctx_test::unused_address();
        original_.emplace(
            "server",
            std::vector<std::pair<std::string, std::string>>{
                {":8000", address_},
                {"rand.Intn(2)",
                 respond == "slow" ? "rand.Intn(1)" : "1 + rand.Intn(1)"}});
        process_ = std::make_unique<process>(arguments{original_->program()});
        ctx_test::await_listener(address_);
    }

    std::optional<original> original_;
    std::string address_;
    std::unique_ptr<process> process_;
};

// Runs a client to its end.
ctx_test::outcome call(maker m, const std::string& address, int ms) {
    const std::string url = "http://" + address + '/';
    const std::string timeout = std::to_string(ms);
    switch (m) {
        case maker::ours:
            return ctx_test::ctxdemo({"client", "--url", url, "--ms", timeout});
        case maker::twin:
            return run_program(
                {programs() / "client", "--url", url, "--ms", timeout});
        case maker::original:
            return run_program(
                {original("client",
                          {{"http://127.0.0.1:8000/", url},
                           {"Millisecond*100", "Millisecond*" + timeout}})
                     .program()});
    }
    return {};
}

// Long enough for a loaded machine. No test waits for all of it.
constexpr int enough_ms = 20'000;

TEST_CASE("each client gets a quick response from each server") {
    for (const auto server : makers) {
        if (!have(server)) continue;
        const running_server s(server, "quick");
        for (const auto client : makers) {
            if (!have(client)) continue;
            CAPTURE(std::string(name_of(server)));
            CAPTURE(std::string(name_of(client)));
            const auto got = call(client, s.address(), enough_ms);
            CHECK(masked(got.out) == quick);
            CHECK(got.err == "");
            CHECK(got.code == 0);
        }
    }
}

TEST_CASE("each client gives up on each slow server at its deadline") {
    for (const auto server : makers) {
        if (!have(server)) continue;
        const running_server s(server, "slow");
        for (const auto client : makers) {
            if (!have(client)) continue;
            CAPTURE(std::string(name_of(server)));
            CAPTURE(std::string(name_of(client)));
            const auto got = call(client, s.address(), 100);
            CAPTURE(got.out);
            CHECK(is_timeout(got.out, s.address()));
            CHECK(got.err == "");
            CHECK(got.code == 0);
        }
    }
}

TEST_CASE("each client reports a refused connection if there is no server") {
    for (const auto client : makers) {
        if (!have(client)) continue;
        CAPTURE(std::string(name_of(client)));
        const auto address = ctx_test::unused_address();
        const auto got = call(client, address, enough_ms);
        CHECK(got.out == refused(address));
        CHECK(got.err == "");
        CHECK(got.code == 0);
    }
}

TEST_CASE("the client ends at its deadline, not when the server responds") {
    const running_server s(maker::ours, "slow");  // responds after 10 s
    const auto start = steady_clock::now();
    const auto got = call(maker::ours, s.address(), 100);
    const auto took = steady_clock::now() - start;
    CHECK(is_timeout(got.out, s.address()));
    CHECK(took >= 100ms);
    CHECK(took < 1s + slack);
}

TEST_CASE("a slow response arrives if the deadline is late enough") {
    for (const char* how : {"--os", "--speed=max"}) {
        const auto got = ctx_test::ctxdemo({"http", how, "--respond", "slow",
                                            "--slow", "1ms", "--ms", "20000"});
        CHECK(
            got.out.ends_with("call server api success\nresp:slow response\n"));
        CHECK(got.code == 0);
    }
}

TEST_CASE("the lesson http runs a server and a client") {
    for (const char* how : {"--os", "--speed=max"}) {
        const auto fast = ctx_test::ctxdemo(
            {"http", how, "--respond", "quick", "--ms", "20000"});
        CHECK(masked(fast.out) == quick);
        CHECK(fast.err == "");
        CHECK(fast.code == 0);

        const auto slow = ctx_test::ctxdemo({"http", how, "--respond", "slow"});
        CHECK(slow.out.find("call api timeout\n") != std::string::npos);
        CHECK(slow.out.find("context deadline exceeded\n") !=
              std::string::npos);
        // Nobody waits for the handler, and Go would not say so.
        static const std::regex left(
            "ctxdemo: 1 goroutine was still alive when main returned:\n"
            "  goroutine \\d+ \"handler\" .*\n");
        CAPTURE(slow.err);
        CHECK(std::regex_match(slow.err, left));
        CHECK(slow.code == 0);
    }
}

TEST_CASE("a server with --watch reports that its client has gone") {
    const auto in_memory = ctx_test::ctxdemo(
        {"http", "--respond", "slow", "--watch", "--speed", "max"});
    CHECK(in_memory.err ==
          "the client has gone: stopped after 100ms, not 10s\n");
    const auto got =
        ctx_test::ctxdemo({"http", "--os", "--respond", "slow", "--watch"});
    static const std::regex line(
        "the client has gone: stopped after \\d+ms, not 10s\n");
    CAPTURE(got.err);
    CHECK(std::regex_match(got.err, line));
    CHECK(got.code == 0);
}

TEST_CASE("a server with --watch notices the end of each kind of client") {
    for (const auto client : makers) {
        if (!have(client)) continue;
        CAPTURE(std::string(name_of(client)));
        process server(
            ctx_test::ctxdemo_line({"server", "--addr", "127.0.0.1:0",
                                    "--watch", "--respond", "slow"}));
        (void)call(client, ctx_test::await_address(server), 100);
        server.await_error("the client has gone: stopped after ");
    }
}

TEST_CASE("a random response is slow or quick, and fixed by its seed") {
    std::string all;
    for (int seed = 1; seed <= 6; ++seed) {
        const auto once = [&] {
            const auto got =
                ctx_test::ctxdemo({"http", "--seed", std::to_string(seed),
                                   "--slow", "1ms", "--speed", "max"});
            return got.out.substr(got.out.rfind("resp:"));
        };
        const auto first = once();
        CHECK(first == once());
        all += first;
    }
    CHECK(all.find("resp:slow response\n") != std::string::npos);
    CHECK(all.find("resp:quick response\n") != std::string::npos);
}

TEST_CASE("the server handles a signal itself, and ends well in a second") {
    for (const maker m : {maker::ours, maker::twin}) {
        if (!have(m)) continue;
        for (const int signal : {SIGINT, SIGTERM}) {
            CAPTURE(name_of(m));
            arguments args{"--addr", "127.0.0.1:0", "--respond", "slow"};
            if (m == maker::ours) args.insert(args.begin(), "server");
            args.insert(args.begin(), m == maker::ours ? CTXDEMO_BINARY
                                                       : programs() / "server");
            process server(args);
            const auto address = ctx_test::await_address(server);
            // The server is serving a request when the signal arrives.
            const auto client = ctx_test::peer::connect(address);
            REQUIRE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            const auto sent = steady_clock::now();
            server.send(signal);
            const auto got = server.wait();
            CHECK(steady_clock::now() - sent < 1s + slack);
            CHECK(got.code == 0);
            CHECK(got.out == "");
            CHECK(got.err == "listening on http://" + address +
                                 "/\nending: " + ctx::signal_name(signal) +
                                 " signal received\n");
            CHECK(client.read_all() == "");
        }
    }
}

TEST_CASE("Ctrl-C ends a waiting client, which prints nothing") {
    const running_server s(maker::ours, "slow");
    process client(ctx_test::ctxdemo_line(
        {"client", "--url", "http://" + s.address() + '/', "--ms", "60000"}));
    client.await_handled(SIGINT);
    const auto sent = steady_clock::now();
    client.send(SIGINT);
    const auto got = client.wait();
    CHECK(steady_clock::now() - sent < 1s + slack);
    CHECK(got.signal == SIGINT);
    CHECK(got.out == "");
    CHECK(got.err == "");
}

TEST_CASE("a server with --for ends by itself") {
    const auto got =
        ctx_test::ctxdemo({"server", "--addr", "127.0.0.1:0", "--for", "1ms"});
    CHECK(got.code == 0);
    CHECK(got.out == "");
}

}  // namespace http_pairs_test
