// `ctxdemo compare` measures the lessons that stop a worker, one after another.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/run/comparison.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "apps/ctxdemo/views/compare.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::completion;
using lessons::flag_set;
using lessons::language;
using lessons::lesson;

namespace {

using lesson_list = std::vector<const lesson*>;

/// Main asks the worker to stop in the middle of its third piece of work.
constexpr ctx::duration stop_after = std::chrono::milliseconds(2500);

constexpr bilingual comma{", ", "、"};
constexpr bilingual last_comma{" and ", " 和 "};

/// Returns "global-flag, channel and cancel".
std::string names_of(const lesson_list& all, language l) {
    std::string names;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i > 0) names += (i + 1 == all.size() ? last_comma : comma).in(l);
        names += all[i]->name;
    }
    return names;
}

const lesson* find_approach(const std::string& name) {
    const lesson& l = find_lesson(name, "compare");
    const auto all = approaches();
    if (std::ranges::find(all, &l) == all.end()) {
        throw usage_error(
            "compare",
            fmt::format("{} does not stop a worker; the lessons to compare are "
                        "{}, such as: ctxdemo compare channel cancel",
                        name, names_of(all, language::en)));
    }
    return &l;
}

lesson_list chosen(const std::vector<std::string>& words) {
    if (words.empty()) return approaches();
    lesson_list some;
    for (const auto& name : words) some.push_back(find_approach(name));
    return some;
}

completion complete_approaches(language in) {
    completion c = complete_lessons(in);
    std::erase_if(c.words, [all = approaches()](const auto& offered) {
        return std::ranges::find(all, offered.word, &lesson::name) == all.end();
    });
    return c;
}

/// Returns the summary with the names of the lessons to compare.
bilingual summary() {
    static const std::string en = fmt::format(
        "Runs lessons that stop a worker, and compares how they do it; by "
        "default {}",
        names_of(approaches(), language::en));
    static const std::string zh =
        fmt::format("用各课的运行来比较让 worker 停下的办法：默认是 {}",
                    names_of(approaches(), language::zh));
    return bilingual::checked_before(en, zh);
}

int run(const std::vector<std::string>& words, bool json, language l) {
    const auto some = chosen(words);
    const interrupt_scope interrupt;
    std::vector<comparison> all;
    for (const auto* of : some) {
        all.push_back(compare(*of, stop_after, interrupt.context()));
        if (interrupt.context().err()) return interrupt.exit_code();
    }
    write_output(json ? compare_json(all, stop_after, l)
                      : compare_text(all, stop_after, output_page(l).width, l));
    return exit_done;
}

}  // namespace

command compare_command() {
    return {
        .name = "compare",
        .summary = summary(),
        .words = bilingual{"[lesson...]", "[课...]"},
        .max_words = std::numeric_limits<std::size_t>::max(),
        .example = "ctxdemo compare channel cancel",
        .prepare = [](flag_set& flags,
                      const std::vector<std::string>&) -> action {
            auto json = std::make_shared<bool>(false);
            flags.toggle("--json", *json,
                         {"print JSON, for programs", "打印 JSON，供程序使用"});
            return [json](const call& c) { return run(c.words, *json, c.in); };
        },
        .complete = [](const std::vector<std::string>&,
                       language in) { return complete_approaches(in); }};
}

}  // namespace ctxdemo
