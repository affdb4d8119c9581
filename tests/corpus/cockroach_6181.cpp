// The cache of ranges of CockroachDB logged itself while it held its own lock
// for reading. The text of the log line took the lock for reading again.
//
// If another lookup waits to write in between, it waits for the first read lock
// to be given up, and the second read lock waits for the writer.
//
// The repair: the log line is made by a function that takes no lock.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;

class range_cache {
public:
    void look_up(version v) {
        {
            const std::shared_lock reading(m_);
            (void)(v == version::faulty ? text() : text_locked());
        }
        const std::scoped_lock writing(m_);
        ++ranges_;
    }

private:
    std::string text() {
        const std::shared_lock reading(m_);
        return text_locked();
    }
    std::string text_locked() const { return std::to_string(ranges_); }

    shared_mutex m_;
    int ranges_ = 0;  // guarded by m_
};

void run(version v) {
    range_cache cache;
    wait_group lookups;
    for (int i = 0; i < 2; ++i) {
        lookups.go("look up", [&] { cache.look_up(v); });
    }
    lookups.wait();
}

}  // namespace

extern const kernel cockroach_6181;
const kernel cockroach_6181{"cockroach/6181", run};

}  // namespace ctx_corpus
