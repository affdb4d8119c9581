// grpc-go stops a server gracefully. The call may be repeated; only the first
// call has something to do.
//
// The first call returns without unlocking, so the second call waits for the
// lock for ever, on every schedule. The repair unlocks on every way out.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;

class server {
public:
    explicit server(version v) : version_(v) {}

    void serve() {
        mutex_.lock();
        mutex_.unlock();
    }

    void stop_gracefully() {
        mutex_.lock();
        if (is_draining_) {
            mutex_.unlock();
            return;
        }
        is_draining_ = true;
        if (version_ == version::repaired) mutex_.unlock();
    }

private:
    const version version_;
    mutex mutex_;
    bool is_draining_ = false;  // guarded by mutex_
};

void run(version v) {
    server s(v);
    wait_group serving;
    serving.go("serve", [&] { s.serve(); });
    s.stop_gracefully();
    s.stop_gracefully();
    serving.wait();
}

}  // namespace

extern const kernel grpc_795;
const kernel grpc_795{"grpc/795", run};

}  // namespace ctx_corpus
