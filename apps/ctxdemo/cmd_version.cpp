// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/command.hpp"
#include "apps/ctxdemo/error.hpp"
#include "apps/ctxdemo/output.hpp"

namespace ctxdemo {

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
