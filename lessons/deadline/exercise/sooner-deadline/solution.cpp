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
            // The caller's context is done before the query that is derived
            // from it. So if only the query is done, its own time ran out.
            return caller.err() ? "the caller gave up" : "the database is slow";
        default:
            return *row;
    }
}
