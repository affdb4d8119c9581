// Everything that say() calls is safe in a handler of a signal: it writes into
// an array, and allocates nothing. backtrace() is, once it has been called.
//
// The handlers run on a stack of their own, because the stack of a goroutine
// may be full.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/last_words.hpp"

#include <execinfo.h>
#include <link.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctx/goroutine.hpp>
#include <exception>

#include "apps/ctxdemo/judge/thrown.hpp"

namespace ctxdemo {

namespace {

const run_under_way* under_way = nullptr;
int output = -1;

// The learner's program: its file, where it is loaded, and where it ends.
const char* program_file = "";
struct program_range {
    std::uintptr_t base = 0, end = 0;
};
program_range loaded;

int look_at(dl_phdr_info* object, std::size_t, void*) noexcept {
    if (std::strcmp(object->dlpi_name, program_file) != 0) return 0;
    loaded.base = object->dlpi_addr;
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD) continue;
        loaded.end = std::max(loaded.end,
                              loaded.base + segment.p_vaddr + segment.p_memsz);
    }
    return 1;
}

// Finds the program once it is loaded: its constructors may be under way.
void find_loaded() noexcept {
    if (loaded.end == 0) (void)::dl_iterate_phdr(look_at, nullptr);
}

[[nodiscard]] bool is_in_program(std::uintptr_t address) noexcept {
    return address >= loaded.base && address < loaded.end;
}

[[nodiscard]] bool is_plain(char c) noexcept {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

// A text of which nothing is allocated.
class line {
public:
    line& operator<<(std::string_view text) noexcept {
        const auto n = std::min(text.size(), text_.size() - size_);
        std::memcpy(text_.data() + size_, text.data(), n);
        size_ += n;
        return *this;
    }
    line& number(std::uint64_t n, int base = 10) noexcept {
        std::array<char, 20> digits;
        const auto end = std::to_chars(digits.data(),
                                       digits.data() + digits.size(), n, base);
        return *this << std::string_view(digits.data(), end.ptr);
    }
    // Other characters than plain ones would have to be escaped, or could be
    // cut apart.
    line& plain(std::string_view text) noexcept {
        for (const char c : text) {
            const char shown = is_plain(c) ? c : c == '"' ? '\'' : '?';
            *this << std::string_view(&shown, 1);
        }
        return *this;
    }
    // As ctx::to_string(schedule) writes it.
    line& schedule(std::span<const std::size_t> choices) noexcept {
        while (!choices.empty() && choices.back() == 0) {
            choices = choices.first(choices.size() - 1);
        }
        if (choices.empty()) return *this << "0";
        for (std::size_t c : choices) {
            for (; c >= 35; c -= 35) *this << "z";
            const char digit = "0123456789abcdefghijklmnopqrstuvwxy"[c];
            *this << std::string_view(&digit, 1);
        }
        return *this;
    }
    void write(int to) const noexcept {
        (void)!::write(to, text_.data(), size_);
    }

private:
    std::array<char, 8192> text_;
    std::size_t size_ = 0;
};

// The instruction that a signal has interrupted, and the stack there.
struct machine_state {
    std::uintptr_t instruction = 0, stack = 0;
};

machine_state state_in(void* context) noexcept {
    if (!context) return {};
    const auto& at = static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    return {static_cast<std::uintptr_t>(at.gregs[REG_RIP]),
            static_cast<std::uintptr_t>(at.gregs[REG_RSP])};
#elif defined(__aarch64__)
    return {at.pc, at.sp};
#else
    (void)at;
    return {};
#endif
}

// True if the address of a fault is about where the stack ends.
bool is_stack_overflow(const siginfo_t& info, void* context) noexcept {
    constexpr std::uintptr_t large_frame = 64 * 1024;
    const auto address = reinterpret_cast<std::uintptr_t>(info.si_addr);
    const std::uintptr_t stack = state_in(context).stack;
    return info.si_signo == SIGSEGV && stack > large_frame &&
           address > stack - large_frame && address < stack + large_frame;
}

void say_stack(line& l, std::span<void* const> stack, void* context) noexcept {
    find_loaded();
    const std::uintptr_t at = state_in(context).instruction;
    const char* between = "@";
    for (void* const each : stack) {
        auto address = reinterpret_cast<std::uintptr_t>(each);
        if (!is_in_program(address)) continue;
        // All others are return addresses, which are after the instruction.
        if (address == at) ++address;
        (l << between).number(address - loaded.base, 16);
        between = ",";
    }
}

// The last words themselves.
struct last_words {
    std::string_view kind;
    std::string_view what;
    std::string_view thrown = "";
    void* context = nullptr;  // of the signal
};

void say(const last_words& words, std::span<void* const> stack) noexcept {
    line l;
    const std::uint32_t self = ctx::this_goroutine();
    l << R"({"kind":")" << words.kind << R"(","what":")" << words.what
      << R"(","thrown":")";
    l.plain(words.thrown) << R"(","schedules":)";
    l.number(under_way->schedules + 1) << R"(,"failing":1,"schedule":")";
    l.schedule(under_way->choices) << R"(","at":{"file":")";
    say_stack(l, stack, words.context);
    l << R"(","line":0})";
    if (self > 0) {
        l << R"(,"goroutines":[{"id":)";
        l.number(self);
        if (self < run_under_way::most_names) {
            l << R"(,"name":")" << under_way->names[self] << "\"";
        }
        l << R"(,"at":{"file":")";
        say_stack(l, stack, words.context);
        l << R"(","line":0}}])";
    }
    l << "}\n";
    l.write(output);
}

