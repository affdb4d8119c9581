// A dial of gRPC waits until a watcher says that there is a connection. The
// watcher receives addresses from the balancer, and closes a channel after the
// first one.
//
// If the balancer is closed before it has sent an address, the watcher ends
// without closing the channel, and the dial waits for ever.
//
// The repair: the watcher closes the channel also when it ends.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;
using namespace std::chrono_literals;

void balance(const context& connection, const channel<int>& addresses) {
    (void)select(send(addresses, 1), recv(connection.done()));
    addresses.close();
}

void watch(const channel<int>& addresses, const channel<int>& connected,
           version v) {
    bool is_closed = false;
    while (addresses.receive()) {
        if (!is_closed) connected.close();
        is_closed = true;
    }
    if (v == version::repaired && !is_closed) connected.close();
}

void dial(const channel<int>& addresses, version v) {
    const channel<int> connected;
    go("watch", [=] { watch(addresses, connected, v); });
    (void)connected.receive();
}

void run(version v) {
    const auto [connection, close] = with_cancel(background());
    const channel<int> addresses;
    go("balance", [=, c = connection] { balance(c, addresses); });
    go("dial", [=] { dial(addresses, v); });
    close();
    sleep_for(1s);
}

}  // namespace

extern const kernel grpc_1424;
const kernel grpc_1424{"grpc/1424", run};

}  // namespace ctx_corpus
