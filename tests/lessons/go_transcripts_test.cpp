// What Go prints against what explore says that it can: each lesson's Go twin,
// and its original, where that is at hand.
//
// In real time a sleep is at least as long as asked for, and on a loaded
// machine 10 ms may well be 12. Such a run is one of the same program with
// longer sleeps, whose transcripts explore knows too; it is counted apart. So
// is one where the goroutine that cancels has to wait for a processor.
// With the fake clock sleeps are exact, and so is the comparison: times too.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/lessons/canonical.hpp"
#include "tests/lessons/legal.hpp"
#include "tests/support/files.hpp"
#include "tests/support/go.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sanitizers.hpp"

namespace go_transcripts_test {

using ctx_test::arguments;
using ctx_test::content;
using ctx_test::legal_transcripts;
using ctx_test::process;
using ctx_test::scratch;
using ctx_test::shell;
using ctx_test::skip_without_go;
using ctx_test::transcript_set;

// How often each program is run in real time, and with the fake clock. What Go
// prints does not depend on how the tests were built.
constexpr int real_runs = ctx_test::sanitized ? 6 : 100;
constexpr int fake_runs = ctx_test::sanitized ? 4 : 50;

struct go_program {
    std::string lesson;
    std::string source;
};

// The Go programs that end by themselves.
std::vector<go_program> go_programs() {
    std::vector<std::string> folders{CTXDEMO_LESSONS};
    if (auto oracle = ctx_test::oracle(); !oracle.empty()) {
        folders.push_back(std::move(oracle));
    }
    std::vector<go_program> all;
    for (const auto& lesson : ctx_test::canonical_transcripts()) {
        for (const auto& folder : folders) {
            const std::string source =
                folder + '/' + lesson.lesson + "/main.go";
            if (std::filesystem::exists(source)) {
                all.push_back({lesson.lesson, source});
            }
        }
    }
    return all;
}

// Runs a program so many times at once, on one processor and on two in turn,
// and returns how often it printed what.
std::map<std::string, int> outputs_of(const std::string& program, int times) {
    std::vector<std::unique_ptr<process>> running;
    for (int i = 0; i < times; ++i) {
        running.push_back(std::make_unique<process>(
            arguments{"/usr/bin/env",
                      i % 2 == 0 ? "GOMAXPROCS=1" : "GOMAXPROCS=2", program}));
    }
    std::map<std::string, int> outputs;
    for (const auto& p : running) {
        const auto got = p->wait();
        REQUIRE(got.code == 0);
        ++outputs[got.out];
    }
    return outputs;
}

// Keeps all processors busy while it lives.
class load {
public:
    load() {
        for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
            hogs_.emplace_back([this] {
                while (!over_.load(std::memory_order_relaxed)) continue;
            });
        }
    }
    ~load() { over_.store(true, std::memory_order_relaxed); }
    load(const load&) = delete;
    load& operator=(const load&) = delete;

private:
    std::atomic<bool> over_{false};
    std::vector<std::jthread> hogs_;  // end before over_ does
};

// What a lesson may print if its pieces of work take longer than asked for, or
// its deadline passes late. Pieces of a second do not take half as long again;
// those of 10 ms may take anything, and what matters is how many go into 50 ms.
// A deadline is late by one of them at most.
transcript_set on_a_busy_machine(const std::string& lesson) {
    transcript_set all;
    if (lesson != "timeout" && lesson != "value") return all;
    for (const char* work : {"12500us", "17ms", "25ms", "50ms"}) {
        all.merge(legal_transcripts({lesson, "--work", work}));
    }
    all.merge(legal_transcripts({lesson, "--ms", "60"}));
    return all;
}

