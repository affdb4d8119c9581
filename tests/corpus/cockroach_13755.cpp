// The rows of a query of database/sql have a goroutine that waits until the
// context of the query is done. The rows cancel this context when they are
// closed, and close themselves at their end. CockroachDB read only the first
// row of a query.
//
// The rows stay open, and the goroutine waits for ever, on every schedule.
//
// The repair: the rows are closed.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;
using namespace std::chrono_literals;

class rows {
public:
    rows(const context& request, int count) : left_(count) {
        const auto [query, cancel] = with_cancel(request);
        cancel_ = cancel;
        go("await done", [query = query, cancel = cancel] {
            query.done().wait();
            cancel();
        });
    }

    bool next() {
        if (left_ == 0) close();
        return left_-- > 0;
    }

    void close() const { cancel_(); }

private:
    int left_;
    cancel_func cancel_;
};

void run(version v) {
    rows names(background(), 2);
    (void)names.next();
    if (v == version::repaired) names.close();
    sleep_for(1s);
}

}  // namespace

extern const kernel cockroach_13755;
const kernel cockroach_13755{"cockroach/13755", run};

}  // namespace ctx_corpus
