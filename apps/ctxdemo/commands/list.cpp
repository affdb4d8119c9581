// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/commands/help_text.hpp"
#include "apps/ctxdemo/progress/store.hpp"

namespace ctxdemo {

using lessons::flag_set;

command list_command() {
    return {
        .name = "list",
        .summary = {"Lists the lessons: name, summary, and the section of "
                    "the article; and which of them are done",
                    "列出所有的课：名字、简介、在原文的哪一节；以及完成了哪些"},
        .example = "ctxdemo list",
        .prepare = [](flag_set&, const std::vector<std::string>&) -> action {
            return [](const call& c) {
                write_output(
                    lesson_list(usual_progress().lessons, output_page(c.in)));
                return exit_done;
            };
        }};
}

}  // namespace ctxdemo
