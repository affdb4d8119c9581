// Runs ctxdemo again and again, and lets one allocation fail in each run. The
// run must then either do without it and print what it always prints, or fail
// with one line that says so.
//
// Each run is a child process. The parent does not use the library.
//
//     starved_ctxdemo             a sample of each command's allocations
//     starved_ctxdemo all         all allocations, which takes minutes
//     starved_ctxdemo 17 list     number 17 of `ctxdemo list`, in this process
// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/allocations.hpp"
#include "tests/support/scratch.hpp"

/// The main function of ctxdemo, which is compiled under this name.
int ctxdemo_main(int argc, char** argv);

namespace {

using arguments = std::vector<std::string>;

/// A command line, and how many of its allocations to let fail. The sample is
/// spread evenly over all of them.
struct trial {
    arguments args;
    long most = 60;
    /// False if the output differs from run to run.
    bool is_repeatable = true;
};

/// A command that does little of its own.
const trial least{{"no-such-lesson"}, 200};

const trial trials[] = {
    {{}},
    {{"--version"}},
    {{"help"}},
    {{"help", "cancel"}},
    {{"cancel", "--help", "--lang", "zh"}},
    {{"list"}},
    {{"show", "cancel"}},
    {{"progress"}},
    {{"progress", "--forget", "cancel"}, 120},
    {{"progress", "--reset"}},
    {{"cancel", "--no-such-flag"}},
    {{"why", "--speed", "max"}},
    {{"basic", "--speed", "max", "--for", "3s"}},
    {{"global-flag", "--speed", "max"}},
    {{"channel", "--speed", "max"}},
    {{"cancel", "--speed", "max"}, 120},
    {{"nested", "--speed", "max", "--schedule", "01"}},
    {{"prompt", "--speed", "max"}},
    {{"interface", "--speed", "max"}},
    {{"root", "--speed", "max"}},
    {{"family", "--speed", "max"}, 120},
    {{"gen", "--speed", "max"}},
    {{"deadline", "--speed", "max"}},
    {{"timeout", "--speed", "max"}},
    {{"value", "--speed", "max"}},
    {{"rules", "--speed", "max"}},
    {{"cancel", "--os", "--work", "1ms", "--stop-after", "1ms"}, 120, false},
    {{"server", "--addr", "127.0.0.1:0", "--for", "1ms"}, 120, false},
    {{"client", "--url", "http://127.0.0.1:1/"}, 120},
    {{"http", "--respond", "quick", "--ms", "500"}, 120, false},
    {{"explore", "cancel"}, 120},
    {{"explore", "nested", "--max", "3"}, 120},
    {{"explore", "cancel", "--json"}},
    {{"timeline", "nested"}, 120},
    {{"tree", "timeout", "--at", "20ms"}},
    {{"compare", "cancel"}, 50},
    {{"compare", "global-flag", "channel", "--json"}, 50},
    {{"walk", "cancel", "--plain"}, 120},
    {{"walk", "timeout", "--plain", "--answers", "a", "--lang", "zh"}},
};

constexpr const char* kept_progress =
    R"({"version": 1, "lessons": {"cancel": {"answer": 2, "right": false,)"
    R"( "finished": true, "date": "2026-01-31"}}})";

std::string text_of(const arguments& args) {
    std::string text = "ctxdemo";
    for (const auto& arg : args) text += ' ' + arg;
    return text;
}

/// A file in memory that takes the output of a child.
class output_file {
public:
    output_file() : fd_(::memfd_create("output", MFD_CLOEXEC)) {
        if (fd_ < 0) std::abort();
    }
    ~output_file() { ::close(fd_); }
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;

    [[nodiscard]] int fd() const { return fd_; }

    /// Returns what was written since the last call.
    [[nodiscard]] std::string take() const {
        std::string text(static_cast<std::size_t>(::lseek(fd_, 0, SEEK_END)),
                         '\0');
        if (::pread(fd_, text.data(), text.size(), 0) < 0) std::abort();
        if (::ftruncate(fd_, 0) != 0) std::abort();
        ::lseek(fd_, 0, SEEK_SET);
        return text;
    }

private:
    const int fd_;
};

/// How one run ended.
struct ending {
    int status = 0;
    std::string out, err;
    long left = 0;  ///< how many more allocations would have succeeded

