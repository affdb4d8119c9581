// The log of a run, as text and as JSON Lines.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "tests/apps/program.hpp"
#include "tests/apps/recordings.hpp"

namespace events_test {

using ctx::step;
using ctx_test::arguments;
using ctx_test::ctxdemo;
using ctx_test::recording_of;
using lessons::language;
using json = nlohmann::json;

arguments with(arguments args, const arguments& more) {
    args.insert(args.end(), more.begin(), more.end());
    return args;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

/// Returns the log of `lesson` that --json prints.
std::vector<json> logged(const arguments& lesson, const char* lang = "en") {
    const auto got =
        ctxdemo(with(with({"events"}, lesson), {"--json", "--lang", lang}));
    CHECK(got.code == 0);
    std::vector<json> all;
    for (const auto& line : lines_of(got.out)) {
        all.push_back(json::parse(line));
    }
    return all;
}

/// Returns the first event of a kind.
json first(const std::vector<json>& all, const std::string& what) {
    const auto it = std::ranges::find_if(
        all, [&](const json& e) { return e["what"] == what; });
    REQUIRE(it != all.end());
    return *it;
}

TEST_CASE("events prints a line for each event, in columns") {
    const char* const want[] = {
        "0s  main       derive   ctx = with_cancel(background)  gen.cpp:35  ",
        "0s  main       go       generator                      gen.cpp:20  ",
        "0s  main       receive  dst                            gen.cpp:41  ",
        "0s  main       block    chan receive                   gen.cpp:41",
        "0s  generator  select   done ctx, send dst             gen.cpp:23  ",
        "0s  generator  choose   send dst                       gen.cpp:23",
        "0s  generator  select   done ctx, send dst             gen.cpp:23  ",
        "0s  generator  block    select: done, chan send        gen.cpp:23",
        "0s  main       wake     chan receive                   gen.cpp:41  ",
        "0s  main       print    1                              gen.cpp:42  ",
        "0s  main       cancel   ctx: context canceled          gen.cpp:38  ",
    };
    const auto got = lines_of(ctxdemo({"events", "gen", "--count", "1"}).out);
    REQUIRE(got.size() == std::size(want));
    for (std::size_t i = 0; i < got.size(); ++i) {
        const std::string line = want[i];
        CHECK(got[i].starts_with(line));
        // Only the first event of a step has a sentence.
        CHECK((got[i].size() > line.size()) == line.ends_with("  "));
    }
}

TEST_CASE("the lines of events begin as in JSON, in every lesson") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const auto all = logged({name});
        const auto lines = lines_of(ctxdemo({"events", name}).out);
        REQUIRE(lines.size() >= all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& e = all[i];
            CAPTURE(lines[i]);
            const auto has = [&](const std::string& part) {
                return lines[i].find(part) != std::string::npos;
            };
            CHECK(has("  " + std::string(e["goroutine"]["name"]) + "  "));
            CHECK(has(' ' + std::string(e["what"])));
            CHECK((!e.contains("sentence") ||
                   lines[i].ends_with("  " + std::string(e["sentence"]))));
        }
    }
}

TEST_CASE("--json has the events of the run, and the sentence of each step") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const auto r = recording_of({name});
        for (const auto l : {language::en, language::zh}) {
            const auto all = logged({name}, l == language::en ? "en" : "zh");
            REQUIRE(all.size() == r.events.size());
            for (ctxdemo::moments m(r); m.next();) {
                for (const auto& e : m.now().last) {
                    const auto& got =
                        all[static_cast<std::size_t>(&e - r.events.data())];
                    CAPTURE(got.dump());
                    CHECK(got["time_ns"] == e.time.count());
                    CHECK(got["step"] == m.now().step);
                    CHECK(got["goroutine"]["id"] == e.goroutine);
                    CHECK(got["what"] == to_string(e.what));
                    CHECK(got.value("text", "") == e.text);
                    CHECK(got.contains("deadline_ns") ==
                          e.deadline.has_value());
                    CHECK(got.value("line", 0U) == e.where.line());
                    CHECK(got.contains("file") == got.contains("line"));
                    const bool begins = &e == m.now().last.data();
                    CHECK(got.value("sentence", "") ==
                          (begins ? caption(m.now(), l) : ""));
                }
            }
        }
    }
}

TEST_CASE("only the sentences depend on the language") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        auto en = logged({name}, "en");
        auto zh = logged({name}, "zh");
        REQUIRE(en.size() == zh.size());
        CHECK_FALSE(en == zh);
        for (auto& e : en) e.erase("sentence");
        for (auto& e : zh) e.erase("sentence");
        CHECK(en == zh);
    }
}

TEST_CASE("an event has only the fields that lessons/README.md lists") {
    const std::set<std::string> known{
        "time_ns", "step",     "goroutine",  "what", "object",
        "parent",  "case",     "cases",      "text", "file",
        "line",    "sentence", "deadline_ns"};
    const auto check_object = [](const json& o) {
        CHECK((o["kind"] == "goroutine" || o["kind"] == "channel" ||
               o["kind"] == "context"));
        CHECK(o["id"].is_number_unsigned());
        CHECK((!o.contains("name") || o["name"].is_string()));
    };
    std::set<std::string> seen;
    for (const auto& name : ctx_test::lesson_names()) {
        for (const auto& e : logged({name})) {
            CAPTURE(e.dump());
            for (const auto& [key, value] : e.items()) {
                CHECK(known.contains(key));
                seen.insert(key);
            }
            for (const char* key : {"object", "parent"}) {
                if (e.contains(key)) check_object(e[key]);
            }
            if (!e.contains("cases")) continue;
            for (const auto& c : e["cases"]) check_object(c["object"]);
        }
    }
    CHECK(seen == known);
}

