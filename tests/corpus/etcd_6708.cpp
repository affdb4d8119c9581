// A client of etcd that prefers the leader asks the cluster for the leader when
// it updates its list of servers. It asked through itself, with its own lock
// held for writing.
//
// Each request takes the lock for reading. So the goroutine waits for itself,
// on every schedule.
//
// The repair: the client asks through a copy of itself, and locks afterwards.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;

class client {
public:
    void update(version v) {
        if (v == version::faulty) {
            const std::scoped_lock writing(m_);
            preferred_ = leader();
        } else {
            client copy;
            const int found = copy.leader();
            const std::scoped_lock writing(m_);
            preferred_ = found;
        }
    }

private:
    // Asks the first server that is known. Server 2 leads.
    int leader() {
        const std::shared_lock reading(m_);
        return servers_.front() == 1 ? 2 : 1;
    }

    shared_mutex m_;
    std::vector<int> servers_{1, 2, 3};  // guarded by m_
    int preferred_ = 1;                  // guarded by m_
};

void run(version v) {
    client c;
    c.update(v);
}

}  // namespace

extern const kernel etcd_6708;
const kernel etcd_6708{"etcd/6708", run};

}  // namespace ctx_corpus
