// Exercise cleanup: write the audit although the request is canceled
// verdict: wrong-output
// The root has no values, so the audit does not know the user.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Writes a line to the audit, which takes a second. Gives up if `ctx` is done
// first. The line names the user, who is found in `ctx`. Prints what became of
// the line. (The judge defines this function.)
void write_audit(const context& ctx, const std::string& line);

// Sells a book, which takes two seconds, or less if the request is canceled.
void sell(const context& request) {
    const auto outcome = select(recv(request.done()), recv(after(2s)));
    auto [audit, cancel] = with_timeout(background(), 5s);
    defer release(cancel);
    write_audit(audit, outcome == 0 ? "sale canceled" : "book sold");
}
