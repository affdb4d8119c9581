// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/command_line.hpp"

#include <fmt/core.h>

#include <cstddef>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/cli/suggestion.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/commands/help_text.hpp"
#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/locale.hpp"
#include "apps/ctxdemo/screen/terminal.hpp"

namespace ctxdemo {

using lessons::flag_set;
using lessons::language;

namespace {

/// Throws usage_error: `flag` stands where the command should.
[[noreturn]] void fail_early_flag(const std::string& flag) {
    const std::string near = nearest(flag, {"--help", "--lang", "--version"});
    const std::string hint =
        near.empty() ? "a lesson's flags come after it, such as: ctxdemo "
                       "cancel --speed 10"
                     : "did you mean " + near + '?';
    throw usage_error("",
                      fmt::format("unknown flag {}; {}", shown(flag), hint));
}

/// Returns the command that the first argument asks for.
command first_command(const std::string& argument) {
    if (argument == "--help" || argument == "-h") return help_command();
    if (argument == "--version") return version_command();
    if (argument.starts_with('-')) fail_early_flag(argument);
    return find_command(argument);
}

/// Runs the program without a command.
int start(const std::vector<std::string>& args) {
    flag_set flags;
    language in = usual_language();
    language_flag(flags, in);
    (void)parse("", args, flags);
    if (is_full_terminal()) return pick_lessons(in);
    write_output(start_page(usual_progress().lessons, output_page(in)));
    return exit_done;
}

int run_command(const command& c, const std::vector<std::string>& args) {
    flag_set flags;
    language in = usual_language();
    language_flag(flags, in);
    const action act = c.prepare(flags, args);
    const arguments given = parse(c.name, args, flags);
    if (given.help) {
        write_output(command_help(c, args, output_page(in)));
        return exit_done;
    }
    if (given.words.size() > c.max_words) {
        throw usage_error(
            c.name,
            fmt::format("unexpected argument {}; usage: {}, such as: {}",
                        in_quotes(given.words[c.max_words]),
                        usage_line(c, language::en), c.example));
    }
    return act({.words = given.words, .in = in});
}

}  // namespace

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

int run_command_line(std::vector<std::string> args) {
    auto rest = take_early_language(args);
    // A careful script may write `ctxdemo -- cancel`.
    if (!args.empty() && args.front() == "--") args.erase(args.begin());
    if (args.empty()) return start(rest);
    const command c = first_command(args.front());
    // The last --lang counts, so a --lang after the command goes last.
    rest.insert(rest.end(), args.begin() + 1, args.end());
    return run_command(c, rest);
}

}  // namespace ctxdemo
