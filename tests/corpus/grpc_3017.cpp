// grpc-go keeps a removed connection for a while, so that a new connection to
// the same address can use it. A timer then deletes the kept connection, with
// the cache locked. A caller that takes the connection stops the timer. If the
// timer's function has started already, the caller sets a flag for that
// function.
//
// A function that finds the flag set returns without unlocking, and the next
// call on the cache waits for ever. This takes a schedule on which the timer
// fires, and the caller locks the cache before the timer's function does. The
// repair unlocks.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

constexpr auto keep_for = 1ms;

struct kept_connection {
    stop_func stop_deleting;
    std::shared_ptr<bool> is_taken;
};

class connection_cache {
public:
    explicit connection_cache(version v) : version_(v) {}

    // Takes the connection to `address` out of the cache, if it is there.
    void take(int address) {
        const std::scoped_lock lock(mutex_);
        const auto found = kept_.find(address);
        if (found == kept_.end()) return;
        const auto& [stop_deleting, is_taken] = found->second;
        if (stop_deleting()) {
            deletions_.done();
        } else {
            *is_taken = true;
        }
        kept_.erase(found);
    }

    void remove(int address) {
        const std::scoped_lock lock(mutex_);
        const auto is_taken = std::make_shared<bool>(false);
        deletions_.add(1);
        // A deadline and its function are Go's time.AfterFunc.
        auto [kept, cancel] = with_timeout(background(), keep_for);
        auto stop_deleting =
            after_func(kept, [=, this] { delete_kept(address, *is_taken); });
        kept_[address] = {std::move(stop_deleting), is_taken};
    }

    void wait_for_deletions() { deletions_.wait(); }

private:
    void delete_kept(int address, const bool& is_taken) {
        const defer over([this] { deletions_.done(); });
        mutex_.lock();
        if (is_taken) {
            if (version_ == version::repaired) mutex_.unlock();
            return;
        }
        kept_.erase(address);
        mutex_.unlock();
    }

    const version version_;
    mutex mutex_;
    std::map<int, kept_connection> kept_;  // guarded by mutex_
    wait_group deletions_;
};

void run(version v) {
    connection_cache cache(v);
    for (int round = 0; round < 2; ++round) {
        cache.remove(1);
        sleep_for(keep_for);
        cache.take(1);
    }
    cache.wait_for_deletions();
}

}  // namespace

extern const kernel grpc_3017;
const kernel grpc_3017{"grpc/3017", run};

}  // namespace ctx_corpus
