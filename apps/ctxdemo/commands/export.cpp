// `ctxdemo export` writes lessons as one page, or a run as a picture or a
// recording, to a file or to standard output.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/lesson_run.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/page/page.hpp"
#include "apps/ctxdemo/progress/file.hpp"
#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/views/events.hpp"
#include "apps/ctxdemo/views/lanes_svg.hpp"
#include "apps/ctxdemo/views/mermaid.hpp"
#include "apps/ctxdemo/views/trace.hpp"
#include "apps/ctxdemo/walk/cast.hpp"
#include "apps/ctxdemo/walk/program.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bilingual;
using lessons::completion;
using lessons::flag;
using lessons::flag_set;
using lessons::language;
using lessons::lesson;
using lessons::text_of;

namespace fs = std::filesystem;

namespace {

enum class format { html, svg, mermaid, cast, trace, events };

const std::vector<std::pair<std::string, format>> formats{
    {"html", format::html},       {"svg", format::svg},
    {"mermaid", format::mermaid}, {"cast", format::cast},
    {"trace", format::trace},     {"events", format::events}};

struct settings {
    format as = format::html;
    std::string file;
    bool force = false;
    bool no_answers = false;
    lesson_run lesson;               // the run that is recorded
    std::vector<std::string> flags;  // of the lesson

    [[nodiscard]] const std::string& name() const {
        return std::ranges::find(formats, as,
                                 [](const auto& f) { return f.second; })
            ->first;
    }
    /// True for the formats that show a walk, with the question's command.
    [[nodiscard]] bool is_walk() const {
        return as == format::html || as == format::cast;
    }
};

template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> text, Args&&... args) {
    throw usage_error("export", fmt::format(text, std::forward<Args>(args)...));
}

// -- the command line --------------------------------------------------------

void check_lessons(const settings& s, const std::vector<std::string>& words) {
    for (const auto& word : words) (void)find_lesson(word, "export");
    if (s.as != format::html && words.size() != 1) {
        fail(
            "--as {} takes one lesson, not {}, such as: ctxdemo export nested "
            "--as {}",
            s.name(), words.size(), s.name());
    }
    if (words.size() != 1 && !s.flags.empty()) {
        fail(
            "{}: a lesson's flags need that lesson alone, such as: ctxdemo "
            "export cancel --work 2s -o cancel.html",
            shown(s.flags.front()));
    }
}

void check_flags(const settings& s) {
    if (s.is_walk() && s.lesson.schedule) {
        fail(
            "--schedule {}: --as {} shows the usual run{}; to export the run "
            "of a schedule: ctxdemo export {} --as svg --schedule {}",
            ctx::to_string(*s.lesson.schedule), s.name(),
            s.as == format::html ? ", and has a run for each output" : "",
            s.lesson.of->name, ctx::to_string(*s.lesson.schedule));
    }
    if (s.no_answers && s.as != format::html) {
        fail(
            "--no-answers is for --as html, not for --as {}, such as: ctxdemo "
            "export nested --no-answers -o nested.html",
            s.name());
    }
    if (s.force && s.file.empty()) {
        fail(
            "--force needs -o, such as: ctxdemo export nested -o nested.html "
            "--force");
    }
}

// Throws usage_error if the file must not be written.
void check_file(const settings& s) {
    if (s.file.empty()) return;
    const std::string file = shown(s.file);
    std::error_code none;
    const auto status = fs::status(s.file, none);
    if (fs::is_directory(status)) {
        fail("-o {} is a folder; name a file in it, such as: -o {}", file,
             shown((fs::path(s.file) / "context.html").string()));
    }
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        fail(
            "-o {} is not a plain file; leave out -o to write there, such as: "
            "ctxdemo export nested > {}",
            file, file);
    }
    if (fs::exists(status) && !s.force) {
        fail(
            "-o {}: the file is there already; to replace it, add --force, or "
            "name another, such as: -o {}",
            file, shown(s.file + ".new"));
    }
}

// -- the formats -------------------------------------------------------------

walk_program program_of(const lesson& l, const settings& s,
                        const ctx::context& until) {
    auto command = text_of(l.name).en.predict.command;
    command.insert(command.end(), s.flags.begin(), s.flags.end());
    return ctxdemo::program_of(command, until);
}

std::string page_of(const settings& s, const call& c,
                    const ctx::context& until) {
    std::vector<page_lesson> all;
    for (const auto& l : all_lessons()) {
        const bool wanted = c.words.empty() ||
                            std::ranges::find(c.words, l.name) != c.words.end();
        if (wanted) all.push_back({&l, program_of(l, s, until)});
    }
    return ctxdemo::page_of(all, {.first = c.in, .answers = !s.no_answers});
}

