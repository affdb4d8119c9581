// The question on the page: answers, their reasons, and votes.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/apps/page/exported.hpp"
#include "tests/apps/recordings.hpp"

namespace browser_question_test {

using ctx_test::check_silence;
using ctx_test::exported;
using ctx_test::file_url;
using ctx_test::go_to;
using ctx_test::is_visible;
using ctx_test::page;
using ctx_test::text_at;
using lessons::language;
using json = nlohmann::json;

/// Returns a function of JavaScript that returns what a reader sees of the
/// question of a lesson. A text is without its blanks.
const std::string scripts = R"((() => {
    const bare = e =>
        e?.checkVisibility() ? e.innerText.replace(/\s/g, '') : '';
    window.question = name => {
        const lesson = document.getElementById(name);
        const find = selector => lesson.querySelector(selector);
        return {
            verdict: bare(find('.verdict')),
            reasons: [...lesson.querySelectorAll('details.why')].map(
                why => why.open ? bare(why) : ''),
            may_go_on: find('.question .next').checkVisibility(),
        };
    };
    window.answer = (name, index) => {
        document.querySelector(
            `#${name} .choose[data-answer="${index}"]`).click();
        return question(name);
    };
})())";

/// Returns the text without its blanks, and without Markdown's signs of code.
std::string bare(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ' && c != '\n' && c != '`') out += c;
    }
    return out;
}

const lessons::prediction& prediction_of(const std::string& lesson,
                                         language l) {
    return lessons::text_of(lesson).prose(l).predict;
}

/// Returns the answer that agrees with what the lesson prints.
std::size_t right_answer(const std::string& lesson) {
    const auto& predict = prediction_of(lesson, language::en);
    const auto printed =
        ctxdemo::output_of(ctx_test::recording_of(predict.command));
    const auto right = std::ranges::find_if(
        predict.answers,
        [&](const lessons::answer& a) { return agrees(a, printed); });
    REQUIRE(right != predict.answers.end());
    return static_cast<std::size_t>(right - predict.answers.begin());
}

void open(page& p, language l) {
    p.open(file_url(exported({"--lang", l == language::en ? "en" : "zh"})));
    p.evaluate(scripts);
}

std::string call(const char* function, const std::string& lesson) {
    return function + ctx_test::literal(lesson) + ')';
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void check_reasons(const json& reasons, const lessons::prediction& predict) {
    REQUIRE(reasons.size() == predict.answers.size());
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        CHECK(contains(reasons[i], bare(predict.answers[i].why)));
    }
}

TEST_CASE("a wrong answer shows the verdict, and the reasons hidden before") {
    if (ctx_test::skip_without_browser()) return;
    for (const auto l : {language::en, language::zh}) {
        page p;
        open(p, l);
        for (const auto& name : ctx_test::lesson_names()) {
            CAPTURE(name);
            const auto& predict = prediction_of(name, l);
            const std::size_t right = right_answer(name);
            const std::size_t wrong = right == 0 ? 1 : 0;
            go_to(p, '#' + name + "/question");
            const auto before = p.evaluate(call("question(", name));
            CHECK(before["verdict"] == "");
            CHECK(before["may_go_on"] == false);
            for (const auto& reason : before["reasons"]) CHECK(reason == "");

            const auto after = p.evaluate("answer(" + ctx_test::literal(name) +
                                          ", " + std::to_string(wrong) + ')');
            const std::string verdict =
                l == language::en ? "Notquite.Youanswered" : "不对。你选的是";
            CHECK(after["verdict"] == verdict + (wrong == 0 ? 'a' : 'b'));
            CHECK(after["may_go_on"] == true);
            check_reasons(after["reasons"], predict);
        }
        check_silence(p);
    }
}

TEST_CASE("the right answer, and no other, is called right") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    open(p, language::en);
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const auto right = right_answer(name);
        go_to(p, '#' + name + "/question");
        const auto after = p.evaluate("answer(" + ctx_test::literal(name) +
                                      ", " + std::to_string(right) + ')');
        CHECK(std::string(after["verdict"]).starts_with("Right"));
        const auto& reasons = after["reasons"];
        for (std::size_t i = 0; i < reasons.size(); ++i) {
            CHECK(std::string(reasons[i]).starts_with("Right") == (i == right));
        }
    }
    check_silence(p);
}

TEST_CASE(
    "a key answers, and the answer stays until the reader answers again") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    open(p, language::en);
    go_to(p, "#nested/question");
    p.press("b");
    const auto verdict = text_at(p, "#nested .verdict");
    CHECK(verdict.ends_with(" b"));
    p.press("a");
    CHECK(text_at(p, "#nested .verdict") == verdict);
    p.click("#nested [data-do=again]");
    CHECK(text_at(p, "#nested .verdict").empty());
    CHECK_FALSE(is_visible(p, "#nested details.why > div"));
    p.press("a");
    CHECK(text_at(p, "#nested .verdict").ends_with(" a"));
    check_silence(p);
}

TEST_CASE("a class votes before anybody sees the answer") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    open(p, language::en);
    go_to(p, "#nested/question");
    const auto votes = [&] {
        return p.evaluate(
            "[...document.querySelectorAll('#nested .votes b')]"
            ".map(e => Number(e.innerText)).join()");
    };
    CHECK_FALSE(is_visible(p, "#nested .votes"));
    p.click("#nested [data-do=vote]");
    p.press("a");
    p.press("b");
    p.press("b");
    p.click("#nested .choose[data-answer='2']");
    CHECK(std::string(votes()).starts_with("1,2,1"));
    p.press("Backspace");
    CHECK(std::string(votes()).starts_with("1,2,0"));
    p.click("#nested [data-do=unvote]");
    CHECK(std::string(votes()).starts_with("1,1,0"));
    CHECK(text_at(p, "#nested .verdict").empty());
    p.click("#nested [data-do=end-vote]");
    CHECK(is_visible(p, "#nested .votes"));
    CHECK(text_at(p, "#nested .verdict").empty());
    p.press("b");
    CHECK(text_at(p, "#nested .verdict").ends_with(" b"));
    CHECK(std::string(votes()).starts_with("1,1,0"));
    check_silence(p);
}

TEST_CASE("the contents show what the reader has done, after a reload, too") {
    if (ctx_test::skip_without_browser()) return;
    const auto right = right_answer("nested");
    page p;
    open(p, language::en);
    const auto progress = [&](const std::string& lesson) {
        return text_at(p, ".progress[data-lesson=" + lesson + ']');
    };
    go_to(p, "#nested/question");
    p.press(std::string(1, static_cast<char>('a' + right)));
    go_to(p, "#cancel/question");
    p.press(right_answer("cancel") == 0 ? "b" : "a");
    go_to(p, "#cancel/0");
    p.press("End");
    for (int i = 0; i < 2; ++i) {
        go_to(p, "#");
        CHECK(contains(progress("nested"), "right"));
        CHECK_FALSE(contains(progress("nested"), "end"));
        CHECK(contains(progress("cancel"), "answered"));
        CHECK(contains(progress("cancel"), "end"));
        CHECK(progress("family").empty());
        p.reload();
    }
    go_to(p, "#nested/question");
    CHECK(text_at(p, "#nested .verdict").starts_with("Right"));
    check_silence(p);
}

}  // namespace browser_question_test