void say(const last_words& words) noexcept {
    std::array<void*, 64> stack;
    const int size = ::backtrace(stack.data(), static_cast<int>(stack.size()));
    say(words, {stack.data(), static_cast<std::size_t>(size)});
}

struct fault {
    int signal;
    const char* name;
};
constexpr fault faults[] = {
    {SIGSEGV, "SIGSEGV"}, {SIGABRT, "SIGABRT"}, {SIGFPE, "SIGFPE"},
    {SIGILL, "SIGILL"},   {SIGBUS, "SIGBUS"},   {SIGTRAP, "SIGTRAP"},
    {SIGSYS, "SIGSYS"},   {SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"},
    {SIGHUP, "SIGHUP"},   {SIGPIPE, "SIGPIPE"}, {SIGXFSZ, "SIGXFSZ"},
};

void on_fault(int signal, siginfo_t* info, void* context) {
    const auto* const f = std::ranges::find(faults, signal, &fault::signal);
    const bool is_full = is_stack_overflow(*info, context);
    say({.kind = "crashes",
         .what = is_full ? "stack overflow" : f->name,
         .context = context});
    leave_silently();
}

void on_alarm(int, siginfo_t*, void* context) {
    say({.kind = "does-not-end", .what = "", .context = context});
    leave_silently();
}

void on_exit(int status, void*) {
    std::array<char, 12> digits;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), status);
    say({.kind = "ends-the-process", .what = {digits.data(), end.ptr}});
    (void)std::fflush(stdout);
    leave_silently();
}

void on_quick_exit() {
    say({.kind = "ends-the-process", .what = ""});
    leave_silently();
}

// The exception is still there, so it is said before the signal is. By now the
// stack has lost the functions that the exception has left.
[[noreturn]] void on_terminate() {
    const thrown& t = last_throw();
    const bool is_known = t.goroutine == ctx::this_goroutine();
    try {
        if (const auto e = std::current_exception()) std::rethrow_exception(e);
    } catch (const std::exception& e) {
        const last_words words{
            .kind = "crashes", .what = "SIGABRT", .thrown = e.what()};
        is_known ? say(words, {t.stack.data(), t.depth}) : say(words);
        leave_silently();
    } catch (...) {  // has no text
    }
    std::abort();
}

void handle(int signal, void (*handler)(int, siginfo_t*, void*)) {
    struct sigaction action {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigfillset(&action.sa_mask);
    (void)::sigaction(signal, &action, nullptr);
}

void use_own_stack() {
    static std::array<char, 128 * 1024> stack;
    stack_t own{};
    own.ss_sp = stack.data();
    own.ss_size = stack.size();
    (void)::sigaltstack(&own, nullptr);
}

void set_timers(time_t processor, time_t clock) noexcept {
    const itimerval cpu{.it_interval = {}, .it_value = {processor, 0}};
    const itimerval wall{.it_interval = {}, .it_value = {clock, 0}};
    (void)::setitimer(ITIMER_PROF, &cpu, nullptr);
    (void)::setitimer(ITIMER_REAL, &wall, nullptr);
}

}  // namespace

void run_under_way::begin() noexcept {
    for (auto& name : names) name[0] = '\0';
    name(1, "main");
}

void run_under_way::name(std::uint32_t goroutine,
                         std::string_view name) noexcept {
    if (goroutine >= most_names) return;
    char* to = names[goroutine];
    char* const end = to + sizeof names[goroutine] - 1;
    for (const char c : name) {
        if (to < end) *to++ = is_plain(c) ? c : '?';
    }
    *to = '\0';
}

void prepare_last_words(int to, const run_under_way& run) {
    output = to;
    under_way = &run;
    std::array<void*, 4> warm_up;
    (void)::backtrace(warm_up.data(), static_cast<int>(warm_up.size()));
    use_own_stack();
    for (const fault& f : faults) handle(f.signal, on_fault);
    for (const int alarm : {SIGXCPU, SIGPROF, SIGALRM}) handle(alarm, on_alarm);
    std::set_terminate(on_terminate);
    (void)::on_exit(on_exit, nullptr);
    (void)::at_quick_exit(on_quick_exit);
}

void set_program(const char* path) noexcept { program_file = path; }

bool is_in_program(std::span<const void* const> stack) noexcept {
    find_loaded();
    return std::ranges::any_of(stack, [](const void* address) {
        return is_in_program(reinterpret_cast<std::uintptr_t>(address));
    });
}

std::vector<std::uintptr_t> program_addresses(
    std::span<const void* const> stack) {
    find_loaded();
    std::vector<std::uintptr_t> all;
    for (const void* each : stack) {
        const auto address = reinterpret_cast<std::uintptr_t>(each);
        if (!is_in_program(address)) continue;
        all.push_back(address - loaded.base);
    }
    return all;
}

void watch_time() noexcept { set_timers(2, 5); }

void stop_watch() noexcept { set_timers(0, 0); }

void leave_silently() noexcept { ::_exit(0); }

}  // namespace ctxdemo
