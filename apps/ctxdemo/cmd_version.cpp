// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/command.hpp"
#include "apps/ctxdemo/error.hpp"
#include "apps/ctxdemo/output.hpp"

namespace ctxdemo {

command version_command() {
    return {
        .name = "version",
        .summary = "Prints the version, as --version does",
        .words = "",
        .example = "ctxdemo --version",
        .prepare = [](flag_set&, const std::vector<std::string>&) -> action {
            return [](const std::vector<std::string>&) {
                write_output("ctxdemo " CTXDEMO_VERSION "\n");
                return exit_done;
            };
        }};
}

}  // namespace ctxdemo
