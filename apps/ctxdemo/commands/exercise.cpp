// `ctxdemo exercise` lists the exercises. With an action and a name it starts,
// judges or shows one.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/exercise.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <ctx/schedule.hpp>
#include <memory>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/walk/exercise_walk.hpp"

namespace ctxdemo {

using lessons::all_exercises;
using lessons::all_puzzles;
using lessons::bad_value;
using lessons::bilingual;
using lessons::completion;
using lessons::exercise;
using lessons::flag;
using lessons::flag_set;
using lessons::language;
using lessons::puzzle;

namespace {

constexpr bilingual wrote{"Wrote {}.", "已写出 {}。"};
constexpr bilingual now_edit{
    "Open it in your editor, and change it until it does what it should:",
    "用编辑器打开它，改到它做该做的事："};
constexpr bilingual then_watch{
    "To have it judged each time you save it, "
    "here or in a second terminal:",
    "要每次保存就判一次，在这里或另开一个终端输入："};
constexpr bilingual no_more_hints{"There are no more hints. These are all:",
                                  "没有更多提示了。全部在此："};

struct settings {
    std::string folder;
    bool json = false;
    bool verbose = false;
    bool anyway = false;
    bool plain = false;
    std::optional<ctx::schedule> schedule;
    std::vector<std::string> flags;  ///< those given, to check them
};

/// Runs `ctxdemo exercise ACTION NAME`; `named` may be empty.
using run_action = int (*)(const std::string& named, const settings& s,
                           language in);

struct exercise_action {
    std::string_view name;
    std::string_view words;  ///< that follow it
    bilingual help;
    std::string_view flags;  ///< that it takes, with blanks around each
    run_action run;
};

std::string needed(const std::string& named, const char* action) {
    if (!named.empty()) return named;
    throw usage_error(
        "exercise",
        fmt::format("which exercise? Name one, such as: ctxdemo exercise {} {} "
                    "(ctxdemo exercise shows all)",
                    action, all_exercises().front().name));
}

learners_file file_of(const std::string& named, const char* action) {
    return named.empty() ? only_file(action) : find_file(named);
}

void report_problem(progress_store& progress) {
    const auto problem = progress.take_problem();
    if (!problem.empty()) complain("", problem.c_str());
}

void print_lines(const std::vector<text_line>& lines, const page& p) {
    write_output(to_text(lines, p.styled));
}

int start(const std::string& named, const settings& s, language in) {
    const exercise& e = find_exercise(needed(named, "start"));
    const auto file = write_start(e, s.folder).string();
    const page p = output_page(in);
    const auto name = s.folder.empty() ? std::string(e.name) : file;
    std::string out = beside("", 0, filled(wrote, in, shown(file)), p.width);
    out += beside("", 0, now_edit.in(in), p.width) + '\n';
    out += to_text(task_lines(e, in, p.width), p.styled) + '\n';
    out += beside("", 0, then_watch.in(in), p.width) + '\n';
    out += "  " + shell_line({"ctxdemo", "exercise", "watch", name}) + '\n';
    write_output(out);
    return exit_done;
}

int check(const std::string& named, const settings& s, language in) {
    return check_exercise(file_of(named, "check"), named, in, s.json,
                          s.verbose);
}

int watch(const std::string& named, const settings&, language in) {
    return watch_exercise(file_of(named, "watch"), named, in);
}

int walk_through(const std::string& named, const settings& s, language in) {
    const auto f = file_of(named, "walk");
    judged_source source = source_to_judge(f, named);
    source.next = next_exercise(*f.of, usual_progress().exercises);
    return walk_exercise(source, in, s.plain);
}

int hint(const std::string& named, const settings&, language in) {
    const exercise& e = find_exercise(needed(named, "hint"));
    const auto count = e.text(in).hints.size();
    const page p = output_page(in);
    progress_store progress;
    const auto before = progress.of_exercise(std::string(e.name));
    if (before && static_cast<std::size_t>(before->hints) >= count) {
        write_output(beside("", 0, no_more_hints.in(in), p.width));
        for (std::size_t i = 1; i <= count; ++i) {
            write_output("\n");
            print_lines(hint_lines(e, i, in, p.width), p);
        }
        return exit_done;
    }
    const auto number = progress.record_hint(std::string(e.name),
                                             static_cast<std::int64_t>(count));
    report_problem(progress);
    print_lines(hint_lines(e, static_cast<std::size_t>(number), in, p.width),
                p);
    return exit_done;
}

int solution(const std::string& named, const settings& s, language) {
    const exercise& e = find_exercise(needed(named, "solution"));
    const auto done = usual_progress().exercises;
    const auto it = done.find(std::string(e.name));
    if (!s.anyway && (it == done.end() || !it->second.solved)) {
        throw usage_error(
            "exercise",
            fmt::format("{0} is not solved yet; to see the solution all the "
                        "same: ctxdemo exercise solution {0} --anyway",
                        e.name));
    }
    // A pipe gets the file byte for byte.
    write_output(output_width()
                     ? to_text(program_lines(e.solution), output_is_colored())
                     : std::string(e.solution));
    return exit_done;
}

int break_it(const std::string& named, const settings& s, language in) {
    if (named.empty()) {
        throw usage_error(
            "exercise",
            fmt::format(
                "which program? Name one, such as: ctxdemo exercise "
                "break {} (ctxdemo exercise shows all)",
                all_puzzles().empty() ? "NAME" : all_puzzles().front().name));
    }
    const puzzle& p = find_puzzle(named);
    progress_store progress;
    const int code = break_puzzle(
        p, in, {.plain = s.plain, .schedule = s.schedule, .solved = [&] {
                    progress.record_solved(std::string(p.name));
                }});
    report_problem(progress);
    return code;
}

constexpr exercise_action actions[] = {
    {"start",
     "NAME",
     {"writes NAME.cpp, the program to mend", "写出 NAME.cpp，要改好的程序"},
     " --dir ",
     start},
    {"check",
     "NAME|FILE",
     {"compiles your file, and runs it under every schedule",
      "编译你的文件，并用每一种调度运行它"},
     " --json --verbose ",
     check},
    {"watch",
     "[NAME|FILE]",
     {"does so each time you save the file", "每次保存文件时就这样做"},
     " ",
     watch},
    {"walk",
     "NAME|FILE",
     {"shows the run that goes wrong, step by step, on your lines",
      "在你自己的代码上，一步一步地看出错的那次运行"},
     " --plain ",
     walk_through},
    {"hint",
     "NAME",
     {"gives one more hint each time", "每次多给一条提示"},
     " ",
     hint},
    {"solution",
     "NAME",
     {"prints the solution, once you have solved it", "解出之后，打印解答"},
     " --anyway ",
     solution},
    {"break",
     "NAME",
     {"the other way round: you choose what happens next, until the program "
      "goes wrong",
      "反过来：由你选择接下来发生什么，直到程序出错"},
     " --plain --schedule ",
     break_it}};

std::string call_of(const exercise_action& a) {
    return fmt::format("exercise {} {}", a.name, a.words);
}

/// Throws usage_error if a flag is given that belongs to another action.
void check_flags(const settings& s, const exercise_action* action) {
    for (const auto& flag : s.flags) {
        const std::string word = ' ' + flag + ' ';
        if (action && action->flags.find(word) != std::string_view::npos) {
            continue;
        }
        const auto& owner =
            *std::ranges::find_if(actions, [&](const exercise_action& a) {
                return a.flags.find(word) != std::string_view::npos;
            });
        throw usage_error(
            "exercise",
            fmt::format("{0} goes with {1}, such as: ctxdemo exercise {1} {2} "
                        "{0}{3}",
                        flag, owner.name,
                        owner.name == "break" && !all_puzzles().empty()
                            ? all_puzzles().front().name
                            : all_exercises().front().name,
                        flag == "--dir"        ? " /tmp"
                        : flag == "--schedule" ? " 01"
                                               : ""));
    }
}

const exercise_action* find_action(const std::string& name) {
    const auto found = std::ranges::find(actions, name, &exercise_action::name);
    return found == std::end(actions) ? nullptr : found;
}

template <class All>
void add_names(std::vector<std::string>& names, const All& all) {
    for (const auto& each : all) names.emplace_back(each.name);
}

/// Throws usage_error for a first word that is nothing. An action may have a
/// name after it.
[[noreturn]] void fail_unknown_word(const std::string& word, bool has_name) {
    std::vector<std::string> known;
    add_names(known, actions);
    if (has_name) {
        fail_unknown("exercise", "action", word, known,
                     "ctxdemo exercise --help");
    }
    add_names(known, all_exercises());
    add_names(known, all_puzzles());
    fail_unknown("exercise", "exercise or action", word, known,
                 "ctxdemo exercise");
}

/// Shows the task of what is called `name`.
int show_task(const std::string& name, language in) {
    const auto done = usual_progress().exercises;
    const page p = output_page(in);
    for (const auto& e : all_exercises()) {
        if (e.name != name) continue;
        write_output(task_page(e, done, p));
        return exit_done;
    }
    for (const auto& e : all_puzzles()) {
        if (e.name != name) continue;
        write_output(task_page(e, done, p));
        return exit_done;
    }
    fail_unknown_word(name, false);
}

bool is_task(const std::string& name) {
    const auto has_name = [&](const auto& each) { return each.name == name; };
    return std::ranges::any_of(all_exercises(), has_name) ||
           std::ranges::any_of(all_puzzles(), has_name);
}

int run(const settings& s, const call& c) {
    const auto* const action =
        c.words.empty() ? nullptr : find_action(c.words[0]);
    check_flags(s, action);
    const std::string second = c.words.size() > 1 ? c.words[1] : "";
    if (action) return action->run(second, s, c.in);
    if (!second.empty() && find_action(second)) {
        throw usage_error("exercise", "the action comes first, such as: " +
                                          shell_line({"ctxdemo", "exercise",
                                                      second, c.words[0]}));
    }
    if (!second.empty()) {
        if (!is_task(c.words[0])) fail_unknown_word(c.words[0], true);
        throw usage_error("exercise",
                          fmt::format("unexpected argument {}; to see the task "
                                      "of an exercise: ctxdemo exercise {}",
                                      in_quotes(second), shown(c.words[0])));
    }
    if (!c.words.empty()) return show_task(c.words[0], c.in);
    write_output(exercise_list(usual_progress().exercises, output_page(c.in)));
    return exit_done;
}

void schedule_flag(flag_set& flags, settings& s) {
    flags.add(
        {"--schedule",
         "ID",
         {"with break: the run to begin with", "与 break 同用：从哪种调度开始"},
         "0",
         [&s](const std::string& typed) {
             s.schedule = ctx::parse_schedule(typed);
             if (!s.schedule) {
                 throw bad_value("must be a schedule, such as --schedule 01");
             }
         }});
}

void declare(flag_set& flags, settings& s) {
    flag& folder = flags.add(
        {"--dir",
         "FOLDER",
         {"with start: where to write the file", "与 start 同用：文件写到哪里"},
         "",
         [&s](const std::string& typed) { s.folder = typed; }});
    folder.complete = [] {
        return completion{.paths = completion::path::folder};
    };
    flags.toggle("--json", s.json,
                 {"with check: print JSON, for programs",
                  "与 check 同用：打印 JSON，供程序使用"});
    flags.toggle("--verbose", s.verbose,
                 {"with check: print all that the compiler says",
                  "与 check 同用：打印编译器说的全部"});
    flags.toggle("--anyway", s.anyway,
                 {"with solution: print it even if it is not solved",
                  "与 solution 同用：没有解出也打印"});
    flags.toggle("--plain", s.plain,
                 {"with walk and break: print the run as text",
                  "与 walk、break 同用：把运行打印成文本"});
    schedule_flag(flags, s);
}

template <class All>
void offer_tasks(completion& c, const All& all, language in) {
    for (const auto& each : all) {
        c.words.push_back(
            {std::string(each.name), std::string(each.text(in).title)});
    }
}

completion complete_words(const std::vector<std::string>& before, language in) {
    completion c;
    if (before.empty()) {
        for (const auto& a : actions) {
            c.words.push_back(
                {std::string(a.name), std::string(a.help.in(in))});
        }
    }
    const auto* const action =
        before.size() == 1 ? find_action(before[0]) : nullptr;
    const bool breaks = action && action->run == break_it;
    if (before.empty() || (action && !breaks)) {
        offer_tasks(c, all_exercises(), in);
    }
    if (before.empty() || breaks) offer_tasks(c, all_puzzles(), in);
    if (action && action->words.find("FILE") != std::string_view::npos) {
        c.paths = completion::path::file;
    }
    return c;
}

/// Returns the same flags; setting one also notes its name.
flag_set noting(const flag_set& flags, settings& s) {
    flag_set all;
    for (auto f : flags.all()) {
        if (f.name != "--lang") {
            f.set = [&s, name = f.name, set = f.set](const std::string& typed) {
                set(typed);
                s.flags.push_back(name);
            };
        }
        all.add(std::move(f));
    }
    return all;
}

}  // namespace

command exercise_command() {
    command c{.name = "exercise",
              .summary = {"Exercises: you write the code, and every schedule "
                          "judges it; without an action, lists them",
                          "练习：代码由你来写，由每一种调度来评判；不写动作就列"
                          "出所有练习"},
              .words = bilingual{"[action] [name]", "[动作] [名字]"},
              .max_words = 2,
              .example = "ctxdemo exercise start stop-two",
              .prepare = [](flag_set& flags,
                            const std::vector<std::string>&) -> action {
                  auto s = std::make_shared<settings>();
                  declare(flags, *s);
                  flags = noting(flags, *s);
                  return [s](const call& given) { return run(*s, given); };
              }};
    c.complete = complete_words;
    for (const auto& a : actions) c.forms.emplace_back(call_of(a), a.help);
    c.forms.emplace_back("exercise NAME",
                         bilingual{"shows what to do", "显示要做什么"});
    return c;
}

}  // namespace ctxdemo
