// Completions in a real fish.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "tests/apps/completions/shells.hpp"

namespace fish_completion_test {

TEST_CASE("fish completes a lesson, a flag, a value, an exercise and a file") {
    if (ctx_test::skip_without_shell("fish")) return;
    const ctx_test::shell_folder folder;
    const auto setup = "source " + ctx_test::completion_for("fish") + R"fish(
bind \ct 'echo "{{"(commandline)"}}"; commandline ""'
)fish";
    ctx_test::check_completions(folder,
                                {"fish", "--no-config", "-i", "-C", setup});
}

}  // namespace fish_completion_test
