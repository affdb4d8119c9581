// Stores names in contexts, in either order, and fetches them again.
#include "lessons/support/judge.hpp"

namespace auth {
ctx::context with_name(const ctx::context& ctx, const std::string& user);
std::string name(const ctx::context& ctx);
}  // namespace auth

namespace billing {
ctx::context with_name(const ctx::context& ctx, const std::string& customer);
std::string name(const ctx::context& ctx);
}  // namespace billing

namespace {

using namespace ctx;

void serve(std::string_view request, const context& ctx) {
    println("{}: user {}, customer {}", request, auth::name(ctx),
            billing::name(ctx));
}

void program() {
    const auto alice = auth::with_name(background(), "alice");
    const auto first = billing::with_name(alice, "acme");
    const auto umbrella = billing::with_name(background(), "umbrella");
    const auto second = auth::with_name(umbrella, "bob");
    serve("first", first);
    serve("second", second);
    serve("first for carol", auth::with_name(first, "carol"));
    serve("first again", first);
    serve("no customer", alice);
    serve("neither", background());
}

}  // namespace

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {"first: user alice, customer acme\n"
                "second: user bob, customer umbrella\n"
                "first for carol: user carol, customer acme\n"
                "first again: user alice, customer acme\n"
                "no customer: user alice, customer nobody\n"
                "neither: user nobody, customer nobody\n"},
    .at_most = {}};
