// A restore of CockroachDB splits a backup into spans in one goroutine, which
// sends them to another one that imports them.
//
// When the restore is canceled, the importer returns. The splitter fills the
// buffer of the channel, and its next send waits for ever. It does so on every
// schedule, because there are more spans than the buffer has room for.
//
// The repair: the splitter ends when the restore is canceled, too.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstddef>
#include <ctx/ctx.hpp>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;
using namespace std::chrono_literals;

constexpr std::size_t buffered = 1;
constexpr int spans = buffered + 2;

void split(const context& job, const channel<int>& ready, version v) {
    for (int span = 0; span < spans; ++span) {
        if (v == version::faulty) {
            ready.send(span);
        } else if (select(send(ready, span), recv(job.done())) == 1) {
            break;
        }
    }
    ready.close();
}

void restore(const context& job, version v) {
    const channel<int> ready(buffered);
    go("split", [=] { split(job, ready, v); });
    // The first import does not finish before the job is canceled.
    if (ready.receive()) job.done().wait();
}

void run(version v) {
    const auto [job, cancel] = with_cancel(background());
    go("restore", [=, job = job] { restore(job, v); });
    go("cancel", cancel);
    sleep_for(1s);
}

}  // namespace

extern const kernel cockroach_18101;
const kernel cockroach_18101{"cockroach/18101", run};

}  // namespace ctx_corpus
