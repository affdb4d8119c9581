// Four requests. Each must leave a line in the audit, unless the disk hangs.
#include "lessons/support/judge.hpp"

void sell(const ctx::context& request);

namespace {

using namespace ctx;

struct user_key {
    bool operator==(const user_key&) const = default;
};

// The audit's disk hangs for this user.
constexpr std::string_view unlucky = "mallory";

// The lines that the audit was asked to write.
int lines_asked = 0;

}  // namespace

void write_audit(const context& ctx, const std::string& line) {
    ++lines_asked;
    const auto* user = ctx.value<std::string>(user_key{});
    const std::string name = user ? *user : "unknown user";
    const channel<clock::time_point> written =
        name == unlucky ? channel<clock::time_point>(nullptr) : after(1s);
    switch (select(recv(ctx.done()), recv(written))) {
        case 0:
            println("{}, {}: not written, {}", name, line,
                    to_string(ctx.err()));
            break;
        case 1:
            println("{}, {}: written", name, line);
            break;
    }
}

namespace {

// Has `user` buy a book, and cancel the request after a time.
void serve(const std::string& user, duration canceled_after) {
    const auto start = clock::now();
    auto [request, cancel] =
        with_cancel(with_value(background(), user_key{}, user));
    wait_group wg;
    wg.go("client", [&, cancel = cancel] {
        sleep_for(canceled_after);
        cancel();
    });
    sell(request);
    println("sell returned after {}", format_duration(clock::now() - start));
    wg.wait();
}

void program() {
    lines_asked = 0;
    serve("alice", 10s);
    serve("bob", 1s);
    serve("carol", 2s);  // at the instant at which the book is sold
    serve("mallory", 1s);
    println("calls of write_audit: {}", lines_asked);
}

std::string output(const std::string& carols_sale) {
    return "alice, book sold: written\n"
           "sell returned after 3s\n"
           "bob, sale canceled: written\n"
           "sell returned after 2s\n"
           "carol, " +
           carols_sale +
           ": written\n"
           "sell returned after 3s\n"
           "mallory, sale canceled: not written, context deadline exceeded\n"
           "sell returned after 6s\n"
           "calls of write_audit: 4\n";
}

}  // namespace

const lessons::judge ctxdemo_judge{
    .program = program,
    .outputs = {output("book sold"), output("sale canceled")},
    .at_most = {}};