    [[nodiscard]] bool has_code(int code) const {
        return WIFEXITED(status) && WEXITSTATUS(status) == code;
    }
};

/// Calls ctxdemo in this process with its allocation number `n` failing, and
/// ends the process. Writes how many were left to `left`.
[[noreturn]] void run_child(const arguments& args, long n, int left) {
    arguments words = args;
    words.insert(words.begin(), "ctxdemo");
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    alarm(20);
    ctx_test::fail_allocation(n);
    const int code = ctxdemo_main(static_cast<int>(words.size()), argv.data());
    const long unused = ctx_test::allocations_until_failure();
    if (left >= 0) (void)!::write(left, &unused, sizeof unused);
    std::exit(code);
}

class runner {
public:
    runner() { ::setenv("XDG_STATE_HOME", folder_.path().c_str(), 1); }

    /// Runs ctxdemo with its allocation number `n` failing.
    ending run(const arguments& args, long n) {
        std::filesystem::create_directories(file_.parent_path());
        std::ofstream(file_) << kept_progress;
        const pid_t child = fork();
        if (child == 0) {
            ::dup2(out_.fd(), STDOUT_FILENO);
            ::dup2(err_.fd(), STDERR_FILENO);
            run_child(args, n, left_.fd());
        }
        ending e;
        waitpid(child, &e.status, 0);
        e.out = out_.take();
        e.err = err_.take();
        const std::string left = left_.take();
        if (left.size() == sizeof e.left) {
            std::memcpy(&e.left, left.data(), sizeof e.left);
        }
        return e;
    }

private:
    const ctx_test::scratch folder_;
    const std::filesystem::path file_ =
        folder_.path() / "ctxdemo" / "progress.json";
    const output_file out_, err_, left_;
};

/// Returns what is wrong with the end of a run; empty if nothing is. `well` is
/// the end of a run without a failure.
std::string fault_of(const trial& t, const ending& got, const ending& well) {
    if (WIFSIGNALED(got.status)) return strsignal(WTERMSIG(got.status));
    const bool is_as_ever = got.has_code(WEXITSTATUS(well.status)) &&
                            got.out == well.out && got.err == well.err;
    if (is_as_ever) return "";
    if (!t.is_repeatable && got.has_code(0)) return "";
    if (!got.has_code(1)) return "wrong output or exit code";
    if (t.is_repeatable && !well.out.starts_with(got.out)) {
        return "wrong output before the error";
    }
    std::string_view err = got.err;
    if (err.starts_with("listening on ")) err.remove_prefix(err.find('\n') + 1);
    const bool is_one_line = err.starts_with("ctxdemo") &&
                             std::ranges::count(err, '\n') == 1 &&
                             err.find("out of memory") != err.npos;
    return is_one_line ? "" : "not a line that says so";
}

/// Lets `most` of the allocations of `t` fail, from number `first` on. Returns
/// false after a fault.
bool try_some(runner& r, const trial& t, long most, long first) {
    const ending well = r.run(t.args, LONG_MAX);
    const long all = LONG_MAX - well.left;
    if (first >= all) first = 0;
    const long runs = std::min(all - first, most);
    int faults = 0;
    for (long i = 0; i < runs; ++i) {
        const long n = first + i * (all - first) / runs;
        const ending got = r.run(t.args, n);
        const std::string fault = fault_of(t, got, well);
        if (fault.empty() || ++faults > 3) continue;
        std::printf("%s, allocation %ld: %s\n%s%s", text_of(t.args).c_str(), n,
                    fault.c_str(), got.out.c_str(), got.err.c_str());
        std::fflush(stdout);  // not again by the next child
    }
    std::printf("%s: %ld of the allocations %ld to %ld, %d faults\n",
                text_of(t.args).c_str(), runs, first, all, faults);
    std::fflush(stdout);
    return faults == 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2) run_child({argv + 2, argv + argc}, std::atol(argv[1]), -1);
    const auto most_of = [argc](const trial& t) {
        return argc > 1 ? LONG_MAX : t.most;
    };
    runner r;
    // First what all commands have in common, then what each has of its own.
    const long common = LONG_MAX - r.run(least.args, LONG_MAX).left;
    bool well = try_some(r, least, most_of(least), 0);
    for (const trial& t : trials) {
        well = try_some(r, t, most_of(t), common - 20) && well;
    }
    return well ? 0 : 1;
}
