// Requests that try to smuggle another request past a proxy: their body would
// be the next request for a server that does not see where it ends.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <vector>

#include "tests/apps/program.hpp"
#include "tests/support/go.hpp"
#include "tests/support/sockets.hpp"

namespace http_smuggling_test {

using ctx_test::peer;
using ctx_test::process;

std::string reply(const std::string& address, const std::string& text) {
    const auto p = peer::connect(address);
    p.send(text);
    static const std::regex date("Date: [^\r]*GMT\r");
    return std::regex_replace(p.read_all(), date, "Date: DATE\r");
}

// Returns the statuses of the responses: "200 400".
std::string statuses(const std::string& responses) {
    static const std::regex status("HTTP/1\\.[01] (\\d+) ");
    std::string all;
    for (std::sregex_iterator i(responses.begin(), responses.end(), status),
         end;
         i != end; ++i) {
        all += (all.empty() ? "" : " ") + (*i)[1].str();
    }
    return all;
}

struct row {
    std::string fields;
    std::string body;
    const char* want;  // the statuses; the last is of the next request
};

const std::string next =
    "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const std::string chunked = "Transfer-Encoding: chunked\r\n";

const row rows[] = {
    {"Content-Length: 4\r\n", "body", "200 200"},
    {"Content-Length: 4\r\nContent-Length: 4\r\n", "body", "200 200"},
    {"Content-Length: 4\r\nContent-Length: 5\r\n", "body", "400"},
    {"Content-Length: 0, 0\r\n", "", "400"},
    {"Content-Length: +4\r\n", "body", "400"},
    {"Content-Length: 4 4\r\n", "body", "400"},
    {"Content-Length:\r\n", "", "400"},
    {"Content-Length : 4\r\n", "body", "400"},
    {chunked, "4\r\nbody\r\n0\r\n\r\n", "200 200"},
    {chunked + "Content-Length: 3\r\n", "4\r\nbody\r\n0\r\n\r\n", "200 200"},
    {chunked + chunked, "0\r\n\r\n", "501"},
    {chunked + "Transfer-Encoding: identity\r\n", "0\r\n\r\n", "501"},
    {"Transfer-Encoding: identity\r\nContent-Length: 4\r\n", "body", "501"},
    {"Transfer-Encoding: xchunked\r\n", "0\r\n\r\n", "501"},
    {"Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n", "501"},
    {"Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n", "501"},
    {"Transfer-Encoding:\r\n", "", "501"},
    {"Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n", "200 200"},
    {"Transfer-Encoding: \x0b chunked\r\n", "0\r\n\r\n", "400"},
    {"Transfer-Encoding : chunked\r\n", "0\r\n\r\n", "400"},
    {"Transfer_Encoding: chunked\r\nContent-Length: 0\r\n", "", "200 200"},
    {chunked, "4\nbody\n0\n\n", "200"},
    {chunked, "4\r\nbodyX\r\n0\r\n\r\n", "200"},
    {chunked, "0x4\r\nbody\r\n0\r\n\r\n", "200"},
    {chunked, "00000000000000000\r\n\r\n", "200"},
    {chunked + "Trailer: Content-Length\r\n", "0\r\n\r\n", "400"},
    {"Host: y\r\n", "", "400"},
    {"A: b\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n", "400"},
    {"A\r\n", "", "400"},
};

TEST_CASE("our server and Go's take no body for a request") {
    process ours({CTXDEMO_BINARY, "server", "--addr", "127.0.0.1:0",
                  "--respond", "quick"});
    const auto address = ctx_test::await_address(ours);
    const bool go = !ctx_test::skip_without_go();
    const ctx_test::scratch folder;
    if (go) {
        ctx_test::build_go(CTXDEMO_LESSONS "/server/main.go",
                           folder / "server");
    }
    process twin(go ? std::vector<std::string>{folder / "server", "--addr",
                                               "127.0.0.1:0", "--respond",
                                               "quick"}
                    : std::vector<std::string>{"/bin/true"});
    const auto twin_address = go ? ctx_test::await_address(twin) : "";
    for (const auto& row : rows) {
        const auto sent = "POST /a HTTP/1.1\r\nHost: x\r\n" + row.fields +
                          "\r\n" + row.body + next;
        CAPTURE(sent);
        const auto got = reply(address, sent);
        CHECK(statuses(got) == row.want);
        if (go) CHECK(got == reply(twin_address, sent));
    }
}

}  // namespace http_smuggling_test
