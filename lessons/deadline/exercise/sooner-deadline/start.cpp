// Exercise sooner-deadline: tell your own deadline from the caller's
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Asks the database for a row. Gives the database two seconds, and no longer
// than until the caller's context is done. Returns the row, or why there is
// none.
std::string look_up(const context& caller,
                    const channel<std::string>& database) {
    auto [query, cancel] = with_timeout(caller, 2s);
    defer release(cancel);

    std::optional<std::string> row;
    switch (select(recv(query.done()), recv(database, row))) {
        case 0:
            if (query.err() == errc::deadline_exceeded) {
                return "the database is slow";
            }
            return "the caller gave up";
        default:
            return *row;
    }
}
