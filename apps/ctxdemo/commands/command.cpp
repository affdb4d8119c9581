// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/command.hpp"

#include "apps/ctxdemo/cli/find_lesson.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bilingual;
using lessons::completion;
using lessons::flag;
using lessons::flag_set;
using lessons::language;
using lessons::text_of;

void language_flag(flag_set& flags, language& value) {
    flag& f = flags.choice<language>(
        "--lang", value, {{"en", language::en}, {"zh", language::zh}},
        {"English or Chinese", "用英文还是中文"});
    f.otherwise = bilingual{"as the locale says", "由 locale 决定"};
    f.with_help = true;
}

completion complete_lessons(language in) {
    completion c;
    for (const auto& l : all_lessons()) {
        c.words.push_back(
            {l.name, std::string(text_of(l.name).prose(in).summary)});
    }
    return c;
}

completion complete_command_names(language in) {
    completion c = complete_lessons(in);
    for (const auto& each : plain_commands()) {
        c.words.push_back({each.name, std::string(each.summary.in(in))});
    }
    return c;
}

completion complete_one_lesson(const std::vector<std::string>& before,
                               language in) {
    return before.empty() ? complete_lessons(in) : completion();
}

const std::vector<command>& plain_commands() {
    static const std::vector<command> all{
        walk_command(),    exercise_command(), compare_command(),
        explore_command(), timeline_command(), tree_command(),
        events_command(),  export_command(),   list_command(),
        show_command(),    progress_command(), help_command(),
        version_command()};
    return all;
}

const std::vector<command>& service_commands() {
    static const std::vector<command> all{complete_command(), man_command()};
    return all;
}

command find_command(const std::string& name) {
    for (const auto* commands : {&plain_commands(), &service_commands()}) {
        for (const auto& c : *commands) {
            if (c.name == name) return c;
        }
    }
    for (const auto& l : all_lessons()) {
        if (l.name == name) return lesson_command(l);
    }
    auto known = lesson_names();
    for (const auto& c : plain_commands()) known.push_back(c.name);
    fail_unknown("", "lesson or command", name, known, "ctxdemo help");
}

}  // namespace ctxdemo
