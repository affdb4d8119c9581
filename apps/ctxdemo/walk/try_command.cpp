// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/try_command.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctx/defer.hpp>
#include <iterator>
#include <system_error>

#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "lessons/support/catalog.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::lesson;
using lessons::text_of;

namespace {

constexpr bilingual press_enter{"Press Enter to go back to the walk.",
                                "按 Enter 回到这一课。"};

constexpr int of_keyboard[] = {SIGINT, SIGQUIT};

// Ignores Ctrl-C in a scope, as system() does: it is meant for the command.
class keyboard_ignored {
public:
    keyboard_ignored() noexcept {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        for (std::size_t i = 0; i < std::size(of_keyboard); ++i) {
            sigaction(of_keyboard[i], &ignore, &before_[i]);
        }
    }
    keyboard_ignored(const keyboard_ignored&) = delete;
    keyboard_ignored& operator=(const keyboard_ignored&) = delete;
    ~keyboard_ignored() {
        for (std::size_t i = 0; i < std::size(of_keyboard); ++i) {
            sigaction(of_keyboard[i], &before_[i], nullptr);
        }
    }

private:
    struct sigaction before_[std::size(of_keyboard)]{};
};

// Starts this program anew, with the default actions of all signals.
pid_t start(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);

    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    const ctx::defer destroy([&] { posix_spawnattr_destroy(&how); });
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&how, &all);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setflags(&how,
                             POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    const int error = posix_spawn(&child, "/proc/self/exe", nullptr, &how,
                                  argv.data(), environ);
    if (error != 0) {
        throw std::system_error(error, std::generic_category(),
                                "cannot start ctxdemo");
    }
    return child;
}

void await_line() {
    char c = 0;
    for (;;) {
        const auto n = ::read(STDIN_FILENO, &c, 1);
        if (n == 0 || (n > 0 && c == '\n') || (n < 0 && errno != EINTR)) return;
    }
}

}  // namespace

std::vector<std::vector<std::string>> suggestions_of(const lesson& l) {
    std::vector<std::vector<std::string>> all;
    // Both languages suggest the same commands. A test checks it.
    for (const auto& s : text_of(l.name).en.to_try) all.push_back(s.command);
    for (const auto& e : lessons::all_exercises()) {
        if (e.lesson == l.name) {
            all.push_back({"exercise", "start", std::string(e.name)});
        }
    }
    for (const auto& p : lessons::all_puzzles()) {
        if (p.lesson == l.name) {
            all.push_back({"exercise", "break", std::string(p.name)});
        }
    }
    return all;
}

void try_command(const std::vector<std::string>& words, language in) {
    std::vector<std::string> command{"ctxdemo"};
    command.insert(command.end(), words.begin(), words.end());
    write_output("$ " + shell_line(command) + '\n');
    if (in == language::zh) command.insert(command.end(), {"--lang", "zh"});

    const keyboard_ignored until_end;
    const pid_t child = start(std::move(command));
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    write_output('\n' + std::string(press_enter.in(in)) + '\n');
    await_line();
}

}  // namespace ctxdemo