TEST_CASE("in real time, under load, Go prints only what explore finds") {
    if (skip_without_go()) return;
    const scratch folder;
    int runs = 0;
    int late = 0;
    for (const auto& [lesson, source] : go_programs()) {
        CAPTURE(source);
        const std::string program = folder / lesson;
        ctx_test::build_go(source, program);
        const auto exact = legal_transcripts({lesson});
        const auto stretched = on_a_busy_machine(lesson);
        const load busy;
        int in_time = 0;
        for (const auto& [text, count] : outputs_of(program, real_runs)) {
            CAPTURE(text);
            runs += count;
            if (exact.contains(text)) {
                in_time += count;
                continue;
            }
            CHECK(stretched.contains(text));
            late += count;
        }
        // Or what a busy machine does would do for anything.
        CHECK(in_time > 0);
    }
    MESSAGE(runs << " runs, " << late << " of them on a busy machine only");
}

// What a program built with the fake clock writes: for each write a mark, the
// time in ns, the length, and the bytes.
class frames {
public:
    explicit frames(std::string_view bytes) : left_(bytes) {}

    // The output, each line with its time since the start, as --stamps has it.
    std::string stamped() {
        std::string text;
        while (!left_.empty()) {
            REQUIRE(left_.starts_with(std::string_view("\0\0PB", 4)));
            left_.remove_prefix(4);
            const auto ms = (number(8) - start) / 1'000'000;
            const auto size = number(4);
            REQUIRE(left_.size() >= size);
            char stamp[32];
            std::snprintf(stamp, sizeof stamp, "%llu.%03llu ",
                          static_cast<unsigned long long>(ms / 1000),
                          static_cast<unsigned long long>(ms % 1000));
            text += stamp;
            text += left_.substr(0, size);
            left_.remove_prefix(size);
        }
        return text;
    }

private:
    static constexpr std::uint64_t start = 1'257'894'000'000'000'000;

    // Takes a big-endian number of so many bytes.
    std::uint64_t number(std::size_t size) {
        REQUIRE(left_.size() >= size);
        std::uint64_t n = 0;
        for (const char c : left_.substr(0, size)) {
            n = n << 8 | static_cast<unsigned char>(c);
        }
        left_.remove_prefix(size);
        return n;
    }

    std::string_view left_;
};

// Builds a Go program with the fake clock, and checks that what it prints is
// what explore says of `lesson`, a command line: times too.
void check_with_fake_clock(const std::string& source, arguments lesson) {
    CAPTURE(source);
    const scratch folder;
    const std::string program = folder / "program";
    const auto built = shell("CGO_ENABLED=0 go build -tags faketime -o '" +
                             program + "' '" + source + "'");
    CAPTURE(built.err);
    REQUIRE(built.code == 0);
    lesson.emplace_back("--stamps");
    const auto legal = legal_transcripts(lesson);
    for (const auto& [bytes, count] : outputs_of(program, fake_runs)) {
        const std::string text = frames(bytes).stamped();
        CAPTURE(text);
        CHECK(legal.contains(text));
    }
}

TEST_CASE(
    "with Go's fake clock it prints that, at the times that explore says") {
    if (skip_without_go()) return;
    for (const auto& [lesson, source] : go_programs()) {
        check_with_fake_clock(source, {lesson});
    }
}

// Replaces the one place where `text` has `from`.
void replace(std::string& text, const std::string& from,
             const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != text.npos);
    text.replace(at, from.size(), to);
}

TEST_CASE("so it does with a nested worker, when asked to stop half-way") {
    if (skip_without_go()) return;
    const scratch folder;
    for (const std::string lesson :
         {"global-flag", "channel", "cancel", "prompt"}) {
        std::string code = content(CTXDEMO_LESSONS "/" + lesson + "/main.go");
        replace(code, "nested    = false", "nested    = true");
        replace(code, "stopAfter = 3 * time.Second",
                "stopAfter = 2500 * time.Millisecond");
        const std::string source = folder / (lesson + ".go");
        std::ofstream(source) << code;
        check_with_fake_clock(source,
                              {lesson, "--nested", "--stop-after", "2500ms"});
    }
}

}  // namespace go_transcripts_test
