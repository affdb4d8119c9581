// The client with servers that are odd, broken or hostile. Our client must
// print what Go's client prints.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "tests/apps/program.hpp"
#include "tests/support/go.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/sockets.hpp"

namespace http_client_test {

using namespace std::chrono_literals;
using ctx_test::outcome;
using ctx_test::peer;
using ctx_test::peer_server;
using std::chrono::steady_clock;

// Returns the output without the parts that differ from run to run.
std::string masked(std::string text) {
    text = std::regex_replace(text, std::regex("0x[0-9a-f]+"), "ADDRESS");
    return std::regex_replace(text, std::regex("127.0.0.1:\\d+"), "SERVER");
}

outcome ours(const std::string& address, const std::string& ms) {
    return ctx_test::ctxdemo(
        {"client", "--url", "http://" + address + "/", "--ms", ms});
}

// Reads the request, answers with `text`, and closes the connection.
std::function<void(peer)> answering(const std::string& text) {
    return [text](const peer& p) {
        (void)p.read_until("\r\n\r\n");
        p.send(text);
    };
}

// The same, but the client closes the connection.
std::function<void(peer)> leaving_open(const std::string& text) {
    return [text](const peer& p) {
        (void)p.read_until("\r\n\r\n");
        p.send(text);
        (void)p.read_all();
    };
}

void reset(const peer& p) {
    (void)p.read_until("\r\n\r\n");
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(p.fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

struct row {
    const char* name;
    std::function<void(peer)> talk;
    const char* has;  // in the output
};

// Servers that the Go twin and our client report alike, given enough time.
std::vector<row> rows() {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const std::string zipped(  // a hundred zero bytes
        "\x1f\x8b\x08\0\0\0\0\0\x02\x03\x63\x60\xa0\x3d\0\0\xca\xc6\x88\x99"
        "d\0\0\0",
        24);
    return {
        {"no answer", answering(""), "err:Get \"http://SERVER/\": EOF\n"},
        {"a reset", reset, "read: connection reset by peer"},
        {"garbage", leaving_open("garbage\n"),
         "malformed HTTP response \"garbage\""},
        {"garbage without a line end", answering("garbage"),
         "malformed HTTP response \"garbage\""},
        {"binary garbage",
         leaving_open("\x01\x80 \xff\"\\\t\x7f \xe4\xbd\xa0\n"),
         "malformed HTTP"},
        {"half a header", answering(ok + "Content-Le"),
         "missing colon: \"Content-Le\""},
        {"a header without its end", answering(ok + "A: b\r\n"),
         "unexpected EOF"},
        {"a bad status", leaving_open("HTTP/1.1 2x0 OK\r\n\r\n"),
         "malformed HTTP status code \"2x0\""},
        {"a bad version", leaving_open("HTTP/one 200 OK\r\n\r\n"),
         "malformed HTTP version \"HTTP/one\""},
        {"a bad field", leaving_open(ok + "no colon\r\n\r\n"),
         "malformed MIME header: missing colon: \"no colon\""},
        {"half a body", answering(ok + "Content-Length: 100\r\n\r\nhalf"),
         "read response failed, err:unexpected EOF\n"},
        {"half a chunk",
         answering(ok + "Transfer-Encoding: chunked\r\n\r\n10\r\nhalf"),
         "read response failed, err:unexpected EOF\n"},
        {"chunks",
         answering(ok + "Transfer-Encoding: chunked\r\n\r\n"
                        "4\r\nfour\r\n5\r\nfive!\r\n0\r\n\r\n"),
         " -1 [chunked] false "},
        {"a body that ends with the connection",
         answering(ok + "\r\nall of it"), "resp:all of it\n"},
        {"no body", leaving_open(ok + "Content-Length: 0\r\n\r\n"),
         " {} 0 [] "},
        {"a status without a body",
         leaving_open("HTTP/1.1 204 No Content\r\n\r\n"),
         "&{204 No Content 204 "},
        {"a length without a body",
         answering("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n"),
         " {} 0 [] "},
        {"HTTP/1.0", answering("HTTP/1.0 200 OK\r\n\r\nold"),
         " HTTP/1.0 1 0 map[] "},
        {"a status without a reason",
         answering("HTTP/1.1 404 \r\nContent-Length: 2\r\n\r\nno"),
         "&{404  404 "},
        {"fields in any case, and a field twice",
         answering(ok + "content-LENGTH: 2\r\nset-cookie: a=1\r\n"
                        "Set-Cookie: b=2\r\nConnection: close\r\n\r\nhi"),
         "map[Content-Length:[2] Set-Cookie:[a=1 b=2]]"},
        {"a status 100 Continue before the response",
         answering("HTTP/1.1 100 Continue\r\n\r\n" + ok +
                   "Content-Length: 2\r\n\r\nhi"),
         "resp:hi\n"},
        {"early hints before the response",
         answering("HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" + ok +
                   "Content-Length: 2\r\n\r\nhi"),
         "resp:hi\n"},
        {"a switch of protocols, after which no other response comes",
         answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n"
                   "Connection: Upgrade\r\n\r\n"),
         "&{101 Switching Protocols 101 "},
        {"lines that end in LF",
         answering("HTTP/1.1 200 OK\nContent-Length: 2\nA: b\n\nhi"),
         "map[A:[b] Content-Length:[2]]"},
        {"a status line without a text", answering("HTTP/1.1 200\r\n\r\nhi"),
         "&{200 200 "},
        {"a status line with two spaces",
         answering("HTTP/1.1  200  OK\r\n\r\nhi"), "&{200  OK "},
        {"an odd version", answering("HTTP/1.2 200 OK\r\n\r\nhi"),
         " HTTP/1.2 1 2 "},
        {"a field in two lines", answering(ok + "A: b\r\n  c\r\n\r\nhi"),
         "map[A:[b c]]"},
        {"a continuation line without a field", answering(ok + " a\r\n\r\nhi"),
         "malformed MIME header initial line: \" a\""},
        {"a length and chunks",
         answering(ok + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n"
                        "\r\n2\r\nhi\r\n0\r\n\r\n"),
         "map[] ADDRESS -1 [chunked] "},
        {"the same length twice",
         answering(ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi"),
         "map[Content-Length:[2]]"},
        {"two different lengths",
         answering(ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi"),
         "cannot contain multiple Content-Length headers; got"},
        {"a length that is no number",
         answering(ok + "Content-Length: +2\r\n\r\nhi"),
         "bad Content-Length \"+2\""},
        {"a length beyond 63 bits",
         answering(ok + "Content-Length: 9223372036854775808\r\n\r\nhi"),
         "bad Content-Length \"9223372036854775808\""},
        {"another transfer encoding",
         answering(ok + "Transfer-Encoding: gzip\r\n\r\nhi"),
         "unsupported transfer encoding: \"gzip\""},
        {"a chunk without a length",
         answering(ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
         "read response failed, err:invalid byte in chunk length\n"},
        {"a body of just a megabyte",
         answering(ok + "\r\n" + std::string(1 << 20, 'x')), "xxxx\n"},
        {"a body of a byte more",
         answering(ok + "\r\n" + std::string((1 << 20) + 1, 'x')),
         "read response failed, err:http: request body too large\n"},
        {"a redirect without a place",
         answering("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
         "&{302 Found 302 "},
        {"a redirect to a bad place",
         answering("HTTP/1.1 302 Found\r\nLocation: /%zz\r\n\r\n"),
         "failed to parse Location header \"/%zz\": parse \"/%zz\": invalid "
         "URL escape \"%zz\""},
        {"trailers",
         answering(ok + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                        "2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n"),
         "map[X-Sum:[]]"},
        {"gzip", answering(ok + "Content-Encoding: gzip\r\n\r\n" + zipped),
         "map[] ADDRESS -1 [] true true map[] ADDRESS"},
        {"gzip that is none",
         answering(ok + "Content-Encoding: gzip\r\n\r\nthis is no gzip"),
         "err:gzip: invalid header\n"},
        {"a large field",
         answering(ok + "A: " + std::string(100'000, 'a') + "\r\n\r\nhi"),
         "resp:hi\n"},
        {"HTTP/0.9", answering("HTTP/0.9 200 OK\r\n\r\nhi"), " HTTP/0.9 0 9 "},
        {"a body of two megabytes",
         answering(ok + "\r\n" + std::string(2'000'000, 'x')),
         "read response failed, err:http: request body too large\n"},
    };
}

TEST_CASE("our client reports odd servers as Go's client does") {
    static const bool go = !ctx_test::skip_without_go();
    static const ctx_test::scratch folder;
    if (static bool built = false; go && !std::exchange(built, true)) {
        ctx_test::build_go(CTXDEMO_LESSONS "/client/main.go",
                           folder / "client");
    }
    for (const auto& row : rows()) {
        SUBCASE(row.name) {
            const peer_server server(row.talk);
            const auto got = ours(server.address(), "20000");
            CAPTURE(got.out);
            CHECK(masked(got.out).find(row.has) != std::string::npos);
            CHECK(got.err == "");
            CHECK(got.code == 0);
            if (!go) continue;
            const auto wanted = ctx_test::run_program(
                {folder / "client", "--url", "http://" + server.address() + "/",
                 "--ms", "20000"});
            CHECK(masked(got.out) == masked(wanted.out));
        }
    }
}

TEST_CASE("a server that stops half way holds the client until its deadline") {
    const std::string header = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n";
    const row rows[] = {
        {"before the response", leaving_open(""), "call api timeout\n"},
        {"in the status line", leaving_open("HTTP/1.1 2"), "call api timeout"},
        {"in the header", leaving_open(header), "call api timeout\n"},
        {"in the body", leaving_open(header + "\r\nhalf"),
         "read response failed, err:context deadline exceeded\n"},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            const peer_server server(row.talk);
            const auto start = steady_clock::now();
            // One second is enough to reach the body.
            const auto got = ours(server.address(), "1000");
            CAPTURE(got.out);
            CHECK(steady_clock::now() - start < 20s);
            CHECK(got.out.find(row.has) != std::string::npos);
            CHECK(got.out.find("context deadline exceeded\n") !=
                  std::string::npos);
            CHECK(got.code == 0);
        }
    }
}

// Sends `head`, and then `piece` forever. Adds to `sent` the bytes that the
// client lets it send.
std::function<void(peer)> flooding(std::string head, std::string piece,
                                   std::atomic<std::size_t>& sent) {
    return [=, &sent](const peer& p) {
        (void)p.read_until("\r\n\r\n");
        p.send(head);
        while (p.send(piece)) sent += piece.size();
    };
}

TEST_CASE("a server that sends forever costs neither time nor memory") {
    std::string fields;
    for (int i = 0; i < 1000; ++i) fields += "X-Field: something\r\n";
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    struct flood {
        const char* name;
        std::string head, piece;
        const char* has;
    };
    const flood floods[] = {
        {"headers without end", ok, fields,
         "net/http: server response headers exceeded 1048576 bytes; aborted\n"},
        {"a field without end", ok + "X-Field: ", std::string(10'000, 'x'),
         "net/http: server response headers exceeded 1048576 bytes; aborted\n"},
        {"a body of a gigabyte", ok + "Content-Length: 1000000000\r\n\r\n",
         std::string(10'000, 'x'),
         "read response failed, err:http: request body too large\n"},
        {"a body without end", ok + "\r\n", std::string(10'000, 'x'),
         "read response failed, err:http: request body too large\n"},
        {"a chunk without end",
         ok + "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
         std::string(10'000, 'x'),
         "read response failed, err:http: request body too large\n"},
        {"a chunk length without end",
         ok + "Transfer-Encoding: chunked\r\n\r\n", std::string(10'000, '0'),
         "read response failed, err:header line too long\n"},
        {"a trailer without end",
         ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n", fields,
         "err:http: suspiciously long trailer after chunked body\n"},
        {"100 Continue without end", "", "HTTP/1.1 100 Continue\r\n\r\n",
         "net/http: server response headers exceeded 1048576 bytes; aborted\n"},
    };
    for (const auto& flood : floods) {
        SUBCASE(flood.name) {
            std::atomic<std::size_t> sent = 0;
            outcome got;
            {
                const peer_server server(
                    flooding(flood.head, flood.piece, sent));
                got = ours(server.address(), "20000");
            }
            CAPTURE(got.out);
            CHECK(got.out.find(flood.has) != std::string::npos);
            CHECK(got.code == 0);
            CHECK(sent < 30'000'000);  // most of it in buffers
            if (!ctx_test::sanitized) CHECK(got.memory_kb < 50'000);
        }
    }
}

TEST_CASE("a response has a header of at most a megabyte") {
    const auto padded = [](std::size_t size) {
        std::string header = "HTTP/1.1 200 OK\r\n";
        const std::string field = "A: " + std::string(1000, 'a') + "\r\n";
        while (header.size() + 2 * field.size() < size) header += field;
        const std::string last = "B: \r\n\r\n";
        const auto rest = size - header.size() - last.size();
        return header + "B: " + std::string(rest, 'b') + "\r\n\r\n";
    };
    const peer_server largest(answering(padded(1 << 20)));
    CHECK(ours(largest.address(), "20000").out.ends_with("resp:\n"));
    const peer_server larger(answering(padded((1 << 20) + 1)));
    CHECK(ours(larger.address(), "20000")
              .out.ends_with("net/http: server response headers exceeded "
                             "1048576 bytes; aborted\n"));
}

// Answers a request for "/n" with a redirect to "/n+1", from "/0" to `last`.
std::function<void(peer)> redirecting(int last) {
    return [last](const peer& p) {
        const auto request = p.read_until("\r\n\r\n");
        const int n = std::atoi(request.c_str() + std::string("GET /").size());
        const bool has_referer =
            request.find("\r\nReferer: http://") != std::string::npos;
        p.send(n == last ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere"
                         : "HTTP/1.1 302 Found\r\nLocation: /" +
                               std::to_string(n + 1) + "\r\nX-Referer: " +
                               std::to_string(int{has_referer}) +
                               "\r\nContent-Length: 0\r\n\r\n");
    };
}

TEST_CASE("our client follows nine redirects, and refuses the tenth, as Go's") {
    const peer_server reached(redirecting(9));
    CHECK(ours(reached.address(), "20000").out.ends_with("resp:there\n"));
    const peer_server beyond(redirecting(10));
    const auto got = ours(beyond.address(), "20000").out;
    CHECK(
        got.ends_with("failed, err:Get \"/10\": stopped after 10 redirects\n"));
    CHECK(got.find("map[Content-Length:[0] Location:[/10] X-Referer:[1]]") !=
          std::string::npos);
}

TEST_CASE("an unknown host name gives an error in Go's form") {
    // The last label is reserved for unknown names (RFC 2606).
    const auto got = ctx_test::ctxdemo(
        {"client", "--url", "http://nosuch.invalid/", "--ms", "20000"});
    const std::string before =
        "client.do resp:<nil>, err:Get \"http://nosuch.invalid/\": dial tcp: "
        "lookup nosuch.invalid: ";
    CHECK(got.out.starts_with(before));
    CHECK(got.code == 0);
}

TEST_CASE("a host may be a name or an IPv6 address") {
    const auto address = ctx_test::unused_address();
    const std::string port = address.substr(address.rfind(':'));
    const auto named = ctx_test::ctxdemo(
        {"client", "--url", "http://localhost" + port, "--ms", "20000"});
    CHECK(named.out.find("err:Get \"http://localhost" + port +
                         "\": dial tcp") != std::string::npos);
    const auto v6 = ctx_test::ctxdemo(
        {"client", "--url", "http://[::1]" + port + "/", "--ms", "20000"});
    CHECK(v6.out.find("dial tcp [::1]" + port + ": connect: ") !=
          std::string::npos);
}

}  // namespace http_client_test
