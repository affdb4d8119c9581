// ctxdemo progress, and the progress in the lists of lessons.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "apps/ctxdemo/progress/store.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/scratch.hpp"

namespace progress_test {

using ctx_test::arguments;
using ctx_test::content;
using ctxdemo::progress_store;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Runs the program with a state folder of its own.
class user {
public:
    [[nodiscard]] ctx_test::outcome ctxdemo(const arguments& args) const {
        return ctx_test::ctxdemo(args,
                                 {{"XDG_STATE_HOME", folder_.path().string()}});
    }
    [[nodiscard]] std::filesystem::path file() const {
        return folder_.path() / "ctxdemo" / "progress.json";
    }
    void put(const std::string& progress) const {
        std::filesystem::create_directories(file().parent_path());
        std::ofstream(file(), std::ios::binary) << progress;
    }

private:
    ctx_test::scratch folder_;
};

const std::string some_done =
    R"({"version": 1, "lessons": {)"
    R"("why": {"answer": 3, "right": true, "finished": true,)"
    R"( "date": "2026-11-23"},)"
    R"("gen": {"answer": 2, "right": false, "finished": true,)"
    R"( "date": "2026-11-24"},)"
    R"("value": {"answer": 1, "right": true, "finished": false,)"
    R"( "date": "2026-11-25"},)"
    R"("root": {"finished": true, "date": "2026-11-25"},)"
    R"("former": {"finished": true, "date": "2026-11-26"}}})";

TEST_CASE("ctxdemo progress lists the lessons in both languages") {
    const user we;
    we.put(some_done);
    const auto en = we.ctxdemo({"progress"});
    CHECK(
        en.out.starts_with("lesson       done  answer   date\n"
                           "why          yes   c right  2026-11-23\n"
                           "basic        no    -        -\n"));
    CHECK(has(en.out, "\ngen          yes   b wrong  2026-11-24\n"));
    CHECK(has(en.out, "\nvalue        no    a right  2026-11-25\n"));
    CHECK(has(en.out, "\nroot         yes   skipped  2026-11-25\n"));
    CHECK(has(en.out, "\n\nDone: 3 of 18 lessons.\nSolved: 0 of "));
    CHECK(en.err == "");
    CHECK(en.code == 0);

    const auto zh = we.ctxdemo({"progress", "--lang", "zh"});
    CHECK(
        zh.out.starts_with("课           完成  回答  日期\n"
                           "why          是    c 对  2026-11-23\n"
                           "basic        否    -     -\n"));
    CHECK(has(zh.out, "\n\n18 课中完成了 3 课。\n"));
}

TEST_CASE("the list and the start page show which lessons are done") {
    const user we;
    const std::string before = we.ctxdemo({"list"}).out;
    we.put(some_done);
    const auto list = we.ctxdemo({"list"});
    CHECK(list.out.starts_with(
        "  why                A request is over, and so are the goroutines it "
        "started\n"
        "  [x] done, right    (Why context)\n"
        "  basic              A worker that nothing can stop\n"
        "                     (Why context: the basic example)\n"));
    CHECK(has(list.out,
              "\n  [!] done, wrong    (The With functions: "
              "WithCancel)\n"));
    CHECK(has(list.out, "\n  [x] done, skipped  (Background and TODO)\n"));
    CHECK(has(list.out,
              "\n  [ ] begun, right   (The With functions: "
              "WithValue)\n"));
    CHECK(has(we.ctxdemo({}).out, list.out));
    CHECK(has(we.ctxdemo({"--lang", "zh"}).out, "\n  [x] 完成，答对  （"));
    CHECK(we.ctxdemo({"progress", "--reset"}).code == 0);
    CHECK(we.ctxdemo({"list"}).out == before);
}

TEST_CASE("--forget forgets one lesson") {
    const user we;
    we.put(some_done);
    const auto got = we.ctxdemo({"progress", "--forget", "gen"});
    CHECK(got.out == "gen is forgotten.\n");
    CHECK(got.code == 0);
    CHECK(progress_store(we.file()).all().size() == 4);
    CHECK(we.ctxdemo({"progress", "--forget", "gen", "--lang", "zh"}).out ==
          "没有 gen 的记录。\n");
    CHECK(we.ctxdemo({"progress", "--forget", "former"}).code == 0);
    CHECK(progress_store(we.file()).all().size() == 3);
}

TEST_CASE("wrong flags of ctxdemo progress change nothing") {
    const user we;
    we.put(some_done);
    struct row {
        arguments args;
        std::string message;
    };
    const row rows[] = {
        {{"--forget", "cancle"},
         "unknown lesson or exercise \"cancle\"; did you mean \"cancel\"? "
         "(ctxdemo progress shows all)"},
        {{"--forget", ""},
         "--forget \"\": must be a lesson or an exercise, such as --forget "
         "cancel"},
        {{"--forget"},
         "--forget needs a value: must be a lesson or an exercise, such as "
         "--forget cancel"},
        {{"--forget", "gen", "--reset"},
         "--reset excludes --forget, because it forgets all; leave one out, "
         "such as: ctxdemo progress --reset"},
        {{"gen"},
         "unexpected argument \"gen\"; usage: ctxdemo progress [flags], such "
         "as: ctxdemo progress --forget cancel"},
    };
    for (const auto& row : rows) {
        auto args = row.args;
        args.insert(args.begin(), "progress");
        const auto got = we.ctxdemo(args);
        CHECK(got.err == "ctxdemo progress: " + row.message + '\n');
        CHECK(got.code == 2);
    }
    CHECK(content(we.file()) == some_done);
}

TEST_CASE(
    "with a broken file the list is printed, and --reset removes the file") {
    const user we;
    we.put("{");
    const std::string problem =
        "ctxdemo: your progress is not kept: " + we.file().string() +
        " is not as it should be: it is not JSON; mend it, or remove it with: "
        "ctxdemo progress --reset\n";
    for (const arguments& args : {arguments{}, arguments{"list"}}) {
        const auto got = we.ctxdemo(args);
        CHECK(got.err == problem);
        CHECK(has(got.out, "  cancel "));
        CHECK(got.code == 0);
    }
    for (const arguments& args :
         {arguments{"progress"}, arguments{"progress", "--forget", "gen"}}) {
        const auto got = we.ctxdemo(args);
        CHECK(got.err == problem);
        CHECK(got.out == "");
        CHECK(got.code == 1);
    }
    CHECK(content(we.file()) == "{");
    const auto reset = we.ctxdemo({"progress", "--reset"});
    CHECK(reset.out == "All progress is forgotten.\n");
    CHECK(reset.err == "");
    CHECK(reset.code == 0);
    CHECK(we.ctxdemo({"progress"}).code == 0);
    // A second reset has no file to remove.
    CHECK(we.ctxdemo({"progress", "--reset", "--lang", "zh"}).out ==
          "所有进度已清除。\n");
}

TEST_CASE("--reset fails and removes nothing if the file is a folder") {
    const user we;
    std::filesystem::create_directories(we.file());
    const auto got = we.ctxdemo({"progress", "--reset"});
    CHECK(has(got.err, we.file().string() + ": cannot remove: Is a directory"));
    CHECK(got.out == "");
    CHECK(got.code == 1);
    CHECK(std::filesystem::is_directory(we.file()));
}

TEST_CASE("without a home only ctxdemo progress reports a problem") {
    const ctx_test::environment_changes none{{"HOME", std::nullopt},
                                             {"XDG_STATE_HOME", std::nullopt}};
    const auto list = ctx_test::ctxdemo({"list"}, none);
    CHECK(list.err == "");
    CHECK(list.code == 0);
    const auto progress = ctx_test::ctxdemo({"progress"}, none);
    CHECK(has(progress.err, "there is no home folder"));
    CHECK(progress.code == 1);
}

TEST_CASE("the names in the file are printed in printable characters") {
    const std::string name = "\u009b2J\u202eno";
    const std::string spelled = R"("\u009b2J\u202eno")";
    const user we;
    we.put(R"({"version": 1, "lessons": {")" + name + R"(": {}}})");
    const auto wrong = we.ctxdemo({"progress"});
    CHECK(wrong.code == 1);
    CHECK(has(wrong.err, "the lesson " + spelled + " has a field"));

    we.put(R"({"version": 1, "lessons": {")" + name +
           R"(": {"finished": true, "date": "2026-11-26"}}})");
    const auto forgot = we.ctxdemo({"progress", "--forget", name});
    CHECK(forgot.code == 0);
    CHECK(forgot.out == spelled + " is forgotten.\n");
}

}  // namespace progress_test
