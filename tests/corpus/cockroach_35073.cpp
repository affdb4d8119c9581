// An outbox of CockroachDB takes rows from a channel, and sends them to another
// server. If the outbox failed before its main loop, it did not close the
// channel.
//
// The buffer of the channel is full, so the next row waits for ever, on every
// schedule.
//
// The repair: the outbox closes the channel whatever happens. A sender then
// sends no more rows, and a sender that waits gets room.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;

class row_channel {
public:
    void push() {
        if (!closed_.load()) rows_.send(0);
    }

    void close() {
        closed_.store(true);
        (void)select(recv(rows_), default_case);
    }

private:
    channel<int> rows_{1};
    atomic<bool> closed_ = false;
};

void run_outbox(row_channel& rows, version v) {
    // The connection to the other server fails.
    if (v == version::repaired) rows.close();
}

void run(version v) {
    row_channel rows;
    rows.push();
    wait_group pusher;
    pusher.go("push", [&] { rows.push(); });
    wait_group outbox;
    outbox.go("outbox", [&] { run_outbox(rows, v); });
    outbox.wait();
    rows.push();
    pusher.wait();
}

}  // namespace

extern const kernel cockroach_35073;
const kernel cockroach_35073{"cockroach/35073", run};

}  // namespace ctx_corpus
