// gcc: use of deleted function .*async_receive.*
// clang: call to deleted function 'async_receive'.*
#include <ctx/coroutine.hpp>
auto f(const ctx::context& c, const ctx::channel<int>& ch) {
    return ctx::async_receive(ch, c);
}
