// CLI11 splits the arguments of one command into flags, values and words; each
// flag takes any text. Our own code does the rest, because CLI11 reports an
// unknown subcommand as a missing one and `abc` as a number out of range, reads
// 010 as eight, and prints its help without checking for errors.
//
// Only this file includes CLI11, because it takes seconds to compile.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/parse.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <utility>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/cli/suggestion.hpp"

namespace ctxdemo {

using lessons::bad_value;
using lessons::flag;
using lessons::flag_set;

namespace {

bool takes_value(const flag_set& flags, const std::string& argument) {
    return std::any_of(flags.all().begin(), flags.all().end(),
                       [&](const flag& f) {
                           return f.name == argument && !f.value_name.empty();
                       });
}

/// Splits `--ms=`, whose value is empty, into two arguments, because CLI11
/// would take the next argument as the value.
std::vector<std::string> with_empty_values(const std::vector<std::string>& args,
                                           const flag_set& flags) {
    std::vector<std::string> out;
    bool is_value = false;  // of the flag before
    for (const auto& arg : args) {
        out.push_back(arg);
        if (!is_value && arg.ends_with('=') &&
            takes_value(flags, arg.substr(0, arg.size() - 1))) {
            out.back().pop_back();
            out.emplace_back();
        } else {
            is_value = !is_value && takes_value(flags, arg);
        }
    }
    return out;
}

CLI::Option* declare(CLI::App& app, const flag& f) {
    auto* option =
        f.value_name.empty() ? app.add_flag(f.name) : app.add_option(f.name);
    return option->take_last();
}

[[noreturn]] void fail_unknown_flag(const std::string& command,
                                    const std::string& argument,
                                    const flag_set& flags) {
    const std::string typed = argument.substr(0, argument.find('='));
    std::vector<std::string> known{"--help"};
    for (const auto& f : flags.all()) known.push_back(f.name);
    const std::string near = nearest(typed, known);
    throw usage_error(
        command, fmt::format("unknown flag {}{} (ctxdemo {} --help shows all)",
                             shown(typed),
                             near.empty() ? "" : "; did you mean " + near + '?',
                             command));
}

/// Returns the words among the arguments that CLI11 did not recognize.
std::vector<std::string> words_of(const std::string& command,
                                  const std::vector<std::string>& leftover,
                                  const flag_set& flags) {
    std::vector<std::string> words;
    bool all_words = false;
    for (const auto& arg : leftover) {
        if (!all_words && arg == "--") {
            all_words = true;
        } else if (!all_words && arg.size() > 1 && arg.starts_with('-')) {
            fail_unknown_flag(command, arg, flags);
        } else {
            words.push_back(arg);
        }
    }
    return words;
}

/// Returns the values that `f` takes, with an example.
std::string allowed_by(const flag& f) {
    try {
        f.set("");  // throws the text that we want, unless any text is allowed
    } catch (const bad_value& e) {
        return e.what();
    }
    return fmt::format("any text, such as {} {}", f.name,
                       shown(f.default_text));
}

[[noreturn]] void fail_without_value(const std::string& command,
                                     const std::string& name,
                                     const flag_set& flags) {
    for (const auto& f : flags.all()) {
        if (f.name != name) continue;
        throw usage_error(
            command, fmt::format("{} needs a value: {}", name, allowed_by(f)));
    }
    throw usage_error(command, name + " needs a value");
}

void set(const std::string& command, const flag& f, const std::string& value) {
    if (f.value_name.empty() && value != "true") {
        throw usage_error(command, fmt::format("{}={}: takes no value, just {}",
                                               f.name, shown(value), f.name));
    }
    try {
        f.set(value);
    } catch (const bad_value& e) {
        throw usage_error(
            command, fmt::format("{} {}: {}", f.name, shortened(shown(value)),
                                 e.what()));
    }
}

}  // namespace

arguments parse(const std::string& command,
                const std::vector<std::string>& args, const flag_set& flags) {
    CLI::App app;
    app.allow_extras();
    app.set_help_flag();  // our own --help does not end the parse
    const auto* help = app.add_flag("-h,--help")->take_last();
    std::vector<const CLI::Option*> options;
    for (const auto& f : flags.all()) options.push_back(declare(app, f));

    auto reversed = with_empty_values(args, flags);  // CLI11 asks for this
    std::reverse(reversed.begin(), reversed.end());
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::ArgumentMismatch&) {
        // Each option takes one argument of any kind as its value, so only the
        // last argument can lack a value.
        fail_without_value(command, args.back(), flags);
    }
    arguments given{.words = {}, .help = help->count() > 0};
    if (!given.help) given.words = words_of(command, app.remaining(), flags);
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (options[i]->count() == 0) continue;
        if (given.help && !flags.all()[i].with_help) continue;
        set(command, flags.all()[i], options[i]->results().back());
    }
    return given;
}

std::optional<std::string> first_word(const std::vector<std::string>& args,
                                      const flag_set& flags) {
    bool is_value = false;  // of the flag before
    for (const auto& arg : args) {
        if (!is_value && !arg.starts_with('-')) return arg;
        is_value = !is_value && takes_value(flags, arg);
    }
    return std::nullopt;
}

std::vector<std::string> flags_among(
    const std::vector<std::string>& args, const flag_set& flags,
    const std::vector<std::string_view>& left_out) {
    std::vector<std::string> kept;
    bool is_value = false;  // of the flag before
    bool keep = false;
    for (const auto& arg : args) {
        if (!is_value) {
            const std::string name = arg.substr(0, arg.find('='));
            keep = arg.starts_with('-') && arg != "--" &&
                   std::ranges::find(left_out, name) == left_out.end();
        }
        if (keep) kept.push_back(arg);
        is_value = !is_value && takes_value(flags, arg);
    }
    return kept;
}

}  // namespace ctxdemo
