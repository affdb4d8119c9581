// Programs that do their worst: each is stopped, and gets a verdict.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/apps/program.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/scratch.hpp"

namespace exercise_hostile_test {

using namespace ctx_test;
using nlohmann::json;

struct row {
    const char* name;
    const char* before;  // lines before the program
    const char* body;    // of run()
    const char* verdict;
    int line;  // in the body, counted from 1; 0: not known
};

constexpr int first_line_of_body = 7;

std::string program(const row& r) {
    return std::string(
               "// Exercise stop-two: hostile\n"
               "#include \"lessons/support/exercise.hpp\"\n"
               "using namespace ctx;\n") +
           r.before +
           "\n"
           "void run(const channel<duration>& jobs) {\n"
           "    (void)jobs;\n" +
           r.body + "\n}\n";
}

json verdict_of(const std::string& file,
                const environment_changes& changes = {}) {
    const auto got = ctxdemo({"exercise", "check", file, "--json"}, changes);
    CAPTURE(got.out);
    CAPTURE(got.err);
    REQUIRE(got.code == 1);
    REQUIRE(got.err == "");
    return json::parse(got.out);
}

void check(const row& r, const std::string& file) {
    std::ofstream(file) << program(r);
    const auto begin = std::chrono::steady_clock::now();
    const auto verdict = verdict_of(file);
    const auto took = std::chrono::steady_clock::now() - begin;
    CAPTURE(verdict.dump());
    CHECK(verdict["verdict"] == r.verdict);
    // The address sanitizer does not let ctxdemo see throws.
    if (r.line > 0 && !(sanitized && verdict["verdict"] == "exception")) {
        CHECK(verdict["at"]["file"] == file);
        CHECK(verdict["at"]["line"] == first_line_of_body + r.line - 1);
    }
    // A slow machine may need long for the compiler.
    CHECK(took < std::chrono::minutes(2));
}

const row rows[] = {
    {"an endless loop", "", "go([] {\nfor (;;) {}\n});\nsleep_for(1s);",
     "does-not-end", 2},
    {"an endless loop over memory", "int n;",
     "go([] {\nfor (;;) n = n + 1;\n});\nsleep_for(1s);", "does-not-end", 2},
    {"a loop that yields", "", "for (;;) yield();", "does-not-end", 1},
    {"printing for ever", "", "for (;;) println(\"again\");", "does-not-end",
     1},
    {"writing for ever", "#include <iostream>",
     "for (;;) std::cout << \"again and again\\n\";", "does-not-end", 1},
    {"a constructor that loops", "struct s { s() { for (;;) {} } } global;", "",
     "does-not-end", 0},
    {"processes without end", "#include <unistd.h>", "for (;;) fork();",
     "does-not-end", 1},
    {"exit(0)", "#include <cstdlib>",
     "go([] {\nstd::exit(0);\n});\nsleep_for(1s);", "ends-the-process", 2},
    {"_exit(0)", "#include <unistd.h>", "_exit(0);", "ends-the-process", 0},
    {"abort", "#include <cstdlib>", "\nstd::abort();", "crashes", 2},
    {"terminate", "#include <exception>", "std::terminate();", "crashes", 1},
    {"a null pointer", "", "int* volatile p = nullptr;\n*p = 1;", "crashes", 2},
    {"endless recursion", "int f(int n) { return n + f(n + 1) + f(n); }",
     "println(\"{}\", f(0));", "crashes", 0},
    {"an index that is too large", "",
     "std::vector<int> v(3);\nprintln(\"{}\", v[v.size()]);", "crashes", 2},
    {"SIGKILL", "#include <csignal>", "raise(SIGKILL);", "crashes", 0},
    {"a signal to all processes", "#include <csignal>\n",
     "if (kill(-1, SIGKILL) == 0 || kill(getppid(), SIGKILL) == 0) return;\n"
     "throw 1;",
     "exception", 0},
    {"a file without end", "#include <fstream>",
     "std::ofstream f(\"/dev/shm/ctxdemo-test\");\nf.exceptions(~"
     "std::ios::goodbit);\nfor (;;) f << \"again and again\\n\";",
     "crashes", 0},
    {"a thread", "#include <thread>", "\nstd::thread([] {}).join();",
     "exception", 2},
    {"a std::mutex locked twice", "#include <mutex>",
     "std::mutex m;\nm.lock();\nm.lock();", "deadlock", 3},
    {"a throw", "", "std::vector<int> v;\nv.at(3) = 4;", "exception", 2},
    {"a throw in a destructor", "struct s { ~s() { throw 1; } };", "\n{ s x; }",
     "crashes", 0},
    {"a loop in which the clock goes on", "", "\nfor (;;) sleep_for(1s);",
     "does-not-end", 2},
    {"no end of templates", "template <int N> struct s { s<N + 1> next; };",
     "s<0> all;", "does-not-compile", 0},
};

TEST_CASE("a hostile program is stopped, and gets a verdict") {
    const scratch folder;
    for (const auto& r : rows) {
        CAPTURE(std::string(r.name));
        check(r, folder / "program.cpp");
    }
}

TEST_CASE("a program that fills the memory is stopped" *
          doctest::skip(sanitized)) {
    const scratch folder;
    check({"gigabytes", "",
           "std::vector<std::vector<char>> all;\n"
           "for (;;) all.emplace_back(1 << 24, 'a');",
           "out-of-memory", 0},
          folder / "a.cpp");
    check({"more than there is", "", "std::vector<char> v(1ULL << 40U);",
           "out-of-memory", 0},
          folder / "b.cpp");
}

TEST_CASE("an exception that ends the process is said, and its line") {
    const scratch folder;
    const row r{"", "",
                "const defer quits([]() noexcept {\n"
                "throw std::runtime_error(\"a \\\"b\\\"\");\n});",
                "crashes", 2};
    check(r, folder / "a.cpp");
    CHECK(verdict_of(folder / "a.cpp")["thrown"] == "a 'b'");
}

TEST_CASE("what a program writes itself is shown, and is no output") {
    const scratch folder;
    const row r{"", "#include <iostream>", "std::cout << \"hello\\n\";", "", 0};
    std::ofstream(folder / "a.cpp") << program(r);
    const auto verdict = verdict_of(folder / "a.cpp");
    CHECK(verdict["verdict"] == "leak");
    CHECK(verdict["stray_output"] == "hello\n");
}

TEST_CASE("a name may have blanks and quotes") {
    const scratch folder;
    check({"", "", "\nthrow 1;", "exception", 2},
          folder / "a b'\"$(touch c).cpp");
}

TEST_CASE("a missing function, and one of another type, do not compile") {
    const scratch folder;
    const std::string file = folder / "stop-two.cpp";
    for (const char* text : {"", "void helper();\n", "void run(int) {}\n"}) {
        std::ofstream(file, std::ios::trunc) << text;
        const auto verdict = verdict_of(file);
        CAPTURE(verdict.dump());
        CHECK(verdict["verdict"] == "does-not-compile");
        CHECK(verdict["what"] ==
              "there is no function void run(const channel<duration>& jobs)");
        CHECK(verdict["missing"] == "void run(const channel<duration>& jobs)");
    }
}

TEST_CASE("without a folder for the cache the program is judged all the same") {
    const scratch folder;
    const row r{"", "", "\nthrow 1;", "exception", 2};
    std::ofstream(folder / "a.cpp") << program(r);
    const auto verdict =
        verdict_of(folder / "a.cpp", {{"XDG_CACHE_HOME", "/dev/null"}});
    CHECK(verdict["verdict"] == "exception");
}

TEST_CASE("without a compiler the message names the package") {
    const scratch folder;
    const row r{"", "", "", "", 0};
    std::ofstream(folder / "a.cpp") << program(r);
    const auto got = ctxdemo({"exercise", "check", folder / "a.cpp"},
                             {{"PATH", "/nowhere"}, {"CXX", {}}});
    CHECK(got.code == 2);
    CHECK(got.out == "");
    CHECK(got.err ==
          "ctxdemo exercise: there is no C++ compiler, which an exercise "
          "needs: on Debian and Ubuntu, apt-get install g++\n");
}

}  // namespace exercise_hostile_test
