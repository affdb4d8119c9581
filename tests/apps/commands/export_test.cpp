// ctxdemo export: which lessons, in which format, and to which file.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/scratch.hpp"

namespace export_test {

namespace fs = std::filesystem;

using ctx_test::arguments;
using ctx_test::content;
using ctx_test::ctxdemo;
using ctx_test::scratch;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string article(const std::string& lesson) {
    return "id=\"" + lesson + '"';
}

void write(const std::string& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::size_t files_in(const scratch& folder) {
    const fs::directory_iterator all(folder.path());
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST_CASE("export without a lesson writes a page of all, in their order") {
    const auto got = ctxdemo({"export"});
    CHECK(got.code == 0);
    CHECK(got.err == "");
    CHECK(got.out.starts_with("<!DOCTYPE html>"));
    std::size_t at = 0;
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        at = got.out.find("<article", at);
        REQUIRE(at != std::string::npos);
        const auto tag = got.out.substr(at, got.out.find('>', at) - at);
        CHECK(has(tag, article(l.name)));
        ++at;
    }
}

TEST_CASE("export with lessons writes a page of these") {
    const auto got = ctxdemo({"export", "cancel", "nested"});
    CHECK(has(got.out, article("cancel")));
    CHECK(has(got.out, article("nested")));
    CHECK_FALSE(has(got.out, article("gen")));
}

TEST_CASE("--lang is the language that the page shows first") {
    CHECK(has(ctxdemo({"export", "why", "--lang", "zh"}).out,
              "<html lang=\"zh\""));
    CHECK(has(ctxdemo({"export", "why", "--lang", "en"}).out,
              "<html lang=\"en\""));
}

TEST_CASE("a lesson's flags are in force on its page") {
    const auto usual = ctxdemo({"export", "cancel"});
    const auto other = ctxdemo({"export", "cancel", "--work", "700ms"});
    CHECK(other.code == 0);
    CHECK(has(other.out, "sleeps for 700ms"));
    CHECK_FALSE(has(usual.out, "sleeps for 700ms"));
}

TEST_CASE("--as events prints the log that events --json prints") {
    const arguments lesson{"cancel", "--stop-after", "1s", "--schedule", "1"};
    arguments exported{"export"}, events{"events"};
    exported.insert(exported.end(), lesson.begin(), lesson.end());
    events.insert(events.end(), lesson.begin(), lesson.end());
    exported.insert(exported.end(), {"--as", "events"});
    events.push_back("--json");
    const auto got = ctxdemo(exported);
    CHECK(got.code == 0);
    CHECK(got.out == ctxdemo(events).out);
}

TEST_CASE("a format of one run begins as the format says") {
    struct row {
        const char* format;
        const char* begin;
    };
    const row rows[] = {{"svg", "<svg xmlns=\"http://www.w3.org/2000/svg\""},
                        {"mermaid", "sequenceDiagram\n"},
                        {"cast", "{\"version\":2,\"width\":80"},
                        {"trace", "{"},
                        {"events", "{\"time_ns\":0"}};
    for (const auto& row : rows) {
        CAPTURE(row.format);
        const auto got = ctxdemo({"export", "cancel", "--as", row.format});
        CHECK(got.code == 0);
        CHECK(got.out.starts_with(row.begin));
    }
}

TEST_CASE("--schedule and --lang are in force in a picture") {
    const arguments picture{"export", "cancel", "--stop-after",
                            "1s",     "--as",   "svg"};
    const auto with = [&](const arguments& more) {
        arguments args = picture;
        args.insert(args.end(), more.begin(), more.end());
        return ctxdemo(args).out;
    };
    CHECK(has(with({}), "sleep 1s"));
    CHECK(has(with({"--lang", "zh"}), "睡 1s"));
    CHECK(with({"--schedule", "1"}) != with({}));
}

TEST_CASE("-o writes what standard output would get, and leaves no draft") {
    const scratch folder;
    const std::string file = folder / "nested.html";
    const auto got = ctxdemo({"export", "nested", "-o", file});
    CHECK(got.code == 0);
    CHECK(got.out == "");
    CHECK(content(file) == ctxdemo({"export", "nested"}).out);
    CHECK(files_in(folder) == 1);
}

TEST_CASE("-o - writes to standard output") {
    const auto got = ctxdemo({"export", "cancel", "--as", "svg", "-o", "-"});
    CHECK(got.code == 0);
    CHECK(got.out == ctxdemo({"export", "cancel", "--as", "svg"}).out);
}

TEST_CASE("-o leaves a file alone that is there") {
    const scratch folder;
    const std::string file = folder / "mine.html";
    write(file, "mine");
    const auto got = ctxdemo({"export", "nested", "-o", file});
    CHECK(got.code == 2);
    CHECK(has(got.err, "-o " + file));
    CHECK(has(got.err, "--force"));
    CHECK(content(file) == "mine");
    CHECK(files_in(folder) == 1);
}

TEST_CASE("--force replaces the file, which keeps its permissions") {
    const scratch folder;
    const std::string file = folder / "old.html";
    write(file, "old");
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write |
                              fs::perms::group_read);
    CHECK(ctxdemo({"export", "nested", "-o", file, "--force"}).code == 0);
    CHECK(content(file).starts_with("<!DOCTYPE html>"));
    CHECK((fs::status(file).permissions() & fs::perms::mask) ==
          fs::perms{0640});
    CHECK(files_in(folder) == 1);
}

TEST_CASE("--force replaces the file that a link leads to") {
    const scratch folder;
    const std::string file = folder / "real.html";
    const std::string link = folder / "link.html";
    write(file, "old");
    fs::create_symlink(file, link);
    CHECK(ctxdemo({"export", "why", "-o", link, "--force"}).code == 0);
    CHECK(fs::is_symlink(link));
    CHECK(content(file).starts_with("<!DOCTYPE html>"));
}

TEST_CASE("others may read a new file, as the umask says") {
    const scratch folder;
    const std::string file = folder / "new.html";
    const auto got = ctx_test::run_program(ctx_test::shell_line(
        "umask 027; exec \"$0\" \"$@\"", {"export", "why", "-o", file}));
    CHECK(got.code == 0);
    CHECK((fs::status(file).permissions() & fs::perms::mask) ==
          fs::perms{0640});
}

TEST_CASE("a wrong command line is an error with what is allowed") {
    const scratch folder;
    struct row {
        arguments args;
        std::string part;  // of the error
    };
    const row rows[] = {
        {{"--as", "pdf"}, "html, svg, mermaid, cast, trace"},
        {{"--as", "svg"}, "ctxdemo export nested --as svg"},
        {{"cancel", "nested", "--as", "trace"},
         "takes one lesson, not 2, such as: ctxdemo export nested --as trace"},
        {{"nest"}, "did you mean \"nested\"?"},
        {{"cancel", "nested", "--work", "2s"},
         "--work: a lesson's flags need that lesson alone"},
        {{"cancel", "--schedule", "1"}, "--as svg --schedule 1"},
        {{"cancel", "--as", "events", "--no-answers"},
         "--no-answers is for --as html"},
        {{"cancel", "--force"}, "--force needs -o"},
        {{"cancel", "-o"}, "-o needs a value: must be the name of a file"},
        {{"cancel", "-o", ""}, "must be the name of a file, such as -o"},
        {{"cancel", "-o", folder.path()}, "is a folder"},
        {{"cancel", "-o", "/dev/null", "--force"}, "is not a plain file"},
        {{"cancel", "-o", folder / "no/a.html"}, "cannot write"},
    };
    for (const auto& row : rows) {
        arguments args{"export"};
        args.insert(args.end(), row.args.begin(), row.args.end());
        CAPTURE(ctx_test::text_of(args));
        const auto got = ctxdemo(args);
        CAPTURE(got.err);
        CHECK(got.code == 2);
        CHECK(got.out == "");
        CHECK(has(got.err, row.part));
    }
}

}  // namespace export_test
