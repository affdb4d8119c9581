// ctxdemo exercise, without a terminal. exercise_watch_test.cpp has one.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/ctxdemo/progress/store.hpp"
#include "lessons/support/catalog.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/scratch.hpp"

namespace exercise_test {

namespace fs = std::filesystem;

using namespace ctx_test;
using lessons::all_exercises;
using lessons::exercise;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const exercise& first() { return all_exercises().front(); }
std::string name() { return std::string(first().name); }

// A learner with a folder for files, and one for the progress.
class learner {
public:
    // Runs the program in the learner's folder.
    [[nodiscard]] outcome exercise(arguments args) const {
        args.insert(args.begin(), "exercise");
        return run_program(
            shell_line("cd '" + work() + "' && exec \"$0\" \"$@\"", args),
            {{"XDG_STATE_HOME", state_.path().string()}});
    }
    [[nodiscard]] std::string work() const { return work_.path().string(); }
    [[nodiscard]] fs::path file(const std::string& name) const {
        return work_.path() / name;
    }
    [[nodiscard]] fs::path own_file() const { return file(name() + ".cpp"); }
    void put(const std::string& name, std::string_view text) const {
        std::ofstream(file(name), std::ios::binary) << text;
    }
    [[nodiscard]] ctxdemo::progress_store progress() const {
        return ctxdemo::progress_store(state_.path() / "ctxdemo" /
                                       "progress.json");
    }

private:
    scratch work_, state_;
};

TEST_CASE("exercise lists the exercises with their lessons and tasks") {
    const learner we;
    const auto got = we.exercise({});
    CHECK(got.code == 0);
    CHECK(got.err == "");
    CHECK(has(got.out, "\n  ctxdemo exercise start " + name() + ' '));
    for (const auto& e : all_exercises()) {
        CHECK(has(got.out, "\n  " + std::string(e.lesson) + '\n'));
        CHECK(has(got.out, "\n    [ ] " + std::string(e.name) + ' '));
    }
    for (const auto& p : lessons::all_puzzles()) {
        CHECK(has(got.out, "\n  [ ] " + std::string(p.name) + ' '));
    }
    CHECK(has(we.exercise({"--lang", "zh"}).out, "怎样开始："));
}

TEST_CASE("exercise NAME shows the task, and how to begin") {
    const learner we;
    for (const auto& e : all_exercises()) {
        const auto got = we.exercise({std::string(e.name)});
        CHECK(got.code == 0);
        CHECK(got.out.starts_with(std::string(e.en.title) + '\n'));
        CHECK(has(got.out, "ctxdemo exercise start " + std::string(e.name)));
    }
    for (const auto& p : lessons::all_puzzles()) {
        const auto got = we.exercise({std::string(p.name)});
        CHECK(got.code == 0);
        CHECK(has(got.out, "ctxdemo exercise break " + std::string(p.name)));
    }
}

TEST_CASE("start writes the file, and never over one that is there") {
    const learner we;
    const auto got = we.exercise({"start", name()});
    CHECK(got.code == 0);
    CHECK(got.out.starts_with("Wrote " + name() + ".cpp.\n"));
    CHECK(has(got.out, "\n  ctxdemo exercise watch " + name() + '\n'));
    CHECK(content(we.own_file()) == first().start);
    // The task has paragraphs of its own.
    const std::string task(first().en.task);
    CHECK(has(got.out, '\n' + task.substr(0, task.find_first_of(" \n"))));

    we.put(name() + ".cpp", "mine");
    const auto again = we.exercise({"start", name()});
    CHECK(again.code == 2);
    CHECK(again.err == "ctxdemo exercise: " + name() +
                           ".cpp is there already, and stays as it is; go on "
                           "with: ctxdemo exercise watch " +
                           name() + '\n');
    CHECK(content(we.own_file()) == "mine");
}

TEST_CASE("start does not write through a link that leads nowhere") {
    const learner we;
    fs::create_symlink(we.file("elsewhere"), we.own_file());
    CHECK(we.exercise({"start", name()}).code == 2);
    CHECK_FALSE(fs::exists(we.file("elsewhere")));
}

TEST_CASE("start --dir writes into a folder, which may have blanks") {
    const learner we;
    fs::create_directory(we.file("a b"));
    const auto got = we.exercise({"start", name(), "--dir", "a b"});
    CHECK(got.code == 0);
    CHECK(has(got.out, "ctxdemo exercise watch 'a b/" + name() + ".cpp'\n"));
    CHECK(content(we.file("a b/" + name() + ".cpp")) == first().start);
    const auto none = we.exercise({"start", name(), "--dir", "none"});
    CHECK(none.code == 2);
    CHECK(none.err ==
          "ctxdemo exercise: there is no folder none; make it first: mkdir "
          "none\n");
}

// A build for the thread sanitizer judges no program.
TEST_CASE("check judges the start file, and the solution after it" *
          doctest::skip(ctx_test::thread_sanitized)) {
    const learner we;
    CHECK(we.exercise({"start", name()}).code == 0);
    const auto before = we.exercise({"check", name()});
    CHECK(before.code == 1);
    CHECK(before.err == "");
    CHECK(has(before.out, "\nctxdemo exercise hint " + name() + ' '));
    CHECK_FALSE(has(before.out, "\x1b"));
    CHECK_FALSE(we.progress().of_exercise(name()));

    we.put(name() + ".cpp", first().solution);
    const auto after = we.exercise({"check"});
    CHECK(after.code == 0);
    CHECK(after.out.starts_with("Solved: "));
    CHECK(we.progress().of_exercise(name())->solved);
    CHECK(has(we.exercise({}).out, "\n    [x] " + name() + ' '));
    CHECK(has(we.exercise({name()}).out, "You have solved it."));
}

TEST_CASE("check takes a file of any name, and says so in its commands" *
          doctest::skip(ctx_test::thread_sanitized)) {
    const learner we;
    we.put("my try.cpp", first().start);
    const auto got = we.exercise({"check", "my try.cpp"});
    CHECK(got.code == 1);
    CHECK(has(got.out, "\nctxdemo exercise check 'my try.cpp' "));
    we.put("other.cpp", "int x;\n");
    const auto other = we.exercise({"check", "other.cpp"});
    CHECK(other.code == 2);
    CHECK(other.err ==
          "ctxdemo exercise: cannot tell which exercise other.cpp "
          "is for; its first line must say so, such as: // "
          "Exercise " +
              name() + ": ...\n");
}

TEST_CASE("check --json prints the verdict as one line of JSON" *
          doctest::skip(ctx_test::thread_sanitized)) {
    const learner we;
    we.put(name() + ".cpp", first().start);
    const auto got = we.exercise({"check", name(), "--json"});
    CHECK(got.code == 1);
    const auto json = nlohmann::json::parse(got.out);
    CHECK(json.at("exercise") == name());
    CHECK(json.at("file") == name() + ".cpp");
    CHECK(json.at("verdict") != "solved");
    CHECK(json.at("sentence").is_string());
    we.put(name() + ".cpp", first().solution);
    const auto solved = we.exercise({"check", name(), "--json"});
    CHECK(solved.code == 0);
    CHECK(nlohmann::json::parse(solved.out).at("verdict") == "solved");
    CHECK(nlohmann::json::parse(solved.out).at("complete") == true);
}

TEST_CASE("hint gives one more hint each time, and in the end all of them") {
    const learner we;
    const auto all = first().en.hints.size();
    for (std::size_t i = 1; i <= all; ++i) {
        const auto heading =
            "Hint " + std::to_string(i) + " of " + std::to_string(all) + '\n';
        CHECK(we.exercise({"hint", name()}).out.starts_with(heading));
        CHECK(we.progress().of_exercise(name())->hints ==
              static_cast<std::int64_t>(i));
    }
    const auto last = we.exercise({"hint", name()});
    CHECK(last.code == 0);
    CHECK(last.out.starts_with("There are no more hints. These are all:\n"));
    CHECK(has(last.out, "\nHint 1 of "));
    CHECK(has(we.exercise({"hint", name(), "--lang", "zh"}).out,
              "\n第 1 条提示"));
}

TEST_CASE("the solution is printed once it is found, or with --anyway") {
    const learner we;
    const auto refused = we.exercise({"solution", name()});
    CHECK(refused.code == 2);
    CHECK(refused.out == "");
    CHECK(has(refused.err, name() + " is not solved yet"));
    CHECK(we.exercise({"solution", name(), "--anyway"}).out ==
          first().solution);
    we.progress().record_solved(name());
    CHECK(we.exercise({"solution", name()}).out == first().solution);
}

TEST_CASE("progress shows the exercises that are begun, and forgets them") {
    scratch state;
    const environment_changes ours{{"XDG_STATE_HOME", state.path().string()}};
    const auto count = std::to_string(all_exercises().size());
    CHECK(ctx_test::ctxdemo({"progress"}, ours)
              .out.ends_with("\nSolved: 0 of " + count + " exercises.\n"));
    CHECK(ctx_test::ctxdemo({"exercise", "hint", name()}, ours).code == 0);
    const auto got = ctx_test::ctxdemo({"progress"}, ours);
    CHECK(has(got.out, "\nexercise  "));
    CHECK(has(got.out, '\n' + name() + ' '));
    CHECK(ctx_test::ctxdemo({"progress", "--forget", name()}, ours).code == 0);
    CHECK_FALSE(has(ctx_test::ctxdemo({"progress"}, ours).out, "\nexercise  "));
}

TEST_CASE("a wrong command line is explained, with an example") {
    const learner we;
    const auto puzzles = lessons::all_puzzles();
    struct row {
        arguments args;
        std::string message;
    };
    const auto n = name();
    const row rows[] = {
        {{"chekc"},
         "unknown exercise or action \"chekc\"; did you mean \"check\"? "
         "(ctxdemo "
         "exercise shows all)"},
        {{"strat", n},
         "unknown action \"strat\"; did you mean \"start\"? (ctxdemo exercise "
         "--help shows all)"},
        {{n, "x"},
         "unexpected argument \"x\"; to see the task of an exercise: ctxdemo "
         "exercise " +
             n},
        {{"check", "."},
         ". is a folder; name the file in it, such as: ./" + n + ".cpp"},
        {{"start"},
         "which exercise? Name one, such as: ctxdemo exercise start " + n +
             " (ctxdemo exercise shows all)"},
        {{"start", n + "x"},
         "unknown exercise \"" + n + "x\"; did you mean \"" + n +
             "\"? (ctxdemo exercise shows all)"},
        {{n, "check"},
         "the action comes first, such as: ctxdemo exercise check " + n},
        {{"check", n},
         "there is no " + n +
             ".cpp in this folder; write it with: ctxdemo "
             "exercise start " +
             n},
        {{"check", "./x.cpp"},
         "there is no file ./x.cpp; ctxdemo exercise lists the exercises"},
        {{"watch"},
         "there is no exercise in this folder; begin one, such as: ctxdemo "
         "exercise start " +
             n},
        {{"hint", n, "--json"},
         "--json goes with check, such as: ctxdemo exercise check " + n +
             " --json"},
        {{"--dir", "x"},
         "--dir goes with start, such as: ctxdemo exercise start " + n +
             " --dir /tmp"},
        {{"break", n},
         n + " is a program to mend; begin with: ctxdemo exercise start " + n},
        {{"start", n, "x"},
         "unexpected argument \"x\"; usage: ctxdemo exercise [action] [name] "
         "[flags], such as: ctxdemo exercise start stop-two"},
    };
    for (const auto& row : rows) {
        const auto got = we.exercise(row.args);
        CAPTURE(text_of(row.args));
        CHECK(got.err == "ctxdemo exercise: " + row.message + '\n');
        CHECK(got.out == "");
        CHECK(got.code == 2);
    }
}

TEST_CASE("with two exercises in the folder each action asks which") {
    if (all_exercises().size() < 2) return;
    const learner we;
    we.put(name() + ".cpp", first().start);
    we.put(std::string(all_exercises()[1].name) + ".cpp", "");
    for (const std::string action : {"check", "watch", "walk"}) {
        const auto got = we.exercise({action});
        CHECK(got.code == 2);
        CHECK(got.err ==
              "ctxdemo exercise: which exercise? This folder has 2 of them; "
              "name one, such as: ctxdemo exercise " +
                  action + ' ' + name() + '\n');
    }
}

TEST_CASE("a file that is a folder, or cannot be read, is a wrong usage") {
    const learner we;
    fs::create_directory(we.own_file());
    for (const auto& args :
         {arguments{"check", name()}, arguments{"check", name() + ".cpp"}}) {
        const auto got = we.exercise(args);
        CHECK(got.code == 2);
        CHECK(has(got.err, ": " + name() + ".cpp is a folder; "));
    }
    CHECK(has(we.exercise({"check"}).err, "there is no exercise in this "));
    CHECK(we.exercise({"start", name()}).code == 2);
}

}  // namespace exercise_test
