// gcc: use of deleted function .*make_each_case_with_recv_or_send
// clang: (attempt to use a|call to) deleted function 'select'
#include <ctx/select.hpp>
auto f(const ctx::context& c, const ctx::channel<int>& ch) {
    return ctx::select(recv(c.done()), ch, ctx::default_case);
}
