// The run on the page, step by step, in a browser. The page is compared with
// the moments of the run that the terminal shows, not with its own data.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/choice_text.hpp"
#include "apps/ctxdemo/views/code.hpp"
#include "tests/apps/page/exported.hpp"
#include "tests/apps/recordings.hpp"

namespace browser_stepping_test {

using ctx_test::check_silence;
using ctx_test::exported;
using ctx_test::file_url;
using ctx_test::go_to;
using ctx_test::literal;
using ctx_test::page;
using ctx_test::text_at;
using ctxdemo::moment;
using ctxdemo::moments;
using ctxdemo::recording;
using lessons::language;
using json = nlohmann::json;

/// Functions of JavaScript, so that a test needs few messages to the browser:
/// - shown() returns what a reader sees of the run at its present step,
/// - all_shown() the same at each step from this one to the last,
/// - ways() the buttons that lead to other runs, from this step to the last,
/// - take_way() presses such a button, and returns what all_shown() then does.
/// A key is pressed as an event, which takes the page's own way.
const std::string scripts = R"((() => {
    const visible = e => e.checkVisibility();
    const all = selector => [...document.querySelectorAll(selector)]
        .filter(visible);
    const text = selector => all(selector)[0]?.innerText.trim() ?? null;
    const current = side =>
        all(`pre.${side} .line.now[aria-current=true]`)
            .map(line => Number(line.dataset.line));
    const type = key => document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    window.shown = () => ({
        counter: text('.counter'),
        time: text('.clock'),
        sentence: text('.sentence'),
        file: all('.file').map(file => file.dataset.name).join(),
        cpp: current('cpp'),
        go: current('go'),
        output: all('.output li').map(line => line.innerText),
    });
    window.all_shown = () => {
        const steps = [shown()];
        const [from, to] = steps[0].counter.split('/').map(Number);
        while (steps.length <= to - from) {
            type('ArrowRight');
            steps.push(shown());
        }
        return steps;
    };
    const text_of = button => button.innerText.replace(/^\d+\s*/, '').trim();
    window.ways = () => {
        const found = [];
        const [from, to] = text('.counter').split('/').map(Number);
        for (let step = from; step <= to; ++step, type('ArrowRight')) {
            all('.choice button').forEach((button, index) => {
                if (button.ariaPressed === 'false') found.push({step, index});
            });
        }
        return found;
    };
    window.take_way = index => {
        const button = all('.choice button')[index];
        const group = all('.choice > *');
        const question = group.slice(0, group.indexOf(button))
            .findLast(e => e.matches('p')).innerText.trim();
        const answer = text_of(button);
        button.click();
        return {question, answer, hash: location.hash, steps: all_shown()};
    };
})())";

/// Returns the recording of the run that a lesson asks about.
recording run_of(const std::string& lesson, const ctx::schedule& s = {}) {
    return ctx_test::recording_of(lessons::text_of(lesson).en.predict.command,
                                  s);
}

/// Returns what the terminal shows of a moment.
json shown_at(const moment& m, const recording& r,
              const ctxdemo::code_book& code, language l) {
    const auto& pair = code.at(m);
    const auto place =
        m.last.empty() ? ctxdemo::code_place{} : pair.place_of(m);
    const auto number_of = [](const std::optional<std::size_t>& line) {
        return line ? json::array({*line + 1}) : json::array();
    };
    const char* const nothing =
        l == language::en ? "Nothing has run yet." : "还没有开始运行。";
    return {{"counter",
             std::to_string(m.step) + '/' + std::to_string(r.steps.size())},
            {"time", ctxdemo::seconds_of(m.time)},
            {"sentence", m.step == 0 ? nothing : caption(m, l)},
            {"file", pair.source().file()},
            {"cpp", number_of(place.cpp)},
            {"go", number_of(place.go)},
            {"output", m.output}};
}

/// Compares what the page has shown from `step` on with the terminal.
void check_steps(const json& got, const std::string& lesson, const recording& r,
                 language l, std::size_t step = 0) {
    const ctxdemo::code_book code(
        ctxdemo::lesson_source(*ctx_test::lesson_called(lesson)), r);
    REQUIRE(got.size() == r.steps.size() + 1 - step);
    moments m(r);
    m.advance_to(step);
    for (const auto& shown : got) {
        CHECK(shown == shown_at(m.now(), r, code, l));
        m.next();
    }
}

