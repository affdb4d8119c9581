// The output of the lessons, byte for byte, with each of their flags.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/apps/program.hpp"
#include "tests/lessons/canonical.hpp"
#include "tests/support/files.hpp"
#include "tests/support/oracle.hpp"

namespace transcript_test {

using ctx_test::arguments;
using ctx_test::canonical_transcripts;
using ctx_test::content;
using ctx_test::ctxdemo;
using ctx_test::without_times;

// Runs a lesson at full speed, and returns its output.
std::string printed(arguments args) {
    args.insert(args.end(), {"--speed", "max"});
    const auto got = ctxdemo(args);
    CHECK(got.code == 0);
    CHECK(got.err == "");
    return got.out;
}

std::string times(int n, const std::string& line) {
    std::string all;
    for (int i = 0; i < n; ++i) all += line;
    return all;
}

TEST_CASE("each lesson prints its canonical transcript") {
    for (const auto& lesson : canonical_transcripts()) {
        SUBCASE(lesson.lesson.c_str()) {
            CHECK(printed({lesson.lesson}) == without_times(lesson.timed));
        }
    }
}

TEST_CASE("each lesson's stamps are the virtual times of its lines") {
    for (const auto& lesson : canonical_transcripts()) {
        SUBCASE(lesson.lesson.c_str()) {
            CHECK(printed({lesson.lesson, "--stamps"}) == lesson.timed);
        }
    }
}

TEST_CASE("the canonical transcripts are those of the Go originals") {
    const std::string folder = ctx_test::oracle();
    if (folder.empty()) return;
    for (const auto& lesson : canonical_transcripts()) {
        const std::string at = folder + '/' + lesson.lesson + "/canonical";
        // The article has no program for some of the lessons.
        if (!std::filesystem::exists(at + ".txt")) continue;
        SUBCASE(lesson.lesson.c_str()) {
            CHECK(content(at + ".txt") == without_times(lesson.timed));
            CHECK(content(at + ".timed.txt") == lesson.timed);
        }
    }
}

TEST_CASE("a lesson prints the same at any speed") {
    for (const auto& lesson : canonical_transcripts()) {
        SUBCASE(lesson.lesson.c_str()) {
            const auto got =
                ctxdemo({lesson.lesson, "--stamps", "--speed", "50"});
            CHECK(got.code == 0);
            CHECK(got.out == lesson.timed);
        }
    }
}

TEST_CASE("a flag has the effect of the same constant in the Go program") {
    struct row {
        const char* name;
        arguments args;
        std::string want;
    };
    const std::string connecting = "db connecting ...\n";
    const std::string traced = "worker, trace code:";
    const row rows[] = {
        {"basic for a while", {"basic", "--for", "3s"}, times(3, "worker\n")},
        {"basic, slower work",
         {"basic", "--work", "2s", "--for", "3s"},
         times(2, "worker\n")},
        {"stopped between two pieces of work",
         {"cancel", "--stop-after", "2500ms"},
         times(3, "worker\n") + "over\n"},
        {"stopped at once", {"cancel", "--stop-after", "0s"}, "worker\nover\n"},
        {"stopped before the start",
         {"cancel", "--stop-after", "-1s"},
         "worker\nover\n"},
        {"quick work",
         {"global-flag", "--work", "500ms", "--stop-after", "1s"},
         times(2, "worker\n") + "over\n"},
        {"one more piece of work",
         {"channel", "--stop-after", "3001ms"},
         times(4, "worker\n") + "over\n"},
        {"two workers, longer",
         {"nested", "--stop-after", "4s"},
         times(4, "worker\nworker2\n") + "over\n"},
        {"a failure before there is any answer",
         {"why", "--fail-after", "500ms"},
         "orders: failed\nuser: context canceled\n"
         "news: context canceled\nover\n"},
        {"a failure after all answers",
         {"why", "--fail-after", "12s"},
         "user: found\nnews: found\norders: failed\nover\n"},
        {"stopped in the middle of a piece of work",
         {"prompt", "--stop-after", "2500ms"},
         times(3, "worker\n") + "over\n"},
        {"stopped before the first piece of work",
         {"prompt", "--stop-after", "0s"},
         "over\n"},
        {"canceled before the deadline",
         {"interface", "--stop-after", "500ms"},
         "Deadline: 1s true\nDone: open\nErr: <nil>\nValue: alice\n"
         "Deadline: 1s true\nDone: closed\nErr: context canceled\n"
         "Value: alice\n"},
        {"a root, an hour later",
         {"root", "--wait", "1h"},
         "context.Background: deadline false, done false, value false\n"
         "context.TODO: deadline false, done false, value false\n"
         "context.Background.WithCancel: deadline false, done true, "
         "value false\n"
         "child: context canceled\nroot: <nil>\n"},
        {"a query that is done before its request",
         {"family", "--ms", "0"},
         "query is over: clean up\n"
         "server: <nil>, cause <nil>, user <nil>\n"
         "request: context canceled, cause client is gone, user <nil>\n"
         "user: context canceled, cause client is gone, user alice\n"
         "query: context deadline exceeded, cause context deadline exceeded, "
         "user alice\n"
         "audit: <nil>, cause <nil>, user alice\n"
         "report: <nil>, cause <nil>, user <nil>\n"},
        {"two numbers", {"gen", "--count", "2"}, "1\n2\n"},
        {"a deadline now",
         {"deadline", "--ms", "0"},
         "context deadline exceeded\n"},
        {"a deadline in the past",
         {"deadline", "--ms", "-5"},
         "context deadline exceeded\n"},
        {"a deadline too late", {"deadline", "--ms", "1500"}, "overslept\n"},
        {"a deadline just too late",
         {"deadline", "--ms", "1001"},
         "overslept\n"},
        {"a short sleep", {"deadline", "--oversleep", "49ms"}, "overslept\n"},
        {"010 is ten",
         {"timeout", "--ms", "010"},
         connecting + "worker done!\nover\n"},
        {"stopped before the timeout",
         {"timeout", "--stop-after", "20ms"},
         times(2, connecting) + "worker done!\nover\n"},
        {"a timeout that expires at once",
         {"timeout", "--ms", "0"},
         connecting + "worker done!\nover\n"},
        {"a timeout between two attempts",
         {"timeout", "--ms", "35"},
         times(4, connecting) + "worker done!\nover\n"},
        {"another trace code",
         {"value", "--trace-code", "7", "--ms", "20"},
         times(2, traced + "7\n") + "worker done!\nover\n"},
        {"no trace code",
         {"value", "--no-trace-code"},
         "invalid trace code\n" + times(5, traced + "\n") +
             "worker done!\nover\n"},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) { CHECK(printed(row.args) == row.want); }
    }
}

