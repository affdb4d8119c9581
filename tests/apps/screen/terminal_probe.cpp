// Shows the keys it reads and the size of its terminal; some keys make it crash
// or hang. For terminal_test.cpp, and to try a terminal by hand:
//
//     build/tests/terminal_probe
// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "apps/ctxdemo/screen/terminal.hpp"

namespace {

using namespace std::chrono_literals;
using ctxdemo::key;
using ctxdemo::look;

std::string name_of(const key& k) {
    char hex[16];
    std::snprintf(hex, sizeof hex, "U+%04X", unsigned(k.character));
    static constexpr const char* names[] = {
        "",    "enter",   "escape",    "backspace", "tab",
        "up",  "down",    "left",      "right",     "home",
        "end", "page_up", "page_down", "resized"};
    return k.what == key::kind::character ? hex : names[std::size_t(k.what)];
}

ctxdemo::frame picture(const ctxdemo::terminal& t, const std::string& keys) {
    ctxdemo::frame f(t.width(), t.height());
    f.put(
        0, 0,
        "size " + std::to_string(t.width()) + "x" + std::to_string(t.height()));
    f.put(0, 1, "keys" + keys);
    f.put(0, 2, "上下文|取消|");
    f.put(0, 3, "context|e\u0301|", look::strong);
    f.put(0, 4, "plain ");
    f.put(6, 4, "dim ", look::dim);
    f.put(10, 4, "strong ", look::strong);
    f.put(17, 4, "good ", look::good);
    f.put(22, 4, "bad ", look::bad);
    f.put(26, 4, "accent ", look::accent);
    f.put(33, 4, "keyword ", look::keyword);
    f.put(41, 4, "string ", look::string);
    f.put(48, 4, "reverse", look::reverse);
    // A wide character in the last two columns.
    if (t.width() > 1) f.put(t.width() - 2, t.height() - 1, "终");
    return f;
}

void crash() {
    // A null pointer would be noticed by the compiler or a sanitizer.
    volatile std::uintptr_t nowhere = 64;
    *reinterpret_cast<volatile int*>(nowhere) = 1;
}

// Recurses until the stack is full; volatile hides that from the compiler.
int overflow_stack(int depth) {
    volatile char taken[4096];
    taken[0] = char(depth);
    return depth < 0 ? 0 : overflow_stack(depth + 1) + taken[0];
}

/// Tells a test about it without drawing.
void set_title(const std::string& title) {
    const std::string bytes = "\x1b]2;" + title + '\a';
    (void)!::write(STDOUT_FILENO, bytes.data(), bytes.size());
}

int typed_in[2];

void busy_until_typed_in() {
    // Keys typed now are typed ahead. The test sends SIGUSR2 after them.
    if (::pipe(typed_in) != 0) std::abort();
    struct sigaction on {};
    on.sa_handler = [](int) { (void)!::write(typed_in[1], "", 1); };
    sigaction(SIGUSR2, &on, nullptr);
    set_title("busy");
    char any = 0;
    while (::read(typed_in[0], &any, 1) != 1) {
    }
}

/// Performs the action of a key, if it has one.
void act_on(char32_t key, ctxdemo::terminal& t) {
    switch (key) {
        case 'S':
            crash();
            break;
        case 'O':
            std::exit(overflow_stack(0));
        case 'A':
            std::abort();
        case 'B':
            ::raise(SIGBUS);
            break;
        case 'F':
            ::raise(SIGFPE);
            break;
        case 'I':
            ::raise(SIGILL);
            break;
        case 'T':
            std::terminate();
        case 'U':
            std::thread([] {
                throw std::logic_error("nobody catches");
            }).join();
            break;
        case 'E':
            throw std::runtime_error("thrown");
        case 'X':
            std::exit(7);
        case 'H':
            set_title("hanging");
            for (;;) ::pause();
        case 'P':
            busy_until_typed_in();
            t.forget_keys();
            set_title("");
            break;
        case 'p':
            busy_until_typed_in();
            set_title("");
            break;
        default:
            break;
    }
}

int run(ctxdemo::terminal& t, const ctx::context& interrupt) {
    std::string keys;
    while (!interrupt.err()) {
        t.draw(picture(t, keys));
        const auto k = t.read(interrupt);
        if (!k) continue;
        if (k->what == key::kind::resized) continue;
        if (*k == key{key::kind::character, U'q'}) return 0;
        if (*k == key{key::kind::character, U'-'}) {
            keys.clear();
            continue;
        }
        keys += ' ' + name_of(*k);
        if (*k == key{key::kind::character, U't'}) {
            // No key comes before this timeout.
            if (!t.read(interrupt, 10ms)) keys += " nothing";
        }
        if (k->what == key::kind::character) act_on(k->character, t);
    }
    return -1;
}

int run_at_terminal() {
    try {
        const ctxdemo::interrupt_scope interrupt(ctxdemo::terminal::give_back);
        ctxdemo::terminal t(ctxdemo::output_is_colored());
        const int code = run(t, interrupt.context());
        return code >= 0 ? code : interrupt.exit_code();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "probe: %s\n", e.what());
        return 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && argv[1] == std::string_view("--is-full")) {
        std::puts(ctxdemo::is_full_terminal() ? "yes" : "no");
        return 0;
    }
    return ctxdemo::end_by_signal(run_at_terminal());
}
