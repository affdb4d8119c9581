// done() needs no other header.
#include <ctx/context.hpp>
bool f(const ctx::context& c) {
    if (c.done()) c.done().wait();
    return c.done().ready();
}
