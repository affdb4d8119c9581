// SPDX-License-Identifier: MIT
#include "tests/support/full_screen.hpp"

#include <stdexcept>

namespace ctx_test {

full_screen::full_screen(const std::vector<std::string>& args,
                         std::size_t columns, std::size_t rows)
    : terminal(args, {.columns = columns, .rows = rows}),
      screen_(columns, rows) {}

void full_screen::resize(std::size_t columns, std::size_t rows) {
    screen_.resize(columns, rows);
    terminal::resize({.columns = columns, .rows = rows});
}

// Returns false at the end of the output.
bool full_screen::read_some(give_up_at give_up) {
    const std::size_t before = written().size();
    const bool more = terminal::read_some(give_up);
    screen_.feed(std::string_view(written()).substr(before));
    return more;
}

void full_screen::read_more(give_up_at give_up) {
    std::string problem = "the program ended";
    try {
        if (read_some(give_up)) return;
    } catch (const std::runtime_error& e) {
        problem = e.what();
    }
    throw std::runtime_error(problem + "; it shows:\n" + screen_.text());
}

outcome full_screen::wait() {
    const auto give_up = std::chrono::steady_clock::now() + lifetime;
    while (read_some(give_up)) {
    }
    return terminal::wait();
}

}  // namespace ctx_test
