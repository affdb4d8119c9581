// Does what it is told, twice, and tells who traces it where the second time
// begins and ends: see syscalls_test.cpp.
//
//     syscalls_probe <what>
// SPDX-License-Identifier: MIT
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <functional>
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

void drop() { (void)with_cancel(with_cancel(background()).child); }

void poll() {
    static const auto c = with_cancel(background()).child;
    (void)c.err();
    (void)c.done().ready();
    (void)select(ctx::recv(c.done()), ctx::default_case);
    (void)cause(c);
}

void later_timeout() {
    static const auto sooner = with_timeout(background(), 30min);
    auto [c, cancel] = with_timeout(background(), 1h);
    cancel();
}

void function_never_run() {
    auto [c, cancel] = with_cancel(background());
    const auto stop = after_func(c, [] {});
    (void)stop();
    cancel();
}

// The test looks for this call, which nothing else makes.
void mark() { (void)::syscall(SYS_getppid); }

const std::map<std::string, std::function<void()>> all{
    {"create-and-cancel", create_and_cancel},
    {"tree", tree},
    {"drop", drop},
    {"poll", poll},
    {"later-timeout", later_timeout},
    {"function-never-run", function_never_run},
    {"write", [] { (void)::write(-1, "", 0); }},
};

}  // namespace

int main(int argc, char** argv) {
    const auto found = all.find(argc > 1 ? argv[1] : "");
    if (found == all.end()) return 2;
    // Whoever traces it goes on from here.
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) {
        std::perror("ptrace");
        return 1;
    }
    ::raise(SIGSTOP);
    found->second();  // makes what there is one of: memory, threads
    mark();
    found->second();
    mark();
}
