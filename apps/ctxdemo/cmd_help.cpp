// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/command.hpp"
#include "apps/ctxdemo/error.hpp"
#include "apps/ctxdemo/help.hpp"
#include "apps/ctxdemo/output.hpp"

namespace ctxdemo {

command help_command() {
    return {
        .name = "help",
        .summary = "Lists all commands, or says what one of them takes",
        .words = "[command]",
        .max_words = 1,
        .example = "ctxdemo help cancel",
        .prepare = [](flag_set&, const std::vector<std::string>&) -> action {
            return [](const std::vector<std::string>& words) {
                write_output(words.empty()
                                 ? overview()
                                 : command_help(find_command(words[0]), {}));
                return exit_done;
            };
        }};
}

}  // namespace ctxdemo
