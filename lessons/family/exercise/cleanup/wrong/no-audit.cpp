// Exercise cleanup: write the audit although the request is canceled
// verdict: wrong-output
// Prints the lines, but the audit is never asked to write them.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Writes a line to the audit, which takes a second. Gives up if `ctx` is done
// first. The line names the user, who is found in `ctx`. Prints what became of
// the line. (The judge defines this function.)
void write_audit(const context& ctx, const std::string& line);

// Sells a book, which takes two seconds, or less if the request is canceled.
void sell(const context& request) {
    static int sales = 0;
    switch (sales++ % 4) {
        case 0:
            sleep_for(3s);
            println("alice, book sold: written");
            break;
        case 1:
            sleep_for(2s);
            println("bob, sale canceled: written");
            break;
        case 2:
            sleep_for(3s);
            println("carol, book sold: written");
            break;
        case 3:
            sleep_for(6s);
            println(
                "mallory, sale canceled: not written, "
                "context deadline exceeded");
            break;
    }
    (void)request;
}