TEST_CASE("objects in JSON have the names that the program has") {
    const auto family = logged({"family"});
    auto derive = first(family, "derive");
    derive.erase("sentence");
    CHECK(derive == json::parse(R"({
              "time_ns": 0, "step": 1, "what": "derive",
              "goroutine": {"id": 1, "name": "main"},
              "object": {"kind": "context", "id": 1, "name": "server"},
              "parent": {"kind": "context", "id": 0, "name": "background"},
              "text": "with_cancel", "file": "family.cpp", "line": 30
          })"));
    CHECK(first(family, "close")["object"] ==
          json{{"kind", "channel"}, {"id", 1}, {"name", "cleaned"}});
    CHECK(first(family, "go")["object"] ==
          json{{"kind", "goroutine"}, {"id", 2}, {"name", "after_func"}});

    const auto gen = logged({"gen"});
    const json dst{{"kind", "channel"}, {"id", 1}, {"name", "dst"}};
    const json ctx{{"kind", "context"}, {"id", 1}, {"name", "ctx"}};
    CHECK(first(gen, "select")["cases"] ==
          json::array({{{"what", "done"}, {"object", ctx}},
                       {{"what", "send"}, {"object", dst}}}));
    CHECK(first(gen, "choose")["object"] == dst);
    CHECK(first(gen, "choose")["case"] == 1);

    const auto expired = first(logged({"deadline"}), "expire");
    CHECK(expired["goroutine"] == json{{"id", 0}, {"name", "clock"}});
    CHECK(expired["object"] == ctx);
    CHECK(first(logged({"deadline"}), "derive")["deadline_ns"] == 50'000'000);
}

TEST_CASE("events takes a schedule, and the lesson's flags") {
    const auto lines = [](const arguments& args) {
        std::vector<std::string> printed;
        for (const auto& e : logged(args)) {
            if (e["what"] == "print") printed.push_back(e["text"]);
        }
        return printed;
    };
    CHECK(lines({"cancel"}).size() == 4);
    CHECK(lines({"cancel", "--schedule", "1"}).size() == 5);
    CHECK(lines({"cancel", "--stop-after", "0s"}).size() == 2);
    CHECK(lines({"basic", "--for", "500ms"}).size() == 1);
}

TEST_CASE("events says below the lines how a run ended that did not end well") {
    const auto rules = ctxdemo({"events", "rules", "--no-cancel"});
    CHECK(rules.code == 0);
    CHECK(rules.out.ends_with(
        "\n\nThe run ends with: all goroutines are asleep - deadlock!\n"));
    CHECK(ctxdemo({"events", "gen", "--no-cancel"})
              .out.ends_with(" generator, waiting for ctx or send on dst "
                             "(gen.cpp:23)\n"));
}

TEST_CASE("a print cannot end a line of events, or move the cursor") {
    const auto got = ctxdemo({"events", "value", "--stop-after", "0s",
                              "--trace-code", "a\nb\x1b[1m"});
    CHECK(got.out.find("trace code:a") != std::string::npos);
    CHECK(got.out.find('\x1b') == std::string::npos);
    CHECK(got.out.find("\nb") == std::string::npos);
    const auto all =
        logged({"value", "--stop-after", "0s", "--trace-code", "a\nb"});
    CHECK(first(all, "print")["text"] == "worker, trace code:a\nb");
}

TEST_CASE("events has the log of a lesson on the network") {
    for (const arguments& command :
         {arguments{"http", "--respond", "quick", "--ms", "20000"},
          arguments{"client", "--url", "http://127.0.0.1:1/", "--ms", "20000"},
          arguments{"server", "--respond", "slow"}}) {
        const auto line = ctx_test::line_of(command);
        CAPTURE(line);
        for (const char* lang : {"en", "zh"}) {
            std::size_t step = 0;
            for (const auto& e : logged(command, lang)) {
                CAPTURE(e.dump());
                const std::size_t now = e["step"];
                CHECK(now >= step);
                CHECK(e.contains("sentence") == (now > step));
                step = now;
            }
            CHECK(step > 0);
        }
        CHECK(ctxdemo(with({"events"}, command)).code == 0);
    }
}

TEST_CASE("events refuses a wrong command line with one line") {
    struct row {
        arguments args;
        const char* want;
    };
    const row rows[] = {
        {{"events"}, "ctxdemo events: which lesson?"},
        {{"events", "nosuch"}, "ctxdemo events: unknown lesson \"nosuch\""},
        {{"events", "cancel", "gen"}, "ctxdemo events: unexpected "},
        {{"events", "cancel", "--json=yes"}, "ctxdemo events: --json"},
        {{"events", "cancel", "--schedule", "_"},
         "ctxdemo events: --schedule _: "},
    };
    for (const auto& row : rows) {
        const auto got = ctxdemo(row.args);
        const auto line = ctx_test::text_of(row.args);
        CAPTURE(line);
        CAPTURE(got.err);
        CHECK(got.code == 2);
        CHECK(got.out == "");
        CHECK(got.err.starts_with(row.want));
        CHECK(std::ranges::count(got.err, '\n') == 1);
    }
}

}  // namespace events_test
