// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/program.hpp"

#include <memory>
#include <utility>

#include "apps/ctxdemo/cli/lesson_run.hpp"
#include "apps/ctxdemo/cli/parse.hpp"

namespace ctxdemo {

using lessons::flag;
using lessons::flag_set;

namespace {

// Some lessons have so many schedules that running them all takes too long.
constexpr std::uint64_t most_schedules = 10'000;

transcripts all_outputs_of(const lesson_run& l, const ctx::context& until) {
    exploration_options options;
    options.max = most_schedules;
    options.limit = l.limit;
    options.until = until;
    return find_transcripts(l.program, options);
}

// "--stop-after" is stopAfter in the Go program.
std::string variable_of(const std::string& flag_name) {
    std::string out;
    bool starts_word = false;
    for (const char c : flag_name.substr(2)) {
        const bool upper = starts_word && 'a' <= c && c <= 'z';
        if (c != '-') out += upper ? static_cast<char>(c - 'a' + 'A') : c;
        starts_word = c == '-';
    }
    return out;
}

// Sets `flags` from the command. Returns the values in force, first those that
// the command gives, because a narrow screen shows no more. A flag without a
// value is in force only if it is given.
std::vector<std::string> set_flags(const flag_set& flags,
                                   const std::vector<std::string>& command) {
    std::vector<std::string> values(flags.all().size());
    std::vector<bool> given(values.size());
    flag_set noting;
    for (std::size_t i = 0; i < values.size(); ++i) {
        flag f = flags.all()[i];
        values[i] = f.default_text;
        const bool takes_value = !f.value_name.empty();
        f.set = [&values, &given, i, takes_value,
                 set = f.set](const std::string& typed) {
            set(typed);
            values[i] = takes_value ? typed : "true";
            given[i] = true;
        };
        noting.add(std::move(f));
    }
    (void)parse("walk", command, noting);
    std::vector<std::string> in_force;
    for (const bool wanted : {true, false}) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (values[i].empty() || given[i] != wanted) continue;
            in_force.push_back(variable_of(flags.all()[i].name) + " = " +
                               values[i]);
        }
    }
    return in_force;
}

}  // namespace

walk_program program_of(const std::vector<std::string>& command,
                        const ctx::context& until) {
    const auto l = std::make_shared<lesson_run>();
    flag_set flags;
    (void)lesson_run_flags(flags, *l, command, "walk");
    auto in_force = set_flags(flags, command);
    return {.run =
                [l, until](const ctx::schedule& s) {
                    lesson_run chosen = *l;
                    chosen.schedule = s;
                    return record(chosen, until);
                },
            .explore = [l, until] { return all_outputs_of(*l, until); },
            .limit = l->limit,
            .command = command,
            .in_force = std::move(in_force)};
}

}  // namespace ctxdemo
