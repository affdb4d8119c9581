// A text that may be missing is false where it is, because Mustache takes an
// empty text for true.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/lesson_data.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/page/html_text.hpp"
#include "apps/ctxdemo/page/lesson_runs.hpp"
#include "apps/ctxdemo/page/run_data.hpp"
#include "apps/ctxdemo/page/run_steps.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/lanes_svg.hpp"
#include "apps/ctxdemo/walk/parts.hpp"
#include "lessons/support/catalog.hpp"

namespace ctxdemo {

using kainjow::mustache::data;
using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual run_for_each{"{}; this page has a run for each.",
                                 "{}；本页为每一种都备有一次运行。"};
constexpr bilingual run_for_some{"{}; this page has a run for {} of them.",
                                 "{}；本页为其中 {} 种备有一次运行。"};

data text_or_false(std::string text) {
    return text.empty() ? data(false) : data(std::move(text));
}

// Sets "en" and "zh" to what `f` makes for the language.
template <class F>
void set_both(data& to, F f) {
    to.set("en", f(language::en));
    to.set("zh", f(language::zh));
}

// -- programs ----------------------------------------------------------------

data lines_of(const code_pair::lines& lines) {
    data list(data::type::list);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].is_plumbing) continue;
        data line;
        line.set("number", std::to_string(i + 1));
        line.set("code", html_of(lines[i]));
        list.push_back(line);
    }
    return list;
}

data file_of(const code_pair& code, std::size_t index) {
    data file;
    file.set("index", std::to_string(index));
    file.set("name", code.source().file());
    file.set("go_name", "main.go");
    file.set("has_go", !code.go().empty());
    file.set("own", index == 0);
    file.set("cpp", lines_of(code.cpp()));
    file.set("go", lines_of(code.go()));
    return file;
}

// Adds the programs of a run that are not in `files` yet.
void add_programs(data& files, std::vector<std::string>& names,
                  const code_book& code) {
    for (const auto& pair : code.all()) {
        const auto& name = pair.source().name;
        if (std::ranges::find(names, name) != names.end()) continue;
        files.push_back(file_of(pair, names.size()));
        names.push_back(name);
    }
}

// -- the question ------------------------------------------------------------

data answer_of(const walk& w, std::size_t i, bool answers) {
    const auto& text = lessons::text_of(w.lesson().name);
    const auto& of = text.en.predict.answers[i];
    const bool is_right = i == w.right_answer();
    data a;
    a.set("letter", letter_of(i));
    a.set("index", std::to_string(i));
    a.set("output", text_or_false(of.transcript));
    a.set("right", answers && is_right);
    a.set("possible", answers && !is_right && is_possible(w, of));
    set_both(a, [&](language l) {
        const auto& in = text.prose(l).predict.answers[i];
        data d;
        d.set("claim", inline_html(in.claim));
        d.set("why", answers ? text_or_false(html_of(in.why)) : data(false));
        return d;
    });
    return a;
}

// -- texts -------------------------------------------------------------------

std::string outputs_text(const walk& w, const lesson_runs& runs, language l) {
    if (runs.outputs < 2) return output_count(w, l);
    const std::size_t seen = std::min(runs.all.size(), runs.outputs);
    if (runs.complete && seen == runs.outputs) {
        return filled(run_for_each, l,
                      possible_outputs(w, std::to_string(runs.outputs), l));
    }
    const auto count =
        std::to_string(runs.outputs) + (runs.complete ? "" : "+");
    return filled(run_for_some, l, possible_outputs(w, count, l), seen);
}

data texts_of(const walk& w, language l) {
    const auto& prose = lessons::text_of(w.lesson().name).prose(l);
    data d;
    d.set("title", inline_html(prose.title));
    d.set("summary", inline_html(prose.summary));
    d.set("section", std::string(prose.section));
    d.set("idea", html_of(prose.idea));
    d.set("question", html_of(prose.predict.question));
    return d;
}

data texts_with_answers(const walk& w, const lesson_runs& runs, language l) {
    const auto& prose = lessons::text_of(w.lesson().name).prose(l);
    data d = texts_of(w, l);
    d.set("watch", html_of(prose.watch));
    d.set("in_cpp", html_of(prose.in_cpp));
    d.set("ending",
          text_or_false(describe_ending(w.usual_run(), w.limit(), l)));
    d.set("outputs", text_or_false(outputs_text(w, runs, l)));
    return d;
}

