// SPDX-License-Identifier: MIT
#include "lessons/support/http/transport.hpp"

#include "ctx/bubble.hpp"

namespace lessons::http {

std::unique_ptr<listener> listen(const address& at) {
    return ctx::in_bubble() ? pipes::listen(at) : sockets::listen(at);
}

connected dial(const ctx::context& c, const address& to, ctx::location at) {
    return ctx::in_bubble() ? pipes::dial(c, to, at) : sockets::dial(c, to, at);
}

}  // namespace lessons::http
