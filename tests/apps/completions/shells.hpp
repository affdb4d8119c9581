// What a shell makes of the beginning of a command line when the user presses
// Tab. All shells must make the same of it.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/browser.hpp"
#include "tests/support/process.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/terminal.hpp"

namespace ctx_test {

struct completed_line {
    std::string typed;
    std::string completed;
};

inline const std::vector<completed_line> completed_lines{
    {"ctxdemo canc", "ctxdemo cancel "},
    {"ctxdemo timel", "ctxdemo timeline "},
    {"ctxdemo --lang=zh timeline tim", "ctxdemo --lang=zh timeline timeout "},
    // The flags of a lesson, also after another command.
    {"ctxdemo gen --no", "ctxdemo gen --no-cancel "},
    {"ctxdemo timeline gen --no", "ctxdemo timeline gen --no-cancel "},
    {"ctxdemo list --h", "ctxdemo list --help "},
    // The values of a flag.
    {"ctxdemo show cancel --code c", "ctxdemo show cancel --code cpp "},
    {"ctxdemo cancel --lang=z", "ctxdemo cancel --lang=zh "},
    {"ctxdemo family --ms ", "ctxdemo family --ms 3600000 "},
    {"ctxdemo server --addr 127", "ctxdemo server --addr 127.0.0.1:8000 "},
    {"ctxdemo server --addr=127.0.0.1:8",
     "ctxdemo server --addr=127.0.0.1:8000 "},
    {"ctxdemo cancel --schedule 1", "ctxdemo cancel --schedule 1 "},
    // Exercises, files and folders.
    {"ctxdemo exercise sol", "ctxdemo exercise solution "},
    {"ctxdemo exercise start stop-t", "ctxdemo exercise start stop-two "},
    {"ctxdemo exercise break last", "ctxdemo exercise break last-letter "},
    {"ctxdemo exercise check not", "ctxdemo exercise check notes.cpp "},
    {"ctxdemo exercise start --dir ne", "ctxdemo exercise start --dir nested/"},
    {"ctxdemo exercise start --dir=ne", "ctxdemo exercise start --dir=nested/"},
    {"ctxdemo export nested -o han", "ctxdemo export nested -o handout.html "},
    {"ctxdemo export nested -ohan", "ctxdemo export nested -ohandout.html "},
    {"ctxdemo list > han", "ctxdemo list > handout.html "},
    // Quotes, escapes, and the folder of the user.
    {"ctxdemo exercise check 'my o", "ctxdemo exercise check 'my other.cpp' "},
    {"ctxdemo exercise check my\\ o", "ctxdemo exercise check my\\ other.cpp "},
    {"ctxdemo exercise check 'a=b@", "ctxdemo exercise check 'a=b@1:2.cpp' "},
    {"ctxdemo exercise check ~/not", "ctxdemo exercise check ~/notes.cpp "},
    // Another name of the program.
    {"~/bin/ctxdemo canc", "~/bin/ctxdemo cancel "},
    {"~/bin/../bin/ctxdemo canc", "~/bin/../bin/ctxdemo cancel "},
    {"$HOME/bin/ctxdemo canc", "$HOME/bin/ctxdemo cancel "},
    {"none/ctxdemo canc", "none/ctxdemo cancel "},
};

/// True if a test that needs this shell is to be skipped; see skip_without.
[[nodiscard]] inline bool skip_without_shell(const std::string& name) {
    const auto found = run_program({"/bin/sh", "-c", "command -v " + name});
    return skip_without(found.code == 0, name);
}

/// A folder with some files, and with the program ctxdemo in bin/.
class shell_folder {
public:
    shell_folder() {
        std::filesystem::create_directory(folder_ / "bin");
        std::filesystem::create_directory(folder_ / "nested");
        std::filesystem::create_symlink(CTXDEMO_BINARY,
                                        folder_ / "bin/ctxdemo");
        write("notes.cpp", "");
        write("my other.cpp", "");
        write("a=b@1:2.cpp", "");
        write("handout.html", "");
        write("new.txt", "");
    }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
    }

    [[nodiscard]] std::string operator/(const std::string& name) const {
        return folder_ / name;
    }

    /// Starts a shell in the folder.
    [[nodiscard]] std::vector<std::string> start(
        std::vector<std::string> shell) const {
        const std::string path = std::getenv("PATH");
        std::vector<std::string> all{"/usr/bin/env",
                                     "-C",
                                     folder_.path(),
                                     "TERM=dumb",
                                     "HOME=" + folder_.path().string(),
                                     "XDG_CONFIG_HOME=" + (folder_ / "c"),
                                     "XDG_DATA_HOME=" + (folder_ / "d"),
                                     "ZDOTDIR=" + folder_.path().string(),
                                     "PATH=" + (folder_ / "bin") + ':' + path};
        all.insert(all.end(), shell.begin(), shell.end());
        return all;
    }

private:
    scratch folder_;
};

/// Returns the path of a completion in the source tree.
[[nodiscard]] inline std::string completion_for(const std::string& shell) {
    return std::string(CTXDEMO_SOURCE) + "/apps/completions/ctxdemo." + shell;
}

/// Types each line and presses Tab, then Ctrl-T. The shell must print its line
/// at Ctrl-T, as "{{the line}}", and clear it. It must not print an error.
/// `lines` are for this shell alone.
inline void check_completions(const shell_folder& folder,
                              std::vector<std::string> shell,
                              std::vector<completed_line> lines = {}) {
    lines.insert(lines.begin(), completed_lines.begin(), completed_lines.end());
    terminal t(folder.start(std::move(shell)), {.columns = 200, .rows = 50});
    t.await_takes_lines(false);
    for (const auto& line : lines) {
        t.type(line.typed + "\t\x14");
        t.await("{{");
        const auto begin = t.written().rfind("{{") + 2;
        t.await("}}");
        const auto end = t.written().find("}}", begin);
        CHECK(t.written().substr(begin, end - begin) == line.completed);
    }
    for (const std::string error :
         {"nknown command", "not found", "No such file"}) {
        CAPTURE(error);
        CHECK(t.written().find(error) == std::string::npos);
    }
}

}  // namespace ctx_test
