// A connection of syncthing has a dispatcher, which receives messages and
// passes them to the model. Closing the connection waits until the dispatcher
// has stopped.
//
// A model that rejects a message closes the connection, inside the dispatcher.
// The dispatcher waits for itself, on every schedule. The repair closes the
// connection in a goroutine of its own.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <memory>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;

class connection : public std::enable_shared_from_this<connection> {
public:
    explicit connection(version v) : version_(v) {}

    void start() {
        const auto self = shared_from_this();
        go("reader", [=] { static_cast<void>(self->closed_.receive()); });
        go("dispatcher", [=] { self->dispatch(); });
    }

    void deliver() { inbox_.send(true); }

    void wait_for_dispatcher() {
        static_cast<void>(dispatcher_stopped_.receive());
    }

private:
    void dispatch() {
        const defer stop([this] { dispatcher_stopped_.close(); });
        while (select(recv(inbox_), recv(closed_)) == 0) handle_message();
    }

    // The model rejects the message.
    void handle_message() {
        if (version_ == version::faulty) {
            close();
        } else {
            go("close", [self = shared_from_this()] { self->close(); });
        }
    }

    void close() {
        close_once_.call([this] {
            closed_.close();
            wait_for_dispatcher();
        });
    }

    const version version_;
    const channel<bool> inbox_;
    const channel<bool> closed_;
    const channel<bool> dispatcher_stopped_;
    once close_once_;
};

void run(version v) {
    const auto c = std::make_shared<connection>(v);
    c->start();
    c->deliver();
    c->wait_for_dispatcher();
}

}  // namespace

extern const kernel syncthing_5795;
const kernel syncthing_5795{"syncthing/5795", run};

}  // namespace ctx_corpus