// What a command shows may tell an answer.
data tries_of(const lessons::lesson_text& text, bool answers) {
    data list(data::type::list);
    for (std::size_t i = 0; i < text.en.to_try.size(); ++i) {
        data one;
        one.set("line", std::string(text.en.to_try[i].line));
        const auto text_of = [&](const lessons::suggestion& s) {
            return answers ? paragraph_html(s.text) : std::string();
        };
        one.set("en", text_of(text.en.to_try[i]));
        one.set("zh", text_of(text.zh.to_try[i]));
        list.push_back(one);
    }
    return list;
}

// -- exercises ---------------------------------------------------------------

data task_of(const lessons::task_text& text, bool answers) {
    data hints(data::type::list);
    if (answers) {
        for (const auto& hint : text.hints) hints.push_back(html_of(hint));
    }
    data d;
    d.set("title", inline_html(text.title));
    d.set("summary", inline_html(text.summary));
    d.set("task", html_of(text.task));
    d.set("hints", hints);
    return d;
}

template <class Task>
data exercise_of(const Task& e, std::string_view action,
                 const program_source& program, bool answers) {
    data d;
    d.set("name", std::string(e.name));
    d.set("puzzle", action == "break");
    d.set("command", "ctxdemo exercise " + std::string(action) + ' ' +
                         std::string(e.name));
    d.set("code", lines_of(code_pair(program).cpp()));
    set_both(d, [&](language l) { return task_of(e.text(l), answers); });
    return d;
}

data exercises_of(const lessons::lesson& l, bool answers) {
    data list(data::type::list);
    for (const auto& e : lessons::all_exercises()) {
        if (e.lesson != l.name) continue;
        const program_source start{
            .name = "", .cpp = e.start, .is_lesson = false};
        list.push_back(exercise_of(e, "start", start, answers));
    }
    for (const auto& p : lessons::all_puzzles()) {
        if (p.lesson != l.name) continue;
        list.push_back(
            exercise_of(p, "break", {.name = "", .cpp = p.cpp}, answers));
    }
    return list;
}

// -- the run -----------------------------------------------------------------

data steps_of(const walk& w) {
    data list(data::type::list);
    const auto steps = shown_steps(w.usual_run(), w.code());
    for (std::size_t i = 1; i < steps.size(); ++i) {
        data one;
        one.set("number", std::to_string(i));
        one.set("time", steps[i].time);
        one.set("place", text_or_false(place_text(steps[i])));
        one.set("en", steps[i].sentence.en);
        one.set("zh", steps[i].sentence.zh);
        list.push_back(one);
    }
    return list;
}

// Sets all that tells the right answers.
void add_runs(data& d, walk& w, data& files, std::vector<std::string> names) {
    w.go_to(walk_screen::explain);
    const lesson_runs runs = runs_of(w);
    for (const auto& r : runs.all) {
        add_programs(files, names, code_book(w.code().own().source(), r.run));
    }
    set_both(d, [&](language l) { return texts_with_answers(w, runs, l); });
    d.set("steps", steps_of(w));
    d.set("lanes", draw_lanes(w.usual_run()).svg);
    d.set("output", output_of(w.usual_run()));
    d.set("run", json_of(runs, w, names));
}

}  // namespace

data data_of(const page_lesson& l, std::size_t number,
             const page_options& options) {
    const auto& text = lessons::text_of(l.of->name);
    walk w(*l.of, l.program);
    data d;
    d.set("name", l.of->name);
    d.set("number", std::to_string(number));
    d.set("command", "ctxdemo " + shell_line(w.program().command));

    data files(data::type::list);
    std::vector<std::string> names;
    add_programs(files, names, w.code());
    if (options.answers) {
        add_runs(d, w, files, names);
    } else {
        set_both(d, [&](language in) { return texts_of(w, in); });
    }
    d.set("files", files);

    data answers(data::type::list);
    for (std::size_t i = 0; i < w.answer_count(); ++i) {
        answers.push_back(answer_of(w, i, options.answers));
    }
    d.set("answers", answers);
    d.set("tries", tries_of(text, options.answers));
    d.set("exercises", exercises_of(*l.of, options.answers));
    return d;
}

}  // namespace ctxdemo
