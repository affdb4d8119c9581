// Programs as someone new to the library writes them, each beside the same
// program in Go. Both do the same, and the C++ has no more lines.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/files.hpp"
#include "tests/support/go.hpp"
#include "tests/support/process.hpp"
#include "tests/support/readme.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/sockets.hpp"

namespace newcomer_test {

using ctx_test::content;
using ctx_test::lines_of;
using ctx_test::peer;
using ctx_test::process;

const std::string sources = CTX_NEWCOMER_SOURCES "/";
const std::string programs = CTX_NEWCOMER_PROGRAMS "/newcomer_";

// The Go programs, built. golang.org/x/sync is not one of Go's own packages,
// but the sources of Go's commands include its errgroup.
class go_programs {
public:
    go_programs() {
        const auto built = ctx_test::shell(
            "cd '" + folder_.path().string() + "' && mkdir sync && " +
            "cp -r \"$(go env GOROOT)/src/cmd/vendor/golang.org/x/sync/errgroup"
            "\" sync && (cd sync && go mod init golang.org/x/sync) && "
            "go mod init newcomer && go mod edit "
            "-require golang.org/x/sync@v0.0.0 "
            "-replace golang.org/x/sync=./sync && "
            "for name in pool pipeline server; do "
            "go build -o $name '" +
            sources + "'$name.go || exit; done");
        CAPTURE(built.err);
        REQUIRE(built.code == 0);
    }

    [[nodiscard]] std::string operator/(const std::string& name) const {
        return folder_ / name;
    }

private:
    ctx_test::scratch folder_;
};

std::string pool(const std::string& program) {
    const auto got = ctx_test::run_program({program});
    CHECK(got.code == 0);
    return got.out;
}

// The program is terminated in the middle of its work.
std::string pipeline(const std::string& program) {
    process running({program});
    running.await_output("stored 3 squares\n");
    running.send(SIGTERM);
    const auto got = running.wait();
    CHECK(got.code == 0);
    return got.out;
}

// The statuses and bodies of answers.
std::string answers_in(std::string text) {
    std::string all;
    while (!text.empty()) {
        const auto body = text.find("\r\n\r\n") + 4;
        const auto head = text.substr(0, body);
        const auto length =
            std::stoul(ctx_test::matches(head, "Content-Length: (\\d+)").at(0));
        all += ctx_test::matches(head, "^HTTP/1.1 (\\d+)").at(0) + ' ' +
               text.substr(body, length) + '\n';
        text.erase(0, body + length);
    }
    return all;
}

// Sends three requests on one connection.
std::string server(const std::string& program) {
    process running({program});
    running.await_output("\n");
    const auto client = peer::connect(running.output().substr(13));
    client.send(
        "GET /10ms HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /1h HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /oops HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const auto answers = answers_in(client.read_all());
    running.send(SIGTERM);
    CHECK(running.wait().signal == SIGTERM);
    return answers;
}

TEST_CASE("a newcomer's programs do the same in C++ and in Go") {
    if (ctx_test::skip_without_go()) return;
    const go_programs go;
    CHECK(pool(programs + "pool") == pool(go / "pool"));
    CHECK(pipeline(programs + "pipeline") == pipeline(go / "pipeline"));
    CHECK(server(programs + "server") == server(go / "server"));
}

TEST_CASE("a newcomer's pipeline loses nothing when it is terminated") {
    CHECK(pipeline(programs + "pipeline") ==
          "stored 3 squares\nterminated signal received: 0 lost\n");
}

TEST_CASE("a newcomer's server ends a slow request at its deadline") {
    CHECK(server(programs + "server") ==
          "200 took 10ms\n504 context deadline exceeded\n"
          "400 not a duration\n");
}

// The lines that are neither blank nor comments.
std::size_t lines_of_code(const std::string& file) {
    const auto all = lines_of(content(sources + file));
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [](const std::string& line) {
            const auto words = ctx_test::words_of(line);
            return !words.empty() && !words[0].starts_with("//");
        }));
}

TEST_CASE("a newcomer's program has no more lines in C++ than in Go") {
    for (const std::string name : {"pool", "pipeline", "server"}) {
        CAPTURE(name);
        CHECK(lines_of_code(name + ".cpp") <= lines_of_code(name + ".go"));
    }
}

}  // namespace newcomer_test
