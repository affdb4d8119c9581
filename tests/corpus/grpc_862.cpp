// grpc-go dials: it makes a connection with a context of its own, starts the
// connection's transport, and waits until the transport is ready or the request
// is canceled. A canceled request gets no connection.
//
// At its end dial closes the connection only if it was about to return the
// connection. If the request is canceled before the transport is ready, the
// connection stays open, and its transport waits for ever. The repair always
// closes the connection of a canceled request.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <optional>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct connection {
    context lifetime;
    cancel_func close;
    channel<bool> ready;
};

void transport(const connection& c) {
    if (select(send(c.ready, true), recv(c.lifetime.done())) == 1) return;
    c.lifetime.done().wait();
}

std::optional<connection> dial(const context& request, version v) {
    auto [lifetime, close] = with_cancel(background());
    const connection made{lifetime, close, channel<bool>()};
    go("transport", [=] { transport(made); });

    std::optional<connection> result;
    if (select(recv(made.ready), recv(request.done())) == 0) result = made;

    if (select(recv(request.done()), default_case) == 0) {
        if (v == version::repaired || result) made.close();
        result.reset();
    }
    return result;
}

void run(version v) {
    auto [request, cancel] = with_cancel(background());
    go("canceler", cancel);
    if (const auto dialed = dial(request, v)) dialed->close();
    sleep_for(1s);
}

}  // namespace

extern const kernel grpc_862;
const kernel grpc_862{"grpc/862", run};

}  // namespace ctx_corpus
