// Exercise sooner-deadline: tell your own deadline from the caller's
// verdict: wrong-output
// When the caller is done, the query is done as well: both cases are ready, and
// select takes any of them.
#include "lessons/support/exercise.hpp"

using namespace ctx;

std::string look_up(const context& caller,
                    const channel<std::string>& database) {
    auto [query, cancel] = with_timeout(caller, 2s);
    defer release(cancel);

    std::optional<std::string> row;
    switch (
        select(recv(caller.done()), recv(query.done()), recv(database, row))) {
        case 0:
            return "the caller gave up";
        case 1:
            return "the database is slow";
        default:
            return *row;
    }
}
