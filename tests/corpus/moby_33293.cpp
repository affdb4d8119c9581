// moby's client waits for a container: a function returns a channel on which
// the error of the wait will come.
//
// If the wait fails at once, the function itself sends the error. The channel
// has no buffer, and no other goroutine has the channel yet, so the function
// blocks for ever. Here the wait fails at once if the container has been
// removed before. In the repaired version the channel has room for one error.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <string>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

channel<std::string> wait_for_container(const channel<bool>& removed,
                                        version v) {
    const channel<std::string> errors(v == version::faulty ? 0 : 1);
    if (select(recv(removed), default_case) == 0) {
        errors.send("no such container");
    }
    return errors;
}

void run(version v) {
    const channel<bool> removed;  // closed when the container is gone
    go("wait", [=] { static_cast<void>(wait_for_container(removed, v)); });
    go("remove", [=] { removed.close(); });
    sleep_for(1s);
}

}  // namespace

extern const kernel moby_33293;
const kernel moby_33293{"moby/33293", run};

}  // namespace ctx_corpus
