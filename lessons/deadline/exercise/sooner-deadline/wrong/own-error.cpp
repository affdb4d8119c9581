// Exercise sooner-deadline: tell your own deadline from the caller's
// verdict: wrong-output
// The query's error is the same for both deadlines.
#include "lessons/support/exercise.hpp"

using namespace ctx;

std::string look_up(const context& caller,
                    const channel<std::string>& database) {
    auto [query, cancel] = with_timeout(caller, 2s);
    defer release(cancel);

    std::optional<std::string> row;
    if (select(recv(query.done()), recv(database, row)) == 1) return *row;
    return cause(query) == errc::deadline_exceeded ? "the database is slow"
                                                   : "the caller gave up";
}
