// Completions in a real bash.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "tests/apps/completions/shells.hpp"

namespace bash_completion_test {

TEST_CASE("bash completes a lesson, a flag, a value, an exercise and a file") {
    if (ctx_test::skip_without_shell("bash")) return;
    const ctx_test::shell_folder folder;
    folder.write("rc", ". " + ctx_test::completion_for("bash") + R"(
bind 'set enable-bracketed-paste off'
show() { echo "{{$READLINE_LINE}}"; READLINE_LINE=; }
bind -x '"\C-t": show'
)");
    ctx_test::check_completions(
        folder, {"bash", "--noprofile", "--rcfile", folder / "rc", "-i"},
        // The cursor goes two characters to the left.
        {{"ctxdemo cancXX\x1b[D\x1b[D", "ctxdemo cancelXX"},
         {"ctxdemo exercise check a=b@",
          "ctxdemo exercise check a=b\\@1\\:2.cpp "}});
}

}  // namespace bash_completion_test
