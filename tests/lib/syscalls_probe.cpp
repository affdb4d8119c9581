// The program that syscalls_test.cpp traces. It does the named operation twice,
// and marks for the tracer where the second time begins and ends.
//
//     syscalls_probe <what>
// SPDX-License-Identifier: MIT
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using ctx::background;

enum class key { only };

void create_and_cancel() {
    auto [c, cancel] = with_cancel(background());
    cancel();
}

void tree() {
    const auto parent = with_cancel_cause(background());
    std::vector<ctx::context> below;
    for (int i = 0; i < 10; ++i) {
        const auto child = with_cancel(parent.child).child;
        below.push_back(with_value(child, key::only, i));
        below.push_back(without_cancel(child));
        below.push_back(merge(child, parent.child).child);
    }
    parent.cancel(ctx::errc::canceled);
}

// The first shards of a process read the number of processors.
void derive_in_shards() {
    const auto parent = with_cancel(background());
    spread_children(*ctx::detail::access::get(parent.child)->canceler());
    for (int i = 0; i < 10; ++i) with_cancel(parent.child).cancel();
}

void drop() { (void)with_cancel(with_cancel(background()).child); }

void poll() {
    static const auto c = with_cancel(background()).child;
    (void)c.err();
    (void)c.done().ready();
    (void)select(ctx::recv(c.done()), ctx::default_case);
    (void)cause(c);
}

// The first timeout has woken the timer thread, which now sleeps until that
// timeout would be due.
void timeout() {
    for (int i = 0; i < 10; ++i) {
        auto [c, cancel] = with_timeout(background(), 1h);
        cancel();
    }
}

void function_never_run() {
    auto [c, cancel] = with_cancel(background());
    const auto stop = after_func(c, [] {});
    (void)stop();
    cancel();
}

// True if all threads but this one sleep.
bool others_sleep() {
    namespace fs = std::filesystem;
    return std::ranges::none_of(
        fs::directory_iterator("/proc/self/task"), [](const auto& task) {
            if (task.path().filename() == std::to_string(::getpid())) {
                return false;
            }
            std::ifstream file(task.path() / "stat");
            const std::string stat(std::istreambuf_iterator<char>(file), {});
            // The state follows the name, which is in parentheses and may hold
            // any character.
            return stat.substr(stat.rfind(')') + 1, 3) != " S ";
        });
}

// The test looks for this call, which the library never makes.
void mark() { (void)::syscall(SYS_getppid); }

const std::map<std::string, std::function<void()>> all{
    {"create-and-cancel", create_and_cancel},
    {"tree", tree},
    {"shards", derive_in_shards},
    {"drop", drop},
    {"poll", poll},
    {"timeout", timeout},
    {"function-never-run", function_never_run},
    {"write", [] { (void)::write(-1, "", 0); }},
};

}  // namespace

int main(int argc, char** argv) {
    const auto found = all.find(argc > 1 ? argv[1] : "");
    if (found == all.end()) return 2;
    // The tracer takes over at the stop signal below.
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) {
        std::perror("ptrace");
        return 1;
    }
    ::raise(SIGSTOP);
    found->second();  // sets up what is made once: memory, threads
    while (!others_sleep()) ::sched_yield();
    mark();
    found->second();
    mark();
}
