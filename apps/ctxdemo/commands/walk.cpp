// `ctxdemo walk` walks through lessons on the whole screen. With --plain it
// prints the walks as text. `ctxdemo` alone lets the user pick from the list.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/lesson_run.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "apps/ctxdemo/screen/terminal.hpp"
#include "apps/ctxdemo/walk/plain.hpp"
#include "apps/ctxdemo/walk/program.hpp"
#include "apps/ctxdemo/walk/tour.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bilingual;
using lessons::flag_set;
using lessons::language;
using lessons::lesson;
using lessons::text_of;

namespace {

constexpr bilingual usual_limit{"as in the command that the walk shows",
                                "和这一课里的命令一样"};

struct settings {
    bool plain = false;
    std::string answers;
    lesson_run lesson;               // only to check its flags
    std::vector<std::string> flags;  // of the lesson
};

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= list.size() && !list.empty();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        parts.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

/// Returns the answer, counted from 0, that `word` of --answers stands for.
std::size_t answer_of(const std::string& word, const lesson& l,
                      std::size_t count) {
    const bool is_letter = word.size() == 1 && 'a' <= word[0] &&
                           static_cast<std::size_t>(word[0] - 'a') < count;
    if (is_letter) return static_cast<std::size_t>(word[0] - 'a');
    throw usage_error(
        "walk",
        fmt::format(
            "--answers {}: {} has the answers a to {}, such as: ctxdemo "
            "walk {} --answers b --plain",
            shown(word), l.name,
            static_cast<char>('a' + static_cast<char>(count - 1)), l.name));
}

void print_walk(const lesson& l, const std::vector<std::string>& flags,
                std::optional<std::size_t> answer, language in,
                const ctx::context& until) {
    auto command = text_of(l.name).en.predict.command;
    command.insert(command.end(), flags.begin(), flags.end());
    walk w(l, program_of(command, until));
    if (answer) w.answer(*answer);
    w.go_to(walk_screen::explain);
    if (until.err()) return;
    const std::size_t width = std::min<std::size_t>(picture_width(), 80);
    write_output(plain_walk(w, {width, 24, output_signs(), in}));
}

std::vector<const lesson*> lessons_of(const std::vector<std::string>& words) {
    std::vector<const lesson*> all;
    for (const auto& word : words) all.push_back(&find_lesson(word, "walk"));
    if (!all.empty()) return all;
    for (const auto& l : all_lessons()) all.push_back(&l);
    return all;
}

int walk_plainly(const settings& s, const call& c) {
    const auto lessons = lessons_of(c.words);
    const auto answers = split(s.answers);
    if (answers.size() > lessons.size()) {
        throw usage_error(
            "walk",
            fmt::format("--answers {}: {} answers for {}; give at most one for "
                        "each lesson, such as: ctxdemo walk cancel --answers "
                        "b --plain",
                        shown(s.answers), answers.size(),
                        counted(lessons.size(), "lesson")));
    }
    // All answers are checked before anything is printed.
    std::vector<std::optional<std::size_t>> chosen(lessons.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& known = text_of(lessons[i]->name).en.predict.answers;
        chosen[i] = answer_of(answers[i], *lessons[i], known.size());
    }
    const interrupt_scope interrupt;
    for (std::size_t i = 0; i < lessons.size(); ++i) {
        print_walk(*lessons[i], s.flags, chosen[i], c.in, interrupt.context());
        if (interrupt.context().err()) return interrupt.exit_code();
    }
    return exit_done;
}

/// Reports a problem with the progress at the end of a scope, when the terminal
/// has been given back.
class problems_at_end {
public:
    explicit problems_at_end(progress_store& p) : progress_(p) {}
    problems_at_end(const problems_at_end&) = delete;
    problems_at_end& operator=(const problems_at_end&) = delete;
    ~problems_at_end() {
        const std::string problem = progress_.take_problem();
        if (!problem.empty()) complain("", problem.c_str());
    }

private:
    progress_store& progress_;
};

template <class F>
int at_terminal(language in, F f) {
    progress_store progress;
    const problems_at_end later(progress);
    const interrupt_scope interrupt(&terminal::give_back);
    {
        // A user who asks for Chinese has a terminal that shows it, whatever
        // the locale.
        terminal screen(output_is_colored(), in == language::zh);
        f(tour(screen, progress, in, output_signs(), interrupt.context()));
    }
    return interrupt.context().err() ? interrupt.exit_code() : exit_done;
}

int walk_lessons(const settings& s, const call& c) {
    if (s.plain) return walk_plainly(s, c);
    if (!s.answers.empty()) {
        throw usage_error("walk",
                          fmt::format("--answers {} needs --plain, because at "
                                      "a terminal you type the answers; such "
                                      "as: ctxdemo walk cancel --answers b "
                                      "--plain",
                                      shown(s.answers)));
    }
    const lesson* const one =
        c.words.empty() ? nullptr : &find_lesson(c.words[0], "walk");
    if (!is_full_terminal()) {
        throw usage_error(
            "walk",
            fmt::format("standard input and output must be a terminal that can "
                        "show a full screen; use --plain to print the walk as "
                        "text, such as: ctxdemo walk {} --plain",
                        one ? one->name : "cancel"));
    }
    return at_terminal(c.in, [&](tour t) {
        if (!one) return t.walk_through_all();
        (void)t.walk_through(*one, s.flags);
    });
}

}  // namespace

int pick_lessons(language in) {
    return at_terminal(in, [](tour t) { t.pick(); });
}

command walk_command() {
    return {.name = "walk",
            .summary = {"Takes you through a lesson: the idea, a question, the "
                        "run step by step, and why; without a lesson, through "
                        "all of them; the lesson's own flags go after its name",
                        "带你走一课：思路、一个问题、一步一步的运行，以及为"
                        "什么；不写课名，就走完所有的课；课自己的参数写在课名"
                        "后面"},
            .words = bilingual{"[lesson]", "[课]"},
            .max_words = 1,
            .example = "ctxdemo walk cancel",
            .prepare = [](flag_set& flags,
                          const std::vector<std::string>& args) -> action {
                auto s = std::make_shared<settings>();
                flags.toggle("--plain", s->plain,
                             {"print the walk as text, for screen readers and "
                              "logs",
                              "打印成文本，供读屏软件和日志使用"});
                flags.text("--answers", s->answers,
                           {"with --plain: the answer to each lesson's "
                            "question, such as a,c",
                            "与 --plain 同用：每课问题的回答，例如 a,c"});
                auto* limit = lesson_run_flags(flags, s->lesson, args, "walk");
                if (limit) limit->otherwise = usual_limit;
                s->flags = flags_among(args, flags,
                                       {"--plain", "--answers", "--lang"});
                return [s](const call& c) { return walk_lessons(*s, c); };
            },
            .complete = complete_one_lesson};
}

}  // namespace ctxdemo
