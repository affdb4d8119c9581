// Go prints only what explore finds. This covers each lesson's Go twin, and its
// original if the originals are present.
//
// In real time a sleep takes at least as long as asked for, and on a loaded
// machine 10 ms may become 12. Such a run is a run of the same program with
// longer sleeps, whose transcripts explore knows as well; it is counted apart.
// So is a run where the goroutine that cancels waits for a processor. With Go's
// fake clock sleeps are exact, so the comparison is exact and includes the
// times.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
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

// How often each program runs in real time and with the fake clock. A sanitizer
// gets fewer runs, because it does not affect what Go prints.
constexpr int real_runs = ctx_test::sanitized ? 6 : 100;
constexpr int fake_runs = ctx_test::sanitized ? 4 : 50;

struct go_program {
    std::string lesson;
    std::string source;
};

// Returns the Go programs that end by themselves.
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

// How often each output was printed.
using counted_outputs = std::map<std::string, int>;

// Copies of a Go program that run at once.
class copies {
public:
    // Starts `times` copies, in turn on one and on two processors.
    copies(const std::string& program, int times) {
        for (int i = 0; i < times; ++i) {
            running_.push_back(std::make_unique<process>(arguments{
                "/usr/bin/env", i % 2 == 0 ? "GOMAXPROCS=1" : "GOMAXPROCS=2",
                program}));
        }
    }

    // Waits until all copies have ended.
    counted_outputs outputs() {
        counted_outputs all;
        for (const auto& p : running_) {
            const auto got = p->wait();
            REQUIRE(got.code == 0);
            ++all[got.out];
        }
        return all;
    }

private:
    std::vector<std::unique_ptr<process>> running_;
};

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
    std::vector<std::jthread> hogs_;  // destroyed before over_
};

// Returns what a lesson may print if its pieces of work take longer than asked
// for, or its deadline passes late. A piece of a second does not take half as
// long again. A piece of 10 ms may take any time, and only the number of pieces
// in 50 ms matters. A deadline is late by at most one piece.
transcript_set on_a_busy_machine(const std::string& lesson) {
    transcript_set all;
    if (lesson != "timeout" && lesson != "value") return all;
    for (const char* work : {"12500us", "17ms", "25ms", "50ms"}) {
        all.merge(legal_transcripts({lesson, "--work", work}));
    }
    all.merge(legal_transcripts({lesson, "--ms", "60"}));
    return all;
}

// Checks what the copies of one program printed. Returns how many of them
// printed what only a busy machine makes them print.
int check_in_real_time(const std::string& lesson,
                       const counted_outputs& outputs) {
    const auto exact = legal_transcripts({lesson});
    const auto stretched = on_a_busy_machine(lesson);
    int in_time = 0;
    int late = 0;
    for (const auto& [text, count] : outputs) {
        CAPTURE(text);
        (exact.contains(text) ? in_time : late) += count;
        CHECK((exact.contains(text) || stretched.contains(text)));
    }
    // At least one run must match exactly, or the looser rule would excuse
    // all of them.
    CHECK(in_time > 0);
    return late;
}

// The programs sleep nearly all their time, so many of them run side by side.
TEST_CASE("Go prints only what explore finds, in real time and under load") {
    if (skip_without_go()) return;
    constexpr std::size_t side_by_side = 11;
    const scratch folder;
    const auto programs = go_programs();
    const auto built = [&](std::size_t i) {
        return folder / std::to_string(i);
    };
    for (std::size_t i = 0; i < programs.size(); ++i) {
        ctx_test::build_go(programs[i].source, built(i));
    }
    int late = 0;
    for (std::size_t i = 0; i < programs.size(); i += side_by_side) {
        const auto end = std::min(i + side_by_side, programs.size());
        std::vector<counted_outputs> printed;
        {
            const load busy;
            std::vector<copies> running;
            for (auto k = i; k < end; ++k) {
                running.emplace_back(built(k), real_runs);
            }
            for (auto& each : running) printed.push_back(each.outputs());
        }
        for (auto k = i; k < end; ++k) {
            CAPTURE(programs[k].source);
            late += check_in_real_time(programs[k].lesson, printed[k - i]);
        }
    }
    MESSAGE((programs.size() * real_runs)
            << " runs, " << late << " of them on a busy machine only");
}

// The output of a program that is built with the fake clock. Each write is a
// mark, the time in nanoseconds, the length, and the bytes.
class frames {
public:
    explicit frames(std::string_view bytes) : left_(bytes) {}

    // Returns the output, each line with its time since the start, in the form
    // of --stamps.
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

    // Takes a big-endian number of `size` bytes.
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

// Builds a Go program with the fake clock, and checks that explore finds what
// it prints, times included. `lesson` is the command line for explore.
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
    for (const auto& [bytes, count] : copies(program, fake_runs).outputs()) {
        const std::string text = frames(bytes).stamped();
        CAPTURE(text);
        CHECK(legal.contains(text));
    }
}

TEST_CASE("Go with a fake clock prints what explore finds, at the same times") {
    if (skip_without_go()) return;
    for (const auto& [lesson, source] : go_programs()) {
        check_with_fake_clock(source, {lesson});
    }
}

// Replaces the first `from` in `text`, which must have one.
void replace(std::string& text, const std::string& from,
             const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != text.npos);
    text.replace(at, from.size(), to);
}

TEST_CASE("a nested worker stopped half-way prints what explore finds") {
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
