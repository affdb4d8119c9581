// Exercise sooner-deadline: tell your own deadline from the caller's
// verdict: wrong-output
// The query does not end with its caller, so the answer comes too late.
#include "lessons/support/exercise.hpp"

using namespace ctx;

std::string look_up(const context& caller,
                    const channel<std::string>& database) {
    auto [query, cancel] = with_timeout(background(), 2s);
    defer release(cancel);

    std::optional<std::string> row;
    if (select(recv(query.done()), recv(database, row)) == 1) return *row;
    return caller.err() ? "the caller gave up" : "the database is slow";
}
