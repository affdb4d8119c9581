// Completions in a real zsh.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/apps/completions/shells.hpp"

namespace zsh_completion_test {

TEST_CASE("zsh completes a lesson, a flag, a value, an exercise and a file") {
    if (ctx_test::skip_without_shell("zsh")) return;
    const ctx_test::shell_folder folder;
    // zsh finds the function by its name.
    std::filesystem::create_symlink(ctx_test::completion_for("zsh"),
                                    folder / "bin/_ctxdemo");
    folder.write(".zshrc", R"(
fpath=($HOME/bin $fpath)
autoload -Uz compinit
compinit -u -D
show() { print -r -- "{{$BUFFER}}"; BUFFER=; }
zle -N show
bindkey '^T' show
)");
    ctx_test::check_completions(folder, {"zsh", "-d", "-i"});
}

}  // namespace zsh_completion_test
