// A run as lanes in SVG, read back by an XML parser.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/lanes_svg.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/views/time_axis.hpp"
#include "tests/apps/recordings.hpp"

namespace lanes_svg_test {

using namespace std::chrono_literals;
using boost::property_tree::ptree;
using ctx::step;
using ctx_test::add;
using ctx_test::recording_of;
using ctxdemo::recording;
using lessons::language;

/// Returns the <svg> element. Throws if `text` is no XML.
ptree parsed(const std::string& text) {
    std::istringstream in(text);
    ptree all;
    read_xml(in, all);
    return all.get_child("svg");
}

std::string attribute(const ptree& element, const std::string& name) {
    return element.get("<xmlattr>." + name, "");
}

/// Calls `visit` with each element in `from`, and its name.
void for_each_element(
    const ptree& from,
    const std::function<void(const std::string&, const ptree&)>& visit) {
    for (const auto& [name, element] : from) {
        if (name.front() == '<') continue;
        visit(name, element);
        for_each_element(element, visit);
    }
}

/// Returns the elements of a group.
std::vector<ptree> in_group(const ptree& svg, const std::string& name) {
    std::vector<ptree> all;
    for (const auto& [tag, group] : svg) {
        if (tag != "g" || attribute(group, "class") != name) continue;
        for (const auto& [inner, element] : group) {
            if (inner.front() != '<') all.push_back(element);
        }
    }
    return all;
}

std::vector<std::string> texts_of(const std::vector<ptree>& elements) {
    std::vector<std::string> all;
    for (const auto& e : elements) all.push_back(e.data());
    return all;
}

std::vector<std::string> titles_of(const std::vector<ptree>& elements) {
    std::vector<std::string> all;
    for (const auto& e : elements) all.push_back(e.get<std::string>("title"));
    return all;
}

/// Returns where the signs of all marks are, from the left.
std::vector<std::size_t> places_of_marks(const ptree& svg) {
    std::vector<std::size_t> all;
    const auto add_path = [&](const ptree& e, std::size_t middle) {
        all.push_back(std::stoul(attribute(e, "d").substr(1)) + middle);
    };
    for (const auto& e : in_group(svg, "start")) {
        all.push_back(std::stoul(attribute(e, "cx")));
    }
    for (const auto& e : in_group(svg, "print")) {
        all.push_back(std::stoul(attribute(e, "x")));
    }
    for (const auto& e : in_group(svg, "end")) add_path(e, 4);
    for (const auto& e : in_group(svg, "cancel")) add_path(e, 3);
    std::ranges::sort(all);
    return all;
}

/// Calls `check` with the usual run of each lesson.
void for_each_run(const std::function<void(const recording&)>& check) {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        check(recording_of({name}));
    }
}

/// Main sleeps for a second, and prints `line`.
recording printing(const std::string& line) {
    recording r;
    add(r, 0s, 1, step::sleep, "1s");
    add(r, 0s, 1, step::block, "sleep");
    add(r, 1s, 1, step::wake, "sleep");
    add(r, 1s, 1, step::print, line);
    return r;
}

TEST_CASE("a picture in a page has no id and no style of its own") {
    for_each_run([](const recording& r) {
        const auto svg = parsed(draw_lanes(r).svg);
        CHECK(attribute(svg, "aria-hidden") == "true");
        for_each_element(svg, [](const std::string& name, const ptree& e) {
            CHECK(name != "style");
            CHECK(attribute(e, "style") == "");
            CHECK(attribute(e, "id") == "");
        });
    });
}

TEST_CASE("a picture of a lesson's run takes at most four kilobytes") {
    for_each_run(
        [](const recording& r) { CHECK(draw_lanes(r).svg.size() <= 4096); });
}

TEST_CASE("each start, return, print and cancellation has a sign") {
    for_each_run([](const recording& r) {
        std::size_t starts = 1;
        std::size_t ends = 0;
        for (const auto& e : r.events) {
            if (e.what == step::go) ++starts;
            if (e.what == step::exit) ++ends;
        }
        const auto svg = parsed(draw_lanes(r).svg);
        CHECK(in_group(svg, "start").size() == starts);
        CHECK(in_group(svg, "end").size() == ends);
        CHECK(places_of_marks(svg).size() ==
              marks_of(r, ctxdemo::unicode_signs).size());
    });
}

TEST_CASE("each printed line is the title of its first letter") {
    for_each_run([](const recording& r) {
        std::vector<std::string> printed;
        for (const auto& e : r.events) {
            if (e.what == step::print) printed.push_back(e.text);
        }
        const auto signs = in_group(parsed(draw_lanes(r).svg), "print");
        auto titles = titles_of(signs);
        for (std::size_t i = 0; i < titles.size(); ++i) {
            CHECK(titles[i].starts_with(signs[i].data()));
        }
        std::ranges::sort(printed);
        std::ranges::sort(titles);
        CHECK(titles == printed);
    });
}

TEST_CASE("the cursor has a place for each number of steps") {
    for_each_run([](const recording& r) {
        const auto cursor = draw_lanes(r).cursor;
        CHECK(cursor.size() == r.steps.size() + 1);
        CHECK(std::ranges::is_sorted(cursor));
    });
}