TEST_CASE("stamps show that a canceled worker stops when it looks next") {
    CHECK(printed({"cancel", "--stop-after", "2500ms", "--stamps"}) ==
          "0.000 worker\n1.000 worker\n2.000 worker\n3.000 over\n");
}

TEST_CASE("a worker that waits for its context stops when it is canceled") {
    CHECK(printed({"prompt", "--stop-after", "2500ms", "--stamps"}) ==
          "0.000 worker\n1.000 worker\n2.000 worker\n2.500 over\n");
}

TEST_CASE("a context that nobody cancels causes a deadlock") {
    const auto got = ctxdemo({"rules", "--no-cancel"});
    CHECK(got.code == 1);
    CHECK(got.out == "hello, stranger\nhello, alice\n");
    CHECK(got.err.find("deadlock") != std::string::npos);
    CHECK(got.err.find("\"reader\" [done]: rules.cpp:") != std::string::npos);
}

TEST_CASE("basic ends at its limit, like an interrupt, and prints no 'over'") {
    const auto got = ctxdemo({"basic", "--for", "2s", "--speed", "max"});
    CHECK(got.code == 0);
    CHECK(got.out == "worker\nworker\n");
    CHECK(got.err == "");
}

TEST_CASE("a generator that is not canceled is reported as a leak") {
    const auto got = ctxdemo({"gen", "--no-cancel"});
    CHECK(got.code == 0);
    CHECK(got.out == "1\n2\n3\n4\n5\n");
    CHECK(got.err.find("1 goroutine") != std::string::npos);
    CHECK(got.err.find("\"generator\" [select: done, chan send]: gen.cpp:") !=
          std::string::npos);
}

}  // namespace transcript_test
