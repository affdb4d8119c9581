// Exercise sooner-deadline: tell your own deadline from the caller's
// verdict: wrong-output
// A caller may have a deadline that is later than the query's.
#include "lessons/support/exercise.hpp"

using namespace ctx;

std::string look_up(const context& caller,
                    const channel<std::string>& database) {
    auto [query, cancel] = with_timeout(caller, 2s);
    defer release(cancel);

    std::optional<std::string> row;
    if (select(recv(query.done()), recv(database, row)) == 1) return *row;
    if (query.err() == errc::canceled || caller.deadline()) {
        return "the caller gave up";
    }
    return "the database is slow";
}