TEST_CASE("the cursor is right of the marks that have happened, and no other") {
    for_each_run([](const recording& r) {
        const auto picture = draw_lanes(r);
        const auto places = places_of_marks(parsed(picture.svg));
        const auto marks = marks_of(r, ctxdemo::unicode_signs);
        REQUIRE(places.size() == marks.size());
        CHECK(picture.cursor[0] <= places[0]);
        // The first mark, the start of main, has no step.
        for (std::size_t i = 1; i < marks.size(); ++i) {
            CHECK(picture.cursor[marks[i].step - 1] < places[i]);
            CHECK(places[i] < picture.cursor[marks[i].step]);
        }
        CHECK(picture.cursor.back() < picture.width);
    });
}

TEST_CASE("a line has what the goroutine waits for, in both languages") {
    const auto svg = parsed(draw_lanes(printing("x")).svg);
    const auto waits = in_group(svg, "wait");
    CHECK(texts_of(waits) == std::vector<std::string>{"sleep 1s", "睡 1s"});
    CHECK(attribute(waits.at(0), "lang") == "en");
    CHECK(attribute(waits.at(1), "lang") == "zh");
}

TEST_CASE("a text that is the same in both languages is there once") {
    recording r;
    add(r, 0s, 1, step::block, "done");
    add(r, 1s, 1, step::wake, "done");
    const auto svg = parsed(draw_lanes(r).svg);
    CHECK(texts_of(in_group(svg, "wait")) == std::vector<std::string>{"done"});
    CHECK(texts_of(in_group(svg, "name")) == std::vector<std::string>{"main"});
}

TEST_CASE("a cancellation has the name of its context as the title") {
    const auto svg = parsed(draw_lanes(recording_of({"nested"})).svg);
    CHECK(titles_of(in_group(svg, "cancel")) ==
          std::vector<std::string>{"ctx"});
}

TEST_CASE("a printed line with characters of XML is text") {
    const auto svg = parsed(draw_lanes(printing("<b> & \"]]>\" \x1b")).svg);
    const auto signs = in_group(svg, "print");
    CHECK(texts_of(signs) == std::vector<std::string>{"<"});
    CHECK(titles_of(signs) == std::vector<std::string>{"<b> & \"]]>\" \\x1b"});
}

TEST_CASE("a run with more marks than columns gets a wider picture") {
    recording r;
    for (int i = 0; i < 300; ++i) add(r, 0s, 1, step::print, "x");
    const auto picture = draw_lanes(r);
    CHECK(in_group(parsed(picture.svg), "print").size() == 300);
    CHECK(picture.width > 3000);
}

TEST_CASE("a gap that is not to scale has a note, in both languages") {
    recording r;
    for (const auto t : {0ms, 1ms, 3ms, 3600000ms}) {
        add(r, t, 1, step::print, "x");
    }
    const auto svg = parsed(draw_lanes(r).svg);
    CHECK(texts_of(in_group(svg, "note")) ==
          std::vector<std::string>{"not to scale", "不按比例"});
    CHECK(in_group(parsed(draw_lanes(printing("x")).svg), "note").empty());
}

TEST_CASE(
    "the times of the first and of the last instant are below the lanes") {
    for_each_run([](const recording& r) {
        const auto times =
            texts_of(in_group(parsed(draw_lanes(r).svg), "time"));
        for (const auto* s : {&r.steps.front(), &r.steps.back()}) {
            CHECK(std::ranges::count(times, ctxdemo::short_time(s->time)) == 1);
        }
    });
}

TEST_CASE("a recording without events is a picture without lanes") {
    const auto picture = ctxdemo::draw_lanes({});
    CHECK(places_of_marks(parsed(picture.svg)).empty());
    CHECK(picture.cursor.size() == 1);
}

TEST_CASE(
    "a file is in one language, with a title and a sentence for each step") {
    for (const auto l : {language::en, language::zh}) {
        const bool zh = l == language::zh;
        const auto svg = parsed(lanes_svg(printing("x"), l));
        CHECK(attribute(svg, "lang") == (zh ? "zh" : "en"));
        CHECK(attribute(svg, "role") == "img");
        CHECK(svg.get<std::string>("title") ==
              (zh ? "main 的时间线" : "The timeline of main"));
        CHECK(svg.get<std::string>("desc") ==
              (zh ? "0.000s main 睡 1s\n1.000s 时间走到 1s\n"
                    "1.000s main 睡满 1s，继续\n1.000s main 打印 \"x\"\n"
                  : "0.000s main sleeps for 1s\n1.000s time goes on to 1s\n"
                    "1.000s main has slept for 1s, and goes on\n"
                    "1.000s main prints \"x\"\n"));
        CHECK(texts_of(in_group(svg, "wait")) ==
              std::vector<std::string>{zh ? "睡 1s" : "sleep 1s"});
        CHECK(svg.get<std::string>("style").find("prefers-color-scheme:dark") !=
              std::string::npos);
    }
}

}  // namespace lanes_svg_test
