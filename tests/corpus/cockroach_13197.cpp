// A transaction of database/sql has a goroutine that waits until the context of
// the transaction is done. Commit and rollback cancel this context. CockroachDB
// began a transaction in one place and did not end it.
//
// The goroutine waits for ever, on every schedule.
//
// The repair: the transaction is rolled back.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;
using namespace std::chrono_literals;

class transaction {
public:
    explicit transaction(const context& request) {
        const auto [life, cancel] = with_cancel(request);
        cancel_ = cancel;
        go("await done", [life = life] { life.done().wait(); });
    }
    void rollback() const { cancel_(); }

private:
    cancel_func cancel_;
};

void run(version v) {
    const transaction tx(background());
    if (v == version::repaired) tx.rollback();
    sleep_for(1s);
}

}  // namespace

extern const kernel cockroach_13197;
const kernel cockroach_13197{"cockroach/13197", run};

}  // namespace ctx_corpus
