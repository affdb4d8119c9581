// CockroachDB canceled a flow by sending a message on each of its inbound
// streams, one after the other. A processor reads from two of the streams.
//
// The first stream is full, and the processor waits for the second one. The
// canceler waits until the first stream has room, and never gets to the second.
// That happens on every schedule.
//
// The repair: the canceler sends each message in a goroutine of its own.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <string>
#include <vector>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;
using stream = channel<std::string>;

void cancel(const std::vector<stream>& inbound, version v) {
    for (const auto& s : inbound) {
        if (v == version::faulty) {
            s.send("canceled");
        } else {
            go("push", [=] { s.send("canceled"); });
        }
    }
}

void process(const stream& left, const stream& right) {
    while (right.receive() != "canceled") continue;
    while (left.receive() != "canceled") continue;
}

void run(version v) {
    const stream left(1);
    const stream right(1);
    left.send("row");
    wait_group processor;
    processor.go("process", [=] { process(left, right); });
    cancel({left, right}, v);
    processor.wait();
}

}  // namespace

extern const kernel cockroach_35931;
const kernel cockroach_35931{"cockroach/35931", run};

}  // namespace ctx_corpus
