// The progress is kept, and a problem with its file never stops a lesson.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/store.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "apps/ctxdemo/progress/file.hpp"
#include "tests/support/files.hpp"
#include "tests/support/scratch.hpp"

namespace store_test {

/// Called with the descriptor that is flushed to the disk.
std::function<void(int)> on_fsync;

}  // namespace store_test

// Takes the place of the C library's in this program.
extern "C" int fsync(int fd) {
    if (store_test::on_fsync) store_test::on_fsync(fd);
    return static_cast<int>(::syscall(SYS_fsync, fd));
}

namespace store_test {

namespace fs = std::filesystem;

using ctx_test::content;
using ctx_test::scratch;
using ctxdemo::given_answer;
using ctxdemo::progress_store;

void put(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Returns the sorted names in a folder.
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

fs::path lock_of(const fs::path& file) {
    return file.parent_path() / "progress.lock";
}

unsigned mode_of(const fs::path& file) {
    struct stat is {};
    REQUIRE(::stat(file.c_str(), &is) == 0);
    return is.st_mode & 0777U;
}

const std::string kept =
    R"({"version": 1, "lessons": {"gen": {"answer": 2, "right": false,)"
    R"( "finished": true, "date": "2026-01-31"}}})";

// Sets an environment variable until the end of a scope.
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

TEST_CASE("the usual file follows XDG_STATE_HOME, then HOME") {
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

TEST_CASE("a store reads what an earlier store recorded") {
    const scratch folder;
    progress_store store(file_in(folder));
    CHECK_FALSE(store.of("cancel"));
    store.record_answer("cancel", 2, false);
    CHECK_FALSE(store.of("cancel")->finished);
    store.record_answer("cancel", 3, true);
    store.record_finished("cancel");
    store.record_finished("a lesson of another version");
    CHECK(store.take_problem() == "");

    const progress_store again(file_in(folder));
    REQUIRE(again.of("cancel"));
    CHECK(again.of("cancel")->answer == given_answer{3, true});
    CHECK(again.of("cancel")->finished);
    CHECK_FALSE(again.of("a lesson of another version")->answer);
    CHECK_FALSE(again.of("gen"));
    CHECK(again.all() == store.all());
}

TEST_CASE("a new file and its folders are for their owner only") {
    const scratch folder;
    const fs::path file = folder.path() / "a" / "b" / "progress.json";
    progress_store(file).record_finished("why");
    CHECK(mode_of(file) == 0600);
    CHECK(mode_of(file.parent_path()) == 0700);
    CHECK(mode_of(file.parent_path().parent_path()) == 0700);
}

TEST_CASE("a store that records nothing makes no folder") {
    const scratch folder;
    progress_store store(file_in(folder));
    store.reset();
    CHECK(store.take_problem() == "");
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("the file is indented JSON, and only the lock stands beside it") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    put(file.string() + ".new", "left by a program that was killed");
    progress_store(file).forget("no such lesson");
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

TEST_CASE("exercises are kept beside lessons that have the same names") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    progress_store store(file);
    CHECK_FALSE(store.of_exercise("gen"));
    CHECK(store.record_hint("gen", 3) == 1);
    CHECK(store.record_hint("gen", 3) == 2);
    CHECK_FALSE(store.of_exercise("gen")->solved);
    store.record_solved("gen");
    store.record_solved("drain");
    CHECK(store.take_problem() == "");

    progress_store again(file);
    CHECK(again.of_exercise("gen")->hints == 2);
    CHECK(again.of_exercise("gen")->solved);
    CHECK(again.of_exercise("drain")->hints == 0);
    CHECK(again.of("gen")->answer == given_answer{2, false});
    CHECK(again.exercises() == store.exercises());
    again.forget("gen");
    CHECK_FALSE(progress_store(file).of("gen"));
    CHECK_FALSE(progress_store(file).of_exercise("gen"));
    CHECK(progress_store(file).of_exercise("drain"));
}

TEST_CASE("no more hints are counted than there are, whoever gives them") {
    const scratch folder;
    const auto file = file_in(folder);
    progress_store one(file), other(file);
    CHECK(one.record_hint("drain", 3) == 1);
    CHECK(other.record_hint("drain", 3) == 2);
    CHECK(one.record_hint("drain", 3) == 3);
    CHECK(other.record_hint("drain", 3) == 3);
}

TEST_CASE("without exercises the file is as an older version knows it") {
    const scratch folder;
    const auto file = file_in(folder);
    progress_store store(file);
    store.record_finished("why");
    CHECK(has(content(file), "\"version\": 1,"));
    store.record_solved("drain");
    CHECK(has(content(file), "\"version\": 2,"));
    store.forget("drain");
    CHECK(has(content(file), "\"version\": 1,"));
}

TEST_CASE("two stores of one file keep each other's changes") {
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
    CHECK(all.all().size() == 3);
    CHECK(one.all() == all.all());
}

TEST_CASE("four threads that record at the same time lose no change") {
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

TEST_CASE("a change is written later if a stopped program holds the lock") {
    const scratch folder;
    const auto file = file_in(folder);
    progress_store store(file, std::chrono::milliseconds(20));
    store.record_finished("gen");
    const int lock = ::open(lock_of(file).c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(::flock(lock, LOCK_EX) == 0);
    store.record_answer("cancel", 3, true);
    CHECK(has(store.take_problem(), "another program is writing"));
    CHECK(store.of("cancel"));
    CHECK_FALSE(progress_store(file).of("cancel"));
    ::close(lock);

    store.record_finished("why");
    CHECK(store.take_problem() == "");
    CHECK(progress_store(file).of("cancel"));
}

TEST_CASE("a symbolic link stays, and its target is written") {
    const scratch folder;
    const auto file = file_in(folder);
    const fs::path target = folder.path() / "elsewhere.json";
    fs::create_directories(file.parent_path());
    fs::create_symlink("../elsewhere.json", file);
    progress_store(file).record_finished("why");  // the target is new
    fs::permissions(target, fs::perms(0640));
    progress_store(file).record_finished("gen");
    CHECK(fs::is_symlink(file));
    CHECK(progress_store(target).all().size() == 2);
    CHECK(mode_of(target) == 0640);
}

TEST_CASE("a lock that is a symbolic link is not followed") {
    const scratch folder;
    const auto file = file_in(folder);
    fs::create_directories(file.parent_path());
    fs::create_symlink(folder.path() / "elsewhere", lock_of(file));
    progress_store store(file);
    store.record_finished("why");
    CHECK(has(store.take_problem(), "cannot write: Too many levels"));
    CHECK(names_in(folder.path()).size() == 1);
}

TEST_CASE("a file that another program wrote is reported and not replaced") {
    const std::string gen = R"({"version": 1, "lessons": {"gen": )";
    const std::string field =
        "the lesson \"gen\" has a field that is missing, unknown or wrong";
    struct row {
        std::string text, why;
    };
    const row rows[] = {
        {"", "it is not JSON"},
        {kept.substr(0, kept.size() / 2), "it is not JSON"},
        {std::string(100'000, '['), "it is not JSON"},
        {"[]", "it has no version"},
        {R"({"version": "1", "lessons": {}})", "it has no version"},
        {R"({"version": 3, "lessons": {}})",
         "it is of version 3, and this ctxdemo knows version 2"},
        {R"({"version": 2, "lessons": {}})",
         "it has no lessons, or has more than lessons"},
        {R"({"version": 2, "lessons": {}, "exercises": []})",
         "it has no exercises"},
        {R"({"version": 2, "lessons": {}, "exercises": {"gen": )"
         R"({"hints": -1, "solved": true, "date": "2026-01-31"}}})",
         "the exercise \"gen\" has a field that is missing, unknown or wrong"},
        {R"({"version": 1, "lessons": []})",
         "it has no lessons, or has more than lessons"},
        {R"({"version": 1, "lessons": {}, "more": 1})",
         "it has no lessons, or has more than lessons"},
        {gen + "1}}", field},
        {gen + R"({"finished": 1, "date": "2026-01-31"}}})", field},
        {gen + R"({"finished": true}}})", field},
        {gen + R"({"finished": true, "date": "2026-02-30"}}})", field},
        {gen + R"({"finished": true, "date": "\u001b[2J     "}}})", field},
        {gen + R"({"finished": true, "date": "2026-01-31", "answer": 2}}})",
         field},
        {gen + R"({"finished": true, "date": "2026-01-31", "right": true}}})",
         field},
        {gen + R"({"finished": true, "date": "2026-01-31", "answer": -1,)"
               R"( "right": true}}})",
         field},
        {gen + R"({"finished": true, "date": "2026-01-31", "note": "x"}}})",
         field},
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
        CHECK(store.take_problem() == "");  // the same problem, reported before
        CHECK(store.of("why"));             // while the program runs
        CHECK(content(file) == row.text);
        store.reset();
        store.record_finished("why");
        CHECK(store.take_problem() == "");
        CHECK(progress_store(file).all().size() == 1);
    }
}

TEST_CASE("a change removes the drafts of older versions, and nothing else") {
    const scratch folder;
    const auto file = file_in(folder);
    const auto beside = [&](const char* ending) {
        return file.string() + '.' + ending;
    };
    const std::vector<std::string> stay{"new1",   "ab12cde", "ab12c", "ab.12c",
                                        "ab12c~", "lnk123",  "dir123"};
    put(file, kept);
    put(beside("Ab12Cd"), "half of it");
    put(beside("zzzzzz"), "");
    for (const auto& ending : stay) {
        if (ending == "lnk123") {
            fs::create_symlink(file, beside("lnk123"));
        } else if (ending == "dir123") {
            fs::create_directory(beside("dir123"));
        } else {
            put(beside(ending.c_str()), "of somebody else");
        }
    }
    if (::geteuid() == 0) {
        put(beside("other1"), "of another user");
        REQUIRE(::chown(beside("other1").c_str(), 65534, 65534) == 0);
    }
    progress_store(file).record_finished("why");
    CHECK_FALSE(fs::exists(beside("Ab12Cd")));
    CHECK_FALSE(fs::exists(beside("zzzzzz")));
    for (const auto& ending : stay) {
        CAPTURE(ending);
        CHECK(fs::exists(fs::symlink_status(beside(ending.c_str()))));
    }
    CHECK(fs::exists(beside("other1")) == (::geteuid() == 0));
}

TEST_CASE("a reset removes the drafts of older versions") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    put(file.string() + ".Ab12Cd", "half of it");
    progress_store(file).reset();
    CHECK(names_in(file.parent_path()) ==
          std::vector<std::string>{"progress.lock"});
}

TEST_CASE("a file of a megabyte is read, and a larger one is reported") {
    const scratch folder;
    const auto file = file_in(folder);
    const auto padded = [](std::size_t size) {
        return std::string(size - kept.size(), ' ') + kept;
    };
    put(file, padded(ctxdemo::largest_file));
    CHECK(progress_store(file).all().size() == 1);

    put(file, padded(ctxdemo::largest_file + 1));
    progress_store store(file);
    CHECK(has(store.take_problem(), "cannot read: File too large"));
    CHECK(store.all().empty());
}

TEST_CASE("the text is on the disk before it becomes the file") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    std::vector<std::string> flushed;
    on_fsync = [&](int fd) {
        // Through the descriptor, because the file is not for reading.
        flushed.push_back(content("/proc/self/fd/" + std::to_string(fd)));
        CHECK(content(file) == kept);
    };
    progress_store(file).record_finished("why");
    on_fsync = nullptr;
    CHECK(flushed == std::vector{content(file)});
    CHECK(content(file) != kept);
}

TEST_CASE("a file that was mended gets the changes recorded before") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, "{");
    progress_store store(file);
    store.record_answer("cancel", 3, true);
    put(file, kept);
    store.record_finished("why");
    CHECK(progress_store(file).all().size() == 3);
}

// Stands in for a full disk: no file can grow while this lives.
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

// While this lives, no file can be opened.
class no_files {
public:
    no_files() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~no_files() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    no_files(const no_files&) = delete;
    no_files& operator=(const no_files&) = delete;

private:
    rlimit before_{};
};

TEST_CASE("a lack of file descriptors is no problem of the file") {
    const scratch folder;
    const auto file = file_in(folder);
    put(file, kept);
    const std::string problem =
        "your progress is not kept: " + file.string() +
        ": cannot open another file or pipe: the limit on open files (ulimit "
        "-n) is reached";
    progress_store store(file);
    {
        const no_files now;
        progress_store other(file);
        CHECK(other.take_problem() == problem);
        store.record_finished("why");
        CHECK(store.take_problem() == problem);
    }
    CHECK(content(file) == kept);
    store.record_finished("why");
    CHECK(progress_store(file).all().size() == 2);
}

// Root can write to every file. While this object lives, a test that runs as
// root runs as another user.
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

TEST_CASE("a file or folder without permission is reported and unchanged") {
    struct row {
        const char* name;
        unsigned folder_mode, file_mode;
        const char* why;
    };
    const row rows[] = {
        {"a read-only folder", 0555, 0644, "cannot write: Permission denied"},
        {"a read-only file", 0777, 0444, "cannot write: Permission denied"},
        {"an unreadable file", 0777, 0, "cannot read: Permission denied"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const scratch folder;
        const auto file = file_in(folder);
        put(file, kept);
        fs::permissions(folder.path(), fs::perms(0755));
        fs::permissions(file, fs::perms(row.file_mode));
        fs::permissions(file.parent_path(), fs::perms(row.folder_mode));
        std::string problem;
        {
            const ordinary_user we;
            progress_store store(file);
            store.record_finished("why");
            problem = store.take_problem();
            CHECK(store.of("why"));
        }
        fs::permissions(file.parent_path(), fs::perms(0755));
        CHECK(has(problem, file.string() + ": " + row.why));
        CHECK(mode_of(file) == row.file_mode);
        fs::permissions(file, fs::perms(0600));
        CHECK(content(file) == kept);
    }
}

TEST_CASE("anything but a plain file is reported and unchanged") {
    const scratch folder;
    const auto file = file_in(folder);
    std::string why;
    SUBCASE("a folder") {
        fs::create_directories(file / "inside");
        why = "cannot read: Is a directory";
    }
    SUBCASE("a pipe, whose text would never end") {
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

TEST_CASE("without a home a store works, and reports the problem once") {
    progress_store store("");
    CHECK(store.take_problem() == "");  // nothing to keep yet
    store.record_answer("cancel", 3, true);
    CHECK(has(store.take_problem(), "there is no home folder"));
    store.record_finished("cancel");
    CHECK(store.take_problem() == "");
    CHECK(store.of("cancel")->finished);
}

}  // namespace store_test
