// `ctxdemo man` prints the manual page, which the build installs.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/commands/man_page.hpp"

namespace ctxdemo {

using lessons::flag_set;

command man_command() {
    return {
        .name = "man",
        .summary = {"Prints the manual page, for man or groff",
                    "打印手册页（英文），供 man 或 groff 使用"},
        .example = "ctxdemo man",
        .prepare = [](flag_set&, const std::vector<std::string>&) -> action {
            return [](const call&) {
                write_output(manual_page());
                return exit_done;
            };
        }};
}

}  // namespace ctxdemo
