// ctxdemo exercise watch: the real program, which judges what a test saves.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "lessons/support/catalog.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/full_screen.hpp"
#include "tests/support/scratch.hpp"

namespace exercise_watch_test {

namespace fs = std::filesystem;

using namespace ctx_test;
using lessons::all_exercises;
using lessons::exercise;

const exercise& first() { return all_exercises().front(); }
std::string name() { return std::string(first().name); }

constexpr const char* does_not_compile = "The file does not compile.";

// A folder with the first exercise in it.
class folder {
public:
    folder() { write(first().start); }

    [[nodiscard]] fs::path file() const {
        return work_.path() / (name() + ".cpp");
    }
    // Saves as an editor does that writes the file itself.
    void write(std::string_view text) const {
        std::ofstream(file(), std::ios::binary) << text;
    }
    // Saves as an editor does that writes another file and renames it.
    void replace(std::string_view text) const {
        const auto other = work_.path() / "4913~";
        std::ofstream(other, std::ios::binary) << text;
        fs::rename(other, file());
    }
    void write_wrong() const {
        write("// Exercise " + name() + ": x\nnot C++\n");
    }

    // Runs the program in the folder.
    [[nodiscard]] arguments line(const std::string& args) const {
        return {"/bin/sh", "-c",
                "cd '" + work_.path().string() + "'; XDG_STATE_HOME='" +
                    state_.path().string() + "' exec \"$0\" " + args,
                CTXDEMO_BINARY};
    }
    [[nodiscard]] std::string kept() const {
        return content(state_.path() / "ctxdemo/progress.json");
    }

private:
    scratch work_, state_;
};

std::string right_of_bar(const std::string& state) {
    return name() + ".cpp - " + state;
}

TEST_CASE("watch judges a file each time an editor saves it") {
    const folder in;
    full_screen t(in.line("exercise watch"));
    t.await_text(right_of_bar("not yet"));
    in.write_wrong();
    t.await_text(does_not_compile);
    in.replace(first().solution);
    t.await_text("Solved: ");
    t.await_text(right_of_bar("solved"));
    in.replace("// Exercise " + name() + ": x\nnot C++\n");
    t.await_text(does_not_compile);
    t.type("q");
    CHECK(t.wait().code == 0);
    CHECK(is_same_mode(t.mode(), t.mode_before()));
    CHECK(in.kept().find("\"solved\": true") != std::string::npos);
}

TEST_CASE("the keys of watch show hints, the task, and the solution in time") {
    const folder in;
    full_screen t(in.line("exercise watch"));
    t.await_text(right_of_bar("not yet"));
    const auto all = std::to_string(first().en.hints.size());
    t.type("h");
    t.await_text("Hint 1 of " + all);
    t.type("h");
    t.await_text("Hint 2 of " + all);
    t.type("t");
    t.await_row(1, ' ' + std::string(first().en.title));
    t.type("s");  // not solved: no effect
    t.type("\x1b");
    t.await_text("w walk");
    in.write(first().solution);
    t.await_text("s solution");
    t.type("s");
    t.await_text("// Exercise " + name());
    t.type("q");
    CHECK(t.wait().code == 0);
    CHECK(in.kept().find("\"hints\": 2") != std::string::npos);
}

TEST_CASE("w shows the run step by step, and leaving it leads back to watch") {
    const folder in;
    full_screen t(in.line("exercise watch"));
    t.await_text("w walk");
    t.type("w");
    t.await_text("step ");
    t.type("q");
    t.await_text(right_of_bar("not yet"));
    in.write(first().solution);
    t.await_text("Solved: ");
    t.type("q");
    CHECK(t.wait().code == 0);
    CHECK(is_same_mode(t.mode(), t.mode_before()));
}

TEST_CASE("leaving a walk shows the verdict, which is not judged again") {
    const folder in;
    full_screen t(in.line("exercise watch"));
    t.await_text("w walk");
    // Judging again would say that there is no file.
    fs::remove(in.file());
    t.type("w");
    t.await_text("step 0/");
    t.type("q");
    t.await_text("w walk");
    t.await_text(right_of_bar("not yet"));
    t.type("q");
    CHECK(t.wait().code == 0);
}

TEST_CASE("a save ends a walk, and the file is judged") {
    const folder in;
    full_screen t(in.line("exercise watch"));
    t.await_text("w walk");
    t.type("w");
    t.await_text("step 0/");
    in.write(first().solution);
    t.await_text("Solved: ");
    t.type("q");
    CHECK(t.wait().code == 0);
}

TEST_CASE("n goes on to the next exercise, and writes its file") {
    if (all_exercises().size() < 2) return;
    const folder in;
    full_screen t(in.line("exercise watch"));
    t.await_text(right_of_bar("not yet"));
    t.type("n");
    const std::string next(all_exercises()[1].name);
    t.await_text("Wrote " + next + ".cpp. The key t shows the task.");
    t.await_text(next + ".cpp - not yet");
    t.await_text("Wrote " + next + ".cpp. The key t shows the task.");
    CHECK(content(in.file().parent_path() / (next + ".cpp")) ==
          all_exercises()[1].start);
    t.type("q");
    CHECK(t.wait().code == 0);
}

TEST_CASE("Ctrl-C ends watch as a signal, and gives the terminal back") {
    const folder in;
    full_screen t(in.line("exercise watch"));
    t.await_text(right_of_bar("not yet"));
    t.type("\x03");
    const auto got = t.wait();
    CHECK(got.signal == SIGINT);
    CHECK(is_same_mode(t.mode(), t.mode_before()));
    CHECK_FALSE(t.shown().is_alternate());
}

TEST_CASE("q ends watch while a file is judged") {
    const folder in;
    full_screen t(in.line("exercise watch"));
    t.await_text(right_of_bar("judging"));
    t.type("q");
    CHECK(t.wait().code == 0);
}

TEST_CASE("in a pipe watch prints one verdict after another, until Ctrl-C") {
    const folder in;
    in.write_wrong();
    process p(in.line("exercise watch " + name()));
    p.await_output(does_not_compile);
    in.replace(first().solution);
    p.await_output("Solved: ");
    p.send(SIGINT);
    const auto got = p.wait();
    CHECK(got.signal == SIGINT);
    CHECK(got.err == "");
}

TEST_CASE("two programs that watch one file do not hurt each other") {
    const folder in;
    in.write_wrong();
    process a(in.line("exercise watch")), b(in.line("exercise watch"));
    a.await_output(does_not_compile);
    b.await_output(does_not_compile);
    in.replace(first().solution);
    a.await_output("Solved: ");
    b.await_output("Solved: ");
}

TEST_CASE("watch goes on when the file is gone for a while") {
    const folder in;
    in.write_wrong();
    process p(in.line("exercise watch"));
    p.await_output(does_not_compile);
    fs::remove(in.file());
    in.write(first().solution);
    p.await_output("Solved: ");
}

TEST_CASE("watch follows a link to a file in another folder") {
    const folder in;
    const scratch elsewhere;
    const auto target = elsewhere.path() / "real.cpp";
    std::ofstream(target) << "// Exercise " + name() + ": x\nnot C++\n";
    fs::remove(in.file());
    fs::create_symlink(target, in.file());
    process p(in.line("exercise watch"));
    p.await_output(does_not_compile);
    std::ofstream(target, std::ios::trunc) << first().solution;
    p.await_output("Solved: ");
}

}  // namespace exercise_watch_test
