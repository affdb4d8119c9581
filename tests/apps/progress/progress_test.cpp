// The answers and the lessons done are kept, whatever befalls the file.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/store.hpp"

#include <doctest/doctest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "apps/ctxdemo/progress/file.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/scratch.hpp"

namespace progress_test {

namespace fs = std::filesystem;

using ctx_test::content;
using ctx_test::scratch;
using ctxdemo::given_answer;
using ctxdemo::lesson_progress;
using ctxdemo::progress_map;
using ctxdemo::progress_store;

void put(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// All of a folder's files, by their names.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& f : fs::directory_iterator(folder)) {
        names.push_back(f.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

fs::path file_in(const scratch& folder) {
    return folder.path() / "ctxdemo" / "progress.json";
}

const std::string kept =
    R"({"version": 1, "lessons": {"gen": {"answer": 2, "right": false,)"
    R"( "finished": true, "date": "2026-01-31"}}})";

// An environment variable, until the end of the test.
class variable {
public:
    variable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        set(value);
    }
    ~variable() { set(before_ ? before_->c_str() : nullptr); }
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;

private:
    void set(const char* value) const {
        if (value) {
            ::setenv(name_, value, 1);
        } else {
            ::unsetenv(name_);
        }
    }

    const char* name_;
    std::optional<std::string> before_;
};

TEST_CASE("the file is where XDG says") {
    struct row {
        const char *state, *home, *want;
    };
    const row rows[] = {
        {"/s", "/h", "/s/ctxdemo/progress.json"},
        {nullptr, "/h", "/h/.local/state/ctxdemo/progress.json"},
        {"", "/h", "/h/.local/state/ctxdemo/progress.json"},
        {"relative", "/h", "/h/.local/state/ctxdemo/progress.json"},
        {"/s", nullptr, "/s/ctxdemo/progress.json"},
        {nullptr, nullptr, ""},
        {nullptr, "", ""},
        {"./s", "relative", ""},
    };
    for (const auto& row : rows) {
        const variable state("XDG_STATE_HOME", row.state);
        const variable home("HOME", row.home);
        CHECK(ctxdemo::usual_progress_file() == row.want);
    }
}

TEST_CASE("what is recorded is there the next time") {
    const scratch folder;
    progress_store store(file_in(folder));
    CHECK_FALSE(store.of("cancel"));
    store.record_answer("cancel", 2, false);
    store.record_answer("cancel", 3, true);
    store.record_finished("cancel");
    store.record_finished("why");
    CHECK(store.take_problem() == "");

    const progress_store again(file_in(folder));
    REQUIRE(again.of("cancel"));
    CHECK(again.of("cancel")->answer == given_answer{3, true});
    CHECK(again.of("cancel")->finished);
    CHECK_FALSE(again.of("why")->answer);
    CHECK_FALSE(again.of("gen"));
    CHECK(again.all() == store.all());
}

TEST_CASE("an answer alone does not finish a lesson") {
    const scratch folder;
    progress_store(file_in(folder)).record_answer("cancel", 3, true);
    CHECK_FALSE(progress_store(file_in(folder)).of("cancel")->finished);
}

TEST_CASE("only the owner may see the folder and the file") {
    const scratch folder;
    const fs::path file = folder.path() / "a" / "b" / "progress.json";
    progress_store(file).record_finished("why");
    struct stat is {};
    REQUIRE(::stat(file.c_str(), &is) == 0);
    CHECK((is.st_mode & 0777U) == 0600);
    for (const auto& f :
         {file.parent_path(), file.parent_path().parent_path()}) {
        REQUIRE(::stat(f.c_str(), &is) == 0);
        CHECK((is.st_mode & 0777U) == 0700);
    }
}

TEST_CASE("looking makes no folder") {
    const scratch folder;
    progress_store store(file_in(folder));
    store.reset();
    CHECK(store.take_problem() == "");
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("the file is JSON that says all, and nothing else is left") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    progress_store(file).forget("a lesson that is not there");
    CHECK(content(file) == R"({
  "version": 1,
  "lessons": {
    "gen": {
      "answer": 2,
      "right": false,
      "finished": true,
      "date": "2026-01-31"
    }
  }
}
)");
    CHECK(names_in(file.parent_path()) ==
          std::vector<std::string>{"progress.json", "progress.lock"});
}

TEST_CASE("two that record at once lose nothing of each other") {
    const scratch folder;
    const auto file = file_in(folder);
    progress_store one(file), other(file);
    one.record_answer("cancel", 3, true);
    other.record_finished("cancel");
    other.record_answer("gen", 1, false);
    one.record_finished("why");

    const progress_store all(file);
    CHECK(all.of("cancel")->answer == given_answer{3, true});
    CHECK(all.of("cancel")->finished);
    CHECK(all.of("gen"));
    CHECK(all.of("why"));
    CHECK(one.all() == all.all());
}

TEST_CASE("many that record at once lose nothing") {
    const scratch folder;
    const auto file = file_in(folder);
    constexpr int programs = 4, lessons = 10;
    std::vector<std::jthread> all;
    for (int p = 0; p < programs; ++p) {
        all.emplace_back([&file, p] {
            progress_store store(file, std::chrono::minutes(1));
            for (int i = 0; i < lessons; ++i) {
                store.record_finished(std::to_string(p * lessons + i));
            }
        });
    }
    all.clear();
    CHECK(progress_store(file).all().size() == programs * lessons);
    CHECK(names_in(file.parent_path()).size() == 2);
}

TEST_CASE("one is not kept waiting by a program that is stopped") {
    const scratch folder;
    const auto file = file_in(folder);
    fs::create_directories(file.parent_path());
    progress_store store(file, std::chrono::milliseconds(20));
    {
        const ctxdemo::file_lock stopped(file.parent_path() / "progress.lock",
                                         {});
        store.record_answer("cancel", 3, true);
        CHECK(has(store.take_problem(), "another program is writing"));
        CHECK(store.of("cancel"));
    }
    // It is not lost: the next time it is written, too.
    store.record_finished("why");
    CHECK(store.take_problem() == "");
    CHECK(progress_store(file).of("cancel"));
}

TEST_CASE("a broken file is reported and never overwritten") {
    const std::string gen = R"({"version": 1, "lessons": {"gen": )";
    struct row {
        std::string text, why;
    };
    const row rows[] = {
        {"", "it is not JSON"},
        {"{", "it is not JSON"},
        {kept.substr(0, kept.size() / 2), "it is not JSON"},
        {std::string("\0\xff", 2), "it is not JSON"},
        {std::string(100'000, '['), "it is not JSON"},
        {"[]", "it is not an object"},
        {"{}", "it has no version"},
        {R"({"version": "1", "lessons": {}})", "it has no version"},
        {R"({"version": 2, "lessons": {}})",
         "it is of version 2, and this ctxdemo knows version 1"},
        {R"({"version": 1})", "it has no lessons, or more than them"},
        {R"({"version": 1, "lessons": []})",
         "it has no lessons, or more than them"},
        {R"({"version": 1, "lessons": {}, "more": 1})",
         "it has no lessons, or more than them"},
        {gen + "1}}", "the lesson \"gen\" is wrong"},
        {gen + R"({"finished": 1, "date": "2026-01-31"}}})",
         "\"finished\" of the lesson \"gen\" is missing or wrong"},
        {gen + R"({"finished": true}}})",
         "\"date\" of the lesson \"gen\" is missing or wrong"},
        {gen + R"({"finished": true, "date": "2026-02-30"}}})",
         "\"date\" of the lesson \"gen\" is missing or wrong"},
        {gen + R"({"finished": true, "date": "\u001b[2J     "}}})",
         "\"date\" of the lesson \"gen\" is missing or wrong"},
        {gen + R"({"finished": true, "date": "2026-01-31", "answer": 2}}})",
         "\"right\" of the lesson \"gen\" is missing or wrong"},
        {gen + R"({"finished": true, "date": "2026-01-31", "right": true}}})",
         "\"answer\" of the lesson \"gen\" is missing or wrong"},
        {gen + R"({"finished": true, "date": "2026-01-31", "answer": -1,)"
               R"( "right": true}}})",
         "\"answer\" of the lesson \"gen\" is missing or wrong"},
        {gen + R"({"finished": true, "date": "2026-01-31", "note": "x"}}})",
         "\"note\" of the lesson \"gen\" is missing or wrong"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const scratch folder;
        const auto file = file_in(folder);
        put(file, row.text);
        progress_store store(file);
        CHECK(store.take_problem() ==
              "your progress is not kept: " + file.string() +
                  " is not as it should be: " + row.why +
                  "; mend it, or remove it with: ctxdemo progress --reset");
        store.record_finished("why");
        CHECK(store.take_problem() == "");  // it has been said
        CHECK(store.of("why"));             // as long as this runs
        CHECK(content(file) == row.text);
        store.reset();
        store.record_finished("why");
        CHECK(store.take_problem() == "");
        CHECK(progress_store(file).all().size() == 1);
    }
}

TEST_CASE("a file that was mended takes what was recorded before") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, "{");
    progress_store store(file);
    store.record_answer("cancel", 3, true);
    put(file, kept);
    store.record_finished("why");
    CHECK(progress_store(file).all().size() == 3);
}

TEST_CASE("lessons that we do not have are kept") {
    const scratch folder;
    const auto file = file_in(folder);
    progress_store(file).record_finished("from the future");
    progress_store(file).record_finished("why");
    CHECK(progress_store(file).of("from the future"));
}

// Standing in for what cannot be had in a test: until its end nothing that is
// written has room.
class full_disk {
public:
    full_disk() {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~full_disk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    full_disk(const full_disk&) = delete;
    full_disk& operator=(const full_disk&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int) = nullptr;
};

TEST_CASE("a full disk leaves the file as it was") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    progress_store store(file);
    {
        const full_disk full;
        store.record_finished("why");
    }
    CHECK(store.take_problem() ==
          "your progress is not kept: " + file.string() +
              ": cannot write: File too large; set XDG_STATE_HOME to keep it "
              "elsewhere");
    CHECK(content(file) == kept);
    CHECK(names_in(file.parent_path()).size() == 2);
    CHECK(store.of("gen"));
    CHECK(store.of("why"));
}

// For root no folder is read-only; then, until its end, we are somebody else.
class ordinary_user {
public:
    ordinary_user() {
        if (is_root_) CHECK(::seteuid(65534) == 0);
    }
    ~ordinary_user() {
        if (is_root_) CHECK(::seteuid(0) == 0);
    }
    ordinary_user(const ordinary_user&) = delete;
    ordinary_user& operator=(const ordinary_user&) = delete;

private:
    const bool is_root_ = ::geteuid() == 0;
};

TEST_CASE("a folder that is read-only is reported") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    fs::permissions(folder.path(), fs::perms(0755));
    fs::permissions(file.parent_path(), fs::perms(0555));
    std::string problem;
    {
        const ordinary_user we;
        progress_store store(file);
        CHECK(store.of("gen"));
        CHECK(store.take_problem() == "");
        store.record_finished("why");
        problem = store.take_problem();
        CHECK(store.of("why"));
    }
    fs::permissions(file.parent_path(), fs::perms(0755));
    CHECK(has(problem, file.string() + ": cannot write: Permission denied"));
    CHECK(content(file) == kept);
}

TEST_CASE("a file that may not be read is reported and left alone") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    fs::permissions(folder.path(), fs::perms(0755));
    fs::permissions(file.parent_path(), fs::perms(0777));
    fs::permissions(file, fs::perms(0));
    std::string problem;
    {
        const ordinary_user we;
        progress_store store(file);
        store.record_finished("why");
        problem = store.take_problem();
    }
    CHECK(has(problem, file.string() + ": cannot read: Permission denied"));
    fs::permissions(file, fs::perms(0600));
    CHECK(content(file) == kept);
}

TEST_CASE("what is no file is reported and left alone") {
    const scratch folder;
    const auto file = file_in(folder);
    std::string why;
    SUBCASE("a folder") {
        fs::create_directories(file / "inside");
        why = "cannot read: Is a directory";
    }
    SUBCASE("a pipe, which would never end") {
        fs::create_directories(file.parent_path());
        REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
        why = "not a plain file: Invalid argument";
    }
    SUBCASE("a file in the place of the folder") {
        put(file.parent_path(), "mine");
        why = "cannot read: Not a directory";
    }
    const auto before = fs::symlink_status(file.parent_path());
    progress_store store(file);
    CHECK(has(store.take_problem(), file.string() + ": " + why));
    store.record_finished("why");
    CHECK(fs::symlink_status(file.parent_path()).type() == before.type());
    CHECK_FALSE(fs::is_regular_file(file));
}

TEST_CASE("a folder in the place of the file is not removed by a reset") {
    const scratch folder;
    const auto file = file_in(folder);
    fs::create_directories(file);
    progress_store store(file);
    (void)store.take_problem();
    store.reset();
    CHECK(has(store.take_problem(), "cannot remove: Is a directory"));
    CHECK(fs::is_directory(file));
}

TEST_CASE("without a home a lesson goes on, and it is said once") {
    progress_store store("");
    CHECK(store.take_problem() == "");  // nothing to keep yet
    store.record_answer("cancel", 3, true);
    CHECK(has(store.take_problem(), "there is no home folder"));
    store.record_finished("cancel");
    CHECK(store.take_problem() == "");
    CHECK(store.of("cancel")->finished);
}

// The program, with a folder of its own to keep things in.
class user {
public:
    [[nodiscard]] ctx_test::outcome ctxdemo(
        const ctx_test::arguments& args) const {
        return ctx_test::ctxdemo(args,
                                 {{"XDG_STATE_HOME", folder_.path().string()}});
    }
    [[nodiscard]] fs::path file() const { return file_in(folder_); }

private:
    scratch folder_;
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

TEST_CASE("progress lists the lessons, in both languages") {
    const user we;
    put(we.file(), some_done);
    const auto en = we.ctxdemo({"progress"});
    CHECK(
        en.out.starts_with("lesson       done  answer   date\n"
                           "why          yes   c right  2026-11-23\n"
                           "basic        no    -        -\n"));
    CHECK(has(en.out, "\ngen          yes   b wrong  2026-11-24\n"));
    CHECK(has(en.out, "\nvalue        no    a right  2026-11-25\n"));
    CHECK(has(en.out, "\nroot         yes   skipped  2026-11-25\n"));
    CHECK(en.out.ends_with("\n\nDone: 3 of 18 lessons.\n"));
    CHECK(en.err == "");
    CHECK(en.code == 0);

    const auto zh = we.ctxdemo({"progress", "--lang", "zh"});
    CHECK(
        zh.out.starts_with("课程         完成  回答  日期\n"
                           "why          是    c 对  2026-11-23\n"
                           "basic        否    -     -\n"));
    CHECK(zh.out.ends_with("\n\n18 课中完成了 3 课。\n"));
}

TEST_CASE("the list and the start page say what is done") {
    const user we;
    const std::string before = we.ctxdemo({"list"}).out;
    put(we.file(), some_done);
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

TEST_CASE("a lesson is forgotten, and no other") {
    const user we;
    put(we.file(), some_done);
    const auto got = we.ctxdemo({"progress", "--forget", "gen"});
    CHECK(got.out == "gen is forgotten.\n");
    CHECK(got.code == 0);
    CHECK(progress_store(we.file()).all().size() == 4);
    CHECK(we.ctxdemo({"progress", "--forget", "gen", "--lang", "zh"}).out ==
          "没有 gen 的记录。\n");
    CHECK(we.ctxdemo({"progress", "--forget", "former"}).code == 0);
    CHECK(progress_store(we.file()).all().size() == 3);
}

TEST_CASE("a lesson that there is not is refused, and nothing is forgotten") {
    const user we;
    put(we.file(), some_done);
    struct row {
        ctx_test::arguments args;
        std::string message;
    };
    const row rows[] = {
        {{"--forget", "cancle"},
         "unknown lesson \"cancle\"; did you mean \"cancel\"? (ctxdemo list "
         "shows all)"},
        {{"--forget", ""},
         "--forget \"\": must be a lesson, such as --forget cancel"},
        {{"--forget"},
         "--forget needs a value: must be a lesson, such as --forget cancel"},
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

TEST_CASE("a broken file stops nothing, until it is reset") {
    const user we;
    put(we.file(), "{");
    const std::string problem =
        "ctxdemo: your progress is not kept: " + we.file().string() +
        " is not as it should be: it is not JSON; mend it, or remove it with: "
        "ctxdemo progress --reset\n";
    for (const ctx_test::arguments& args :
         {ctx_test::arguments{}, ctx_test::arguments{"list"}}) {
        const auto got = we.ctxdemo(args);
        CHECK(got.err == problem);
        CHECK(has(got.out, "  cancel "));
        CHECK(got.code == 0);
    }
    for (const ctx_test::arguments& args :
         {ctx_test::arguments{"progress"},
          ctx_test::arguments{"progress", "--forget", "gen"}}) {
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
    // And once more, though there is nothing.
    CHECK(we.ctxdemo({"progress", "--reset", "--lang", "zh"}).out ==
          "所有进度已清除。\n");
}

TEST_CASE("a reset that does not remove the file has failed") {
    const user we;
    fs::create_directories(we.file());
    const auto got = we.ctxdemo({"progress", "--reset"});
    CHECK(has(got.err, we.file().string() + ": cannot remove: Is a directory"));
    CHECK(got.out == "");
    CHECK(got.code == 1);
}

TEST_CASE("without a home only who asks for the progress is told") {
    const ctx_test::environment_changes none{{"HOME", std::nullopt},
                                             {"XDG_STATE_HOME", std::nullopt}};
    const auto list = ctx_test::ctxdemo({"list"}, none);
    CHECK(list.err == "");
    CHECK(list.code == 0);
    const auto progress = ctx_test::ctxdemo({"progress"}, none);
    CHECK(has(progress.err, "there is no home folder"));
    CHECK(progress.code == 1);
}

}  // namespace progress_test
