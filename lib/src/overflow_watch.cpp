// The handler of SIGSEGV.
//
// Invariants, under the mutex:
// 1. While watches_ is not zero, before_ is the action of SIGSEGV that was in
//    force before ours.
#include "overflow_watch.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <mutex>
#include <new>
#include <string_view>

#include "ctx/detail/sync.hpp"
#include "scheduler.hpp"

namespace ctx::detail {
namespace {

constinit std::mutex watching;
// Guarded by `watching`, but for the handler, which reads before_:
constinit int watches = 0;
struct sigaction before_;

// A text of which nothing is allocated, because a signal handler writes it.
class message {
public:
    message& operator<<(std::string_view text) noexcept {
        const std::size_t n = std::min(text.size(), text_.size() - size_);
        std::memcpy(text_.data() + size_, text.data(), n);
        size_ += n;
        return *this;
    }
    message& operator<<(std::size_t number) noexcept {
        std::array<char, 20> digits;
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), number);
        return *this << std::string_view(digits.data(), end.ptr);
    }
    void write() const noexcept {
        (void)!::write(STDERR_FILENO, text_.data(), size_);
    }

private:
    std::array<char, 512> text_;
    std::size_t size_ = 0;
};

void report(const goroutine& g) noexcept {
    message m;
    m << "ctx: goroutine " << g.id;
    if (!g.name.empty()) m << " \"" << g.name << "\"";
    m << " has overflowed its stack of " << g.fiber.stack_size() / 1024
      << " KiB; fiber_options::stack_size makes it larger\n";
    m.write();
}

void on_fault(int signal, siginfo_t* info, void* context) {
    const goroutine* const g = current_goroutine();
    if (g && g->fiber.is_guard(info->si_addr)) report(*g);
    if (before_.sa_flags & SA_SIGINFO) {
        before_.sa_sigaction(signal, info, context);
    } else if (before_.sa_handler != SIG_DFL && before_.sa_handler != SIG_IGN) {
        before_.sa_handler(signal);
    } else {
        // The instruction runs again, and now ends the process.
        ::signal(signal, SIG_DFL);
    }
}

void begin() noexcept {
    struct sigaction ours {};
    ours.sa_sigaction = on_fault;
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&ours.sa_mask);
    (void)::sigaction(SIGSEGV, &ours, &before_);
}

void end() noexcept {
    struct sigaction now {};
    (void)::sigaction(SIGSEGV, nullptr, &now);
    const bool is_ours =
        (now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_fault;
    if (is_ours) (void)::sigaction(SIGSEGV, &before_, nullptr);
}

}  // namespace

overflow_watch::overflow_watch(stack_pool& stacks) noexcept : stacks_(stacks) {
    stack_t now{};
    if (::sigaltstack(nullptr, &now) == 0 && (now.ss_flags & SS_DISABLE)) {
        try {
            own_ = stacks_.take();
            now.ss_sp = own_;
            now.ss_size = stacks_.stack_size();
            now.ss_flags = 0;
            (void)::sigaltstack(&now, nullptr);
        } catch (const std::bad_alloc&) {
            // An overflow ends the process without a word.
        }
    }
    const std::scoped_lock lock(watching);
    if (watches++ == 0) begin();
}

overflow_watch::~overflow_watch() {
    {
        const std::scoped_lock lock(watching);
        if (--watches == 0) end();
    }
    if (!own_) return;
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    (void)::sigaltstack(&none, nullptr);
    stacks_.put(own_);
}

}  // namespace ctx::detail
