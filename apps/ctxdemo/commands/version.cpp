// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"

namespace ctxdemo {

using lessons::flag_set;

command version_command() {
    return {
        .name = "version",
        .summary = {"Prints the version, as --version does",
                    "打印版本，同 --version"},
        .example = "ctxdemo --version",
        .prepare = [](flag_set&, const std::vector<std::string>&) -> action {
            return [](const call&) {
                write_output("ctxdemo " CTXDEMO_VERSION "\n");
                return exit_done;
            };
        }};
}

}  // namespace ctxdemo
