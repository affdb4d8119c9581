// A command of CockroachDB waited for the commands before it, each of which
// sends when it has finished. If the request ended first, the command returned,
// and left a goroutine behind that received what the others still had to send.
//
// The commands before it end with the request, too, and then do not send. If
// the request is canceled before the last send, the goroutine waits for ever.
//
// The repair: the goroutine also ends when the server stops.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <vector>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct replica {
    std::vector<channel<bool>> earlier{channel<bool>(), channel<bool>()};
    channel<bool> stopped;  // is closed when the server stops
};

void finish_earlier(const replica& r, const context& request) {
    for (const auto& finished : r.earlier) {
        if (select(send(finished, true), recv(request.done())) == 1) return;
    }
}

void drain(const replica& r, version v) {
    for (const auto& finished : r.earlier) {
        if (v == version::faulty) {
            (void)finished.receive();
        } else if (select(recv(finished), recv(r.stopped)) == 1) {
            return;
        }
    }
}

void begin(const replica& r, const context& request, version v) {
    for (const auto& finished : r.earlier) {
        if (select(recv(finished), recv(request.done())) == 1) {
            go("drain", [=] { drain(r, v); });
            return;
        }
    }
}

void run(version v) {
    const replica r;
    const auto [request, cancel] = with_cancel(background());
    go("earlier", [=, request = request] { finish_earlier(r, request); });
    go("command", [=, request = request] { begin(r, request, v); });
    go("cancel", cancel);
    r.stopped.close();
    sleep_for(1s);
}

}  // namespace

extern const kernel cockroach_10790;
const kernel cockroach_10790{"cockroach/10790", run};

}  // namespace ctx_corpus
