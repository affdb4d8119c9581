// `ctxdemo complete -- cancel --sp` prints what the last word can become. The
// completions of bash, zsh and fish call it each time the user presses Tab, so
// they know what this program knows, and need no change when it changes.
//
// Each line has a word, and after a tab what the word means, if that is known.
// The line ":files" or ":folders" stands for names that the shell finds itself;
// there a tab is followed by the beginning of the word that is not of the name.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/commands/command_line.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::completion;
using lessons::flag;
using lessons::flag_set;
using lessons::language;

namespace {

using words = std::vector<std::string>;

constexpr bilingual default_meaning{"the default", "默认"};

const flag* find_value_flag(const flag_set& flags, std::string_view name) {
    const auto it = std::ranges::find(flags.all(), name, &flag::name);
    return it != flags.all().end() && !it->value_name.empty() ? &*it : nullptr;
}

/// The arguments before the word to complete, taken apart.
struct given_arguments {
    words plain;                     ///< those that are not flags
    const flag* awaiting = nullptr;  ///< the flag whose value comes next
    bool all_plain = false;          ///< true after --
};

given_arguments taken_apart(const words& args, const flag_set& flags) {
    given_arguments g;
    for (const auto& arg : args) {
        if (g.awaiting) {
            g.awaiting = nullptr;
        } else if (!g.all_plain && arg == "--") {
            g.all_plain = true;
        } else if (g.all_plain || !arg.starts_with('-')) {
            g.plain.push_back(arg);
        } else {
            g.awaiting = find_value_flag(flags, arg);
        }
    }
    return g;
}

completion flags_in(const flag_set& flags, language in) {
    completion c;
    for (const auto& f : flags.all()) {
        c.words.push_back({f.name, std::string(f.help.in(in))});
    }
    c.words.push_back({"--help", std::string(help_meaning.in(in))});
    return c;
}

/// Where a word is a flag and its value.
struct joined_value {
    const flag* of = nullptr;  ///< null if the word has no value
    std::string before;        ///< "--lang=", "-o"
};

joined_value joined_in(const std::string& word, const flag_set& flags) {
    const bool is_long = word.starts_with("--");
    const auto name_end = is_long ? word.find('=') : 2;
    if (name_end >= word.size()) return {};
    return {find_value_flag(flags, word.substr(0, name_end)),
            word.substr(0, is_long ? name_end + 1 : name_end)};
}

/// Completes a value of `f`, which has `before` in front of it: "--lang=".
completion value_of(const flag& f, const std::string& before, language in) {
    completion c;
    if (f.complete) {
        c = f.complete();
    } else if (!f.default_text.empty()) {
        c.words.push_back(
            {f.default_text, std::string(default_meaning.in(in))});
    }
    for (auto& w : c.words) w.word.insert(0, before);
    c.before_path = before;
    return c;
}

/// Completes `last`, which stands after `args`, in a call of `c`.
completion argument_of(const command& c, words args, const std::string& last,
                       language in) {
    flag_set flags;
    language_flag(flags, in);
    const action holder = c.prepare(flags, args);  // what the flags set
    const auto given = taken_apart(args, flags);
    if (given.awaiting) args.pop_back();
    try {
        (void)parse(c.name, args, flags);
    } catch (const usage_error&) {
        // The user may mend the argument later.
    }
    if (given.awaiting) return value_of(*given.awaiting, "", in);
    if (!given.all_plain && last.starts_with('-')) {
        const auto joined = joined_in(last, flags);
        return joined.of ? value_of(*joined.of, joined.before, in)
                         : flags_in(flags, in);
    }
    completion found = c.complete ? c.complete(given.plain, in) : completion();
    const bool has_words =
        !found.words.empty() || found.paths != completion::path::none;
    return has_words || given.all_plain ? found : flags_in(flags, in);
}

/// Completes `last`, which stands before the command or is its name.
completion start_of(words args, const std::string& last, language in) {
    flag_set flags;
    language_flag(flags, in);
    if (taken_apart(args, flags).awaiting) {
        return value_of(flags.all().front(), "", in);
    }
    try {
        (void)parse("", args, flags);
    } catch (const usage_error&) {
        // The user may mend the argument later.
    }
    if (!last.starts_with('-')) return complete_command_names(in);
    completion c = flags_in(flags, in);
    c.words.push_back(
        {"--version", std::string(version_command().summary.in(in))});
    return c;
}

/// Completes the last of the words that follow "ctxdemo".
completion complete(words line, language in) {
    const std::string last = line.empty() ? "" : line.back();
    if (!line.empty()) line.pop_back();
    words args = take_early_language(line);
    if (!line.empty() && line.front() == "--") line.erase(line.begin());
    if (line.empty()) return start_of(std::move(args), last, in);
    const command c = find_command(line.front());
    args.insert(args.end(), line.begin() + 1, line.end());
    return argument_of(c, std::move(args), last, in);
}

std::string lines_of(const completion& c, std::string_view typed) {
    std::string out;
    for (const auto& [word, meaning] : c.words) {
        if (!word.starts_with(typed)) continue;
        out += meaning.empty() ? word + '\n'
                               : fmt::format("{}\t{}\n", word, meaning);
    }
    if (c.paths != completion::path::none) {
        out += c.paths == completion::path::file ? ":files" : ":folders";
        out += c.before_path.empty() ? "\n" : '\t' + c.before_path + '\n';
    }
    return out;
}

int print(const call& c) {
    try {
        const std::string last = c.words.empty() ? "" : c.words.back();
        write_output(lines_of(complete(c.words, c.in), last));
    } catch (const usage_error&) {
        // Nothing completes a line with an unknown lesson.
    }
    return exit_done;
}

}  // namespace

command complete_command() {
    return {.name = "complete",
            .summary = {"Prints what the last of some words can become, for "
                        "the completions of a shell",
                        "打印最后一个词可以补全成什么，供 shell 的补全使用"},
            .words = bilingual{"-- [word...]", "-- [词...]"},
            .max_words = std::numeric_limits<std::size_t>::max(),
            .example = "ctxdemo complete -- walk ca",
            .prepare = [](flag_set&, const words&) -> action { return print; }};
}

}  // namespace ctxdemo
