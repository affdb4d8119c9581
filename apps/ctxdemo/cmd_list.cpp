// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/command.hpp"
#include "apps/ctxdemo/error.hpp"
#include "apps/ctxdemo/help.hpp"
#include "apps/ctxdemo/output.hpp"

namespace ctxdemo {

command list_command() {
    return {
        .name = "list",
        .summary =
            "Lists the lessons: name, summary, and the section of "
            "the document",
        .words = "",
        .example = "ctxdemo list",
        .prepare = [](flag_set&, const std::vector<std::string>&) -> action {
            return [](const std::vector<std::string>&) {
                write_output(lesson_list());
                return exit_done;
            };
        }};
}

}  // namespace ctxdemo