/// Opens the page in the language `l`.
void open(page& p, language l) {
    p.open(file_url(exported({"--lang", l == language::en ? "en" : "zh"})));
    p.evaluate(scripts);
}

TEST_CASE(
    "each step of each lesson is that of the terminal, in both languages") {
    if (ctx_test::skip_without_browser()) return;
    for (const auto l : {language::en, language::zh}) {
        page p;
        open(p, l);
        for (const auto& name : ctx_test::lesson_names()) {
            CAPTURE(name);
            go_to(p, '#' + name + "/0");
            check_steps(p.evaluate("all_shown()"), name, run_of(name), l);
        }
        check_silence(p);
    }
}

/// Returns the choice of `r` at a step that is asked as on the page.
std::size_t choice_of(const recording& r, std::size_t step,
                      const std::string& question, language l) {
    for (std::size_t i = 0; i < r.choices.size(); ++i) {
        const auto& c = r.choices[i];
        if (c.step == step && choice_question(r, c, l) == question) return i;
    }
    FAIL("the terminal does not ask: ", question);
    return 0;
}

/// Returns the schedule in the address of a step: "#nested/12/01".
ctx::schedule schedule_in(const std::string& address) {
    const auto s = ctx::parse_schedule(address.substr(address.rfind('/') + 1));
    REQUIRE(s);
    return *s;
}

/// Checks that a way on the page leads to a run that goes this way and else
/// makes the choices of `usual` before it.
void check_way(const recording& usual, const recording& other, std::size_t i,
               const std::string& answer, language l) {
    REQUIRE(other.choices.size() > i);
    for (std::size_t k = 0; k < i; ++k) {
        CHECK(other.choices[k].taken == usual.choices[k].taken);
    }
    CHECK(choice_answer(usual, usual.choices[i], other.choices[i].taken, l) ==
          answer);
    CHECK(other.choices[i].taken != usual.choices[i].taken);
}

TEST_CASE("a way taken at a choice leads to a run that goes this way") {
    if (ctx_test::skip_without_browser()) return;
    std::size_t taken = 0;
    for (const auto l : {language::en, language::zh}) {
        page p;
        open(p, l);
        for (const auto& name : ctx_test::lesson_names()) {
            CAPTURE(name);
            const auto usual = run_of(name);
            go_to(p, '#' + name + "/0");
            for (const auto& way : p.evaluate("ways()")) {
                const std::size_t step = way["step"];
                CAPTURE(step);
                go_to(p, '#' + name + '/' + std::to_string(step));
                const auto got =
                    p.evaluate("take_way(" + way["index"].dump() + ')');
                const auto i = choice_of(usual, step, got["question"], l);
                const auto other = run_of(name, schedule_in(got["hash"]));
                check_way(usual, other, i, got["answer"], l);
                check_steps(got["steps"], name, other, l, step);
                ++taken;
            }
        }
        check_silence(p);
    }
    CHECK(taken > 0);
}

TEST_CASE("real keys step through a run to its end, and back to its start") {
    if (ctx_test::skip_without_browser()) return;
    const auto r = run_of("nested");
    page p;
    open(p, language::en);
    go_to(p, "#nested/0");
    json forth{p.evaluate("shown()")};
    json back = forth;
    for (std::size_t i = 0; i < r.steps.size(); ++i) {
        p.press("ArrowRight");
        forth.push_back(p.evaluate("shown()"));
    }
    check_steps(forth, "nested", r, language::en);
    for (auto i = r.steps.size(); i > 0; --i) {
        CHECK(p.evaluate("shown()") == forth[i]);
        p.press("ArrowLeft");
    }
    CHECK(p.evaluate("shown()") == forth[0]);
    p.press("ArrowLeft");
    CHECK(p.evaluate("shown()") == forth[0]);
    p.press("End");
    CHECK(p.evaluate("shown()") == forth.back());
    p.press("ArrowRight");
    CHECK(p.evaluate("shown()") == forth.back());
    p.press("Home");
    CHECK(p.evaluate("shown()") == forth[0]);
    check_silence(p);
}

}  // namespace browser_stepping_test
