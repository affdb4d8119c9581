// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/commands/help_text.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::completion;
using lessons::flag_set;
using lessons::language;

namespace {

completion complete_commands(const std::vector<std::string>& before,
                             language in) {
    return before.empty() ? complete_command_names(in) : completion();
}

}  // namespace

command help_command() {
    return {
        .name = "help",
        .summary = {"Lists all commands, or explains one of them",
                    "列出所有命令，或说明其中一个怎么用"},
        .words = bilingual{"[command]", "[命令]"},
        .max_words = 1,
        .example = "ctxdemo help cancel",
        .prepare = [](flag_set&, const std::vector<std::string>&) -> action {
            return [](const call& c) {
                write_output(c.words.empty()
                                 ? overview(output_page(c.in))
                                 : command_help(find_command(c.words[0]), {},
                                                output_page(c.in)));
                return exit_done;
            };
        },
        .complete = complete_commands};
}

}  // namespace ctxdemo
