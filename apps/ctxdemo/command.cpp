// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/command.hpp"

#include <fmt/core.h>

#include <cstddef>
#include <utility>

#include "apps/ctxdemo/error.hpp"
#include "apps/ctxdemo/help.hpp"
#include "apps/ctxdemo/output.hpp"
#include "apps/ctxdemo/parse.hpp"
#include "apps/ctxdemo/progress_table.hpp"
#include "apps/ctxdemo/terminal/terminal.hpp"
#include "apps/ctxdemo/texts.hpp"
#include "apps/ctxdemo/wording.hpp"

namespace ctxdemo {

namespace {

std::vector<std::string> lesson_names() {
    std::vector<std::string> names;
    for (const auto& l : all_lessons()) names.push_back(l.name);
    return names;
}

/// `what` is what was looked for, and `all` lists them.
[[noreturn]] void fail_unknown(const std::string& asked_by, const char* what,
                               const std::string& name,
                               const std::vector<std::string>& known,
                               const char* all) {
    const std::string near = nearest(name, known);
    const std::string hint =
        near.empty() ? "" : fmt::format("; did you mean {}?", quoted(near));
    throw usage_error(asked_by, fmt::format("unknown {} {}{} ({} shows all)",
                                            what, quoted(name), hint, all));
}

/// A flag before the command: none that we know, or one of a lesson's.
[[noreturn]] void fail_early_flag(const std::string& flag) {
    const std::string near = nearest(flag, {"--help", "--lang", "--version"});
    const std::string hint =
        near.empty() ? "a lesson's flags come after it, such as: ctxdemo "
                       "cancel --speed 10"
                     : "did you mean " + near + '?';
    throw usage_error("",
                      fmt::format("unknown flag {}; {}", shown(flag), hint));
}

/// The command that the first argument asks for.
command first_command(const std::string& argument) {
    if (argument == "--help" || argument == "-h") return help_command();
    if (argument == "--version") return version_command();
    if (argument.starts_with('-')) fail_early_flag(argument);
    return find_command(argument);
}

/// Takes --lang and its value off the front of `args`, where it may stand as
/// well as after the command; without a value, it is all that is left.
std::vector<std::string> take_early_language(std::vector<std::string>& args) {
    std::vector<std::string> taken;
    while (!args.empty() &&
           (args[0] == "--lang" || args[0].starts_with("--lang="))) {
        const std::ptrdiff_t n = args[0] == "--lang" && args.size() > 1 ? 2 : 1;
        taken.insert(taken.end(), args.begin(), args.begin() + n);
        args.erase(args.begin(), args.begin() + n);
    }
    return taken;
}

/// The program without a command.
int start(const std::vector<std::string>& args) {
    flag_set flags;
    language in = usual_language();
    language_flag(flags, in);
    (void)parse("", args, flags);
    if (is_full_terminal()) return pick_lessons(in);
    write_output(start_page(kept_progress(), in));
    return exit_done;
}

int run_command(const command& c, const std::vector<std::string>& args) {
    flag_set flags;
    language in = usual_language();
    language_flag(flags, in);
    const action act = c.prepare(flags, args);
    const arguments given = parse(c.name, args, flags);
    if (given.help) {
        write_output(command_help(c, args, in));
        return exit_done;
    }
    if (given.words.size() > c.max_words) {
        throw usage_error(
            c.name,
            fmt::format("unexpected argument {}; usage: {}, such as: {}",
                        quoted(given.words[c.max_words]),
                        usage_line(c, language::en), c.example));
    }
    return act({.words = given.words, .in = in});
}

}  // namespace

void language_flag(flag_set& flags, language& value) {
    flag_set scratch;
    scratch.choice<language>("--lang", value,
                             {{"en", language::en}, {"zh", language::zh}},
                             {"English or Chinese", "用英文还是中文"});
    flag f = scratch.all().front();
    f.default_text.clear();
    f.otherwise = bilingual{"as the locale says", "由 locale 决定"};
    f.with_help = true;
    flags.add(std::move(f));
}

const std::vector<command>& plain_commands() {
    static const std::vector<command> all{walk_command(),    compare_command(),
                                          explore_command(), timeline_command(),
                                          tree_command(),    list_command(),
                                          show_command(),    progress_command(),
                                          help_command(),    version_command()};
    return all;
}

command find_command(const std::string& name) {
    for (const auto& c : plain_commands()) {
        if (c.name == name) return c;
    }
    for (const auto& l : all_lessons()) {
        if (l.name == name) return lesson_command(l);
    }
    auto known = lesson_names();
    for (const auto& c : plain_commands()) known.push_back(c.name);
    fail_unknown("", "lesson or command", name, known, "ctxdemo help");
}

const lesson& find_lesson(const std::string& name,
                          const std::string& asked_by) {
    for (const auto& l : all_lessons()) {
        if (l.name == name) return l;
    }
    fail_unknown(asked_by, "lesson", name, lesson_names(), "ctxdemo list");
}

int run_command_line(std::vector<std::string> args) {
    auto rest = take_early_language(args);
    // `ctxdemo -- cancel` is how a careful script writes it.
    if (!args.empty() && args.front() == "--") args.erase(args.begin());
    if (args.empty()) return start(rest);
    const command c = first_command(args.front());
    // The last one counts: one that stands after the command.
    rest.insert(rest.end(), args.begin() + 1, args.end());
    return run_command(c, rest);
}

}  // namespace ctxdemo