// Returns the walk of a lesson, as a terminal of 80 columns shows it.
std::string cast_in(const settings& s, language in, const ctx::context& until) {
    const lesson& l = *s.lesson.of;
    return cast_of({l, program_of(l, s, until)}, {80, 24, unicode_signs, in});
}

std::string run_in(const settings& s, const recording& r, language in) {
    switch (s.as) {
        case format::svg:
            return lanes_svg(r, in);
        case format::mermaid:
            return mermaid_of(r, in);
        case format::trace:
            return trace_of(r, in);
        default:
            return events_json(r, in);
    }
}

std::string text_in(const settings& s, const call& c,
                    const ctx::context& until) {
    if (s.as == format::html) return page_of(s, c, until);
    if (s.as == format::cast) return cast_in(s, c.in, until);
    return run_in(s, record(s.lesson, until), c.in);
}

void write(const settings& s, const std::string& text) {
    if (s.file.empty()) return write_output(text);
    check_file(s);
    try {
        replace_file(s.file, text);
    } catch (const std::system_error& e) {
        fail("-o {}: {}; write it elsewhere, such as: -o /tmp/context.html",
             shown(s.file), e.what());
    }
}

int export_lessons(const settings& s, const call& c) {
    check_lessons(s, c.words);
    check_flags(s);
    check_file(s);
    const interrupt_scope interrupt;
    const std::string text = text_in(s, c, interrupt.context());
    if (interrupt.context().err()) return interrupt.exit_code();
    write(s, text);
    return exit_done;
}

void own_flags(flag_set& flags, settings& s) {
    flags
        .choice<format>(
            "--as", s.as, formats,
            {"html: a page; svg: the lanes of a run as a picture; mermaid: a "
             "sequence diagram; cast: the walk, for asciinema; trace: a run, "
             "for ui.perfetto.dev; events: the log of a run",
             "html：网页；svg：一次运行的泳道图；mermaid：时序图；cast：走一"
             "课的录像，用 asciinema 播放；trace：一次运行，用 ui.perfetto.dev "
             "打开；events：一次运行的日志"})
        .value_name = "FORMAT";
    flag& file = flags.text("-o", s.file,
                            {"the file to write; a file that is there is not "
                             "overwritten without --force",
                             "写入的文件；没有 --force 时不覆盖已有文件"});
    file.value_name = "FILE";
    file.set = [&s](const std::string& typed) {
        if (typed.empty()) {
            throw lessons::bad_value(
                "must be the name of a file, such as -o nested.html");
        }
        s.file = typed == "-" ? "" : typed;  // standard output, as elsewhere
    };
    file.complete = [] { return completion{.paths = completion::path::file}; };
    file.otherwise = bilingual{"standard output", "标准输出"};
    flags.toggle("--force", s.force,
                 {"overwrite the file that -o names", "覆盖 -o 指定的文件"});
    flags.toggle("--no-answers", s.no_answers,
                 {"leave out the runs, the reasons and the hints: a handout "
                  "to print before class",
                  "不含运行，也不透露答案：可以打印发给学生"});
}

}  // namespace

command export_command() {
    return {
        .name = "export",
        .summary =
            {"Writes lessons as one page that any browser opens, or a run as a "
             "picture, a diagram or a recording; without a lesson, a page of "
             "all; a lesson's own flags go after its name",
             "把课写成一个网页，任何浏览器都能打开；或把一次运行写成图、"
             "时序图或录像；不写课名，就是所有课的网页；课自己的参数写在课名"
             "后面"},
        .words = bilingual{"[lesson...]", "[课...]"},
        .max_words = std::numeric_limits<std::size_t>::max(),
        .example = "ctxdemo export nested -o nested.html",
        .prepare = [](flag_set& flags,
                      const std::vector<std::string>& args) -> action {
            auto s = std::make_shared<settings>();
            own_flags(flags, *s);
            std::vector<std::string> own{"--schedule"};
            for (const auto& f : flags.all()) own.push_back(f.name);
            recording_flags(flags, s->lesson, args, "export");
            s->flags = flags_among(args, flags, {own.begin(), own.end()});
            return [s](const call& c) { return export_lessons(*s, c); };
        },
        .complete = [](const std::vector<std::string>&,
                       language in) { return complete_lessons(in); }};
}

}  // namespace ctxdemo
