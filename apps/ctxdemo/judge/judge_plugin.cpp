// The process that runs a learner's program: ctxdemo --judge-plugin. It writes
// verdicts as lines on a file descriptor, the last of which has everything.
// SPDX-License-Identifier: MIT
#include <dlfcn.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include "apps/ctxdemo/judge/demangled.hpp"
#include "apps/ctxdemo/judge/last_words.hpp"
#include "apps/ctxdemo/judge/sandbox.hpp"
#include "apps/ctxdemo/judge/trial.hpp"
#include "apps/ctxdemo/judge/verdict_wire.hpp"
#include "apps/ctxdemo/judge/workshop.hpp"

namespace ctxdemo {

namespace {

constexpr int verdict_descriptor = 3;

void tell(const verdict& v) {
    std::string line = to_line(v) + '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const auto n = ::write(verdict_descriptor, rest.data(), rest.size());
        if (n <= 0) return;  // nobody listens
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
}

/// Returns a verdict on a shared object that cannot be loaded: the program
/// lacks a function that its judge calls, or that it declares. What is missing
/// is named as the linker has it.
verdict not_loaded(std::string_view error) {
    verdict v{.kind = verdict_kind::does_not_compile};
    constexpr std::string_view mark = "undefined symbol: ";
    const auto at = error.find(mark);
    if (at == error.npos) {
        v.what = error;
    } else {
        auto symbol = error.substr(at + mark.size());
        symbol = symbol.substr(0, symbol.find_first_of(" ,\n"));
        v.missing = demangled(std::string(symbol));
    }
    return v;
}

const lessons::judge* judge_in(void* plugin) {
    return static_cast<const lessons::judge*>(::dlsym(plugin, "ctxdemo_judge"));
}

template <class T>
T number_in(std::string_view text) {
    T n{};
    (void)std::from_chars(text.data(), text.data() + text.size(), n);
    return n;
}

void judge(const char* plugin, std::chrono::milliseconds time,
           run_under_way& run) {
    // For the verdict when the memory is full.
    auto reserve = std::make_unique<char[]>(std::size_t{1} << 20U);
    try {
        void* const loaded = ::dlopen(plugin, RTLD_NOW | RTLD_LOCAL);
        const lessons::judge* const j = loaded ? judge_in(loaded) : nullptr;
        tell(j ? try_program(*j, run, time, tell) : not_loaded(::dlerror()));
    } catch (const std::bad_alloc&) {
        reserve.reset();
        verdict v{.kind = verdict_kind::out_of_memory};
        v.schedules = run.schedules + 1;
        v.failing = 1;
        v.schedule = ctx::to_string(ctx::schedule(run.choices));
        tell(v);
    }
}

}  // namespace

int judge_plugin(std::span<char* const> args) {
    if (args.size() != 3) return 2;
    const std::chrono::milliseconds time(number_in<std::int64_t>(args[1]));
    static run_under_way run;
    run.begin();
    prepare_last_words(verdict_descriptor, run);
    set_program(args[0]);
    enter_sandbox(number_in<std::size_t>(args[2]),
                  std::chrono::ceil<std::chrono::seconds>(time) +
                      std::chrono::seconds(2));
    watch_time();
    judge(args[0], time, run);
    stop_watch();
    (void)std::fflush(stdout);
    leave_silently();
}

loaded_program::loaded_program(const std::filesystem::path& plugin)
    : handle_(::dlopen(plugin.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (!handle_ || !judge_in(handle_)) throw std::runtime_error(::dlerror());
}

loaded_program::~loaded_program() { (void)::dlclose(handle_); }

const lessons::judge& loaded_program::judge() const noexcept {
    return *judge_in(handle_);
}

}  // namespace ctxdemo
