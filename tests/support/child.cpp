// SPDX-License-Identifier: MIT
#include "tests/support/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tests/support/sanitizers.hpp"

namespace ctx_test {

namespace {

using std::chrono::steady_clock;

/// Gives the signals of a terminal's foreground their default action, and
/// blocks none.
void set_signals(posix_spawnattr_t& how) {
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&how, &set);
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGTSTP,
                             SIGTTIN, SIGTTOU}) {
        sigaddset(&set, signal);
    }
    posix_spawnattr_setsigdefault(&how, &set);
}

void set_files(posix_spawn_file_actions_t& files,
               const child::connections& to) {
    if (to.terminal.empty()) {
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&files, to.out, 1);
        posix_spawn_file_actions_adddup2(&files, to.err, 2);
        if (to.control < 0) return;
        posix_spawn_file_actions_adddup2(&files, to.control, 3);
        posix_spawn_file_actions_adddup2(&files, to.control, 4);
        return;
    }
    // The first terminal that the leader of a new session opens becomes the
    // session's controlling terminal.
    posix_spawn_file_actions_addopen(&files, 0, to.terminal.c_str(), O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&files, 0, 1);
    posix_spawn_file_actions_adddup2(&files, 0, 2);
}

/// Returns `texts` as exec takes them.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (const auto& t : texts) all.push_back(const_cast<char*>(t.c_str()));
    all.push_back(nullptr);
    return all;
}

pid_t spawn(const std::vector<std::string>& args, const child::connections& to,
            const environment_changes& changes) {
    const auto argv = pointers_to(args);
    const auto entries = test_environment(changes);
    const auto envp = pointers_to(entries);

    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    set_signals(how);
    const int session = to.terminal.empty() ? 0 : POSIX_SPAWN_SETSID;
    const int group = to.control < 0 ? 0 : POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setflags(
        &how, static_cast<short>(POSIX_SPAWN_SETSIGMASK |
                                 POSIX_SPAWN_SETSIGDEF | session | group));
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    set_files(files, to);

    pid_t pid = -1;
    const int problem =
        ::posix_spawn(&pid, argv[0], &files, &how, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    if (problem != 0) fail("posix_spawn", problem);
    return pid;
}

/// Returns the state of the process's main thread as /proc shows it: R if it
/// runs.
char state_of(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    const std::string line(std::istreambuf_iterator<char>(stat), {});
    // The state follows the name, which is in parentheses and may hold any
    // character.
    const auto name_end = line.rfind(')');
    return name_end == std::string::npos ? ' ' : line.at(name_end + 2);
}

bool handles(pid_t pid, int signal) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    std::string word;
    while (status >> word) {
        if (word == "SigCgt:" && status >> word) {
            return (std::stoull(word, nullptr, 16) >> (signal - 1)) % 2 == 1;
        }
    }
    return false;
}

}  // namespace

void fail(const char* what, int reason) {
    throw std::system_error(reason, std::generic_category(), what);
}

void fail(const char* what) { fail(what, errno); }

void await(const char* what, bool (*holds)(void*), void* data) {
    const auto give_up = steady_clock::now() + patience;
    while (!holds(data)) {
        if (steady_clock::now() > give_up) throw std::runtime_error(what);
        ::sched_yield();
    }
}

std::vector<bool> await_readable(const std::vector<int>& fds,
                                 give_up_at give_up) {
    std::vector<pollfd> polled;
    for (const int fd : fds) {
        polled.push_back({.fd = fd, .events = POLLIN, .revents = 0});
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        std::max(give_up - steady_clock::now(), steady_clock::duration(0)));
    const int ready =
        ::poll(polled.data(), polled.size(), static_cast<int>(left.count()));
    // The second condition is for a program that never stops writing.
    if (ready == 0 || steady_clock::now() > give_up) {
        throw std::runtime_error(
            "the program neither ends nor writes what it should");
    }
    std::vector<bool> readable;
    for (const auto& p : polled) readable.push_back(p.revents != 0);
    return readable;
}

bool read_into(std::string& text, int fd) {
    char buffer[4096];
    const auto n = ::read(fd, buffer, sizeof buffer);
    if (n > 0) text.append(buffer, static_cast<std::size_t>(n));
    if (n >= 0) return n > 0;
    if (errno == EIO) return false;  // no process has the terminal open
    if (errno != EINTR) fail("read");
    return true;
}

child::child(const std::vector<std::string>& args, const connections& to,
             const environment_changes& changes)
    : pid_(spawn(args, to, changes)), leads_group_(to.control >= 0) {}

child::~child() {
    if (pid_ < 0) return;
    ::kill(leads_group_ ? -pid_ : pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void child::send(int signal) const {
    // The thread sanitizer of g++ 12 loses a signal that comes while a thread
    // makes its first blocking call (a race in its SigCtx(), fixed in later
    // versions). A signal that comes once the thread is in that call is not
    // lost, nor is one of a thread that has computed for a second.
    if (thread_sanitized) {
        const auto soon = steady_clock::now() + std::chrono::seconds(1);
        await("the program's main thread does not wait", [&] {
            return state_of(pid_) == 'S' || steady_clock::now() > soon;
        });
    }
    if (::kill(pid_, signal) != 0) fail("kill");
}

void child::await_waiting() const {
    await("the program's main thread does not wait", [&] {
        const char state = state_of(pid_);
        return state == 'S' || state == 'Z';
    });
}

bool child::has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info,
                    WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid_;
}

void child::await_handled(int signal) const {
    await("the program does not handle the signal",
          [&] { return handles(pid_, signal); });
}

void child::await_unhandled(int signal) const {
    await("the program does not let go of the signal",
          [&] { return !handles(pid_, signal); });
}

void child::await_end(outcome& o) {
    if (pid_ < 0) return;
    int status = 0;
    rusage used{};
    await("the program does not end",
          [&] { return ::wait4(pid_, &status, WNOHANG, &used) == pid_; });
    o.memory_kb = used.ru_maxrss;
    o.waits = used.ru_nvcsw;
    pid_ = -1;
    o.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    o.code = o.signal != 0 ? 128 + o.signal : WEXITSTATUS(status);
}

}  // namespace ctx_test
