// A loop polls the pipes of the program, its end, and a pipe that `until`
// writes to. The loop ends with the program, not with the pipes, because a
// process that the program has started may keep these open.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctx/after_func.hpp>
#include <memory>
#include <system_error>
#include <utility>

extern char** environ;

namespace ctxdemo {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

[[noreturn]] void fail(int error, const char* what) {
    throw std::system_error(error, std::system_category(), what);
}

class descriptor {
public:
    explicit descriptor(int fd = -1) noexcept : fd_(fd) {}
    descriptor(descriptor&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~descriptor() { close(); }

    void close() noexcept {
        if (fd_ >= 0) (void)::close(std::exchange(fd_, -1));
    }
    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    int fd_;
};

struct pipe_ends {
    pipe_ends() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "pipe");
        read = descriptor(ends[0]);
        write = descriptor(ends[1]);
    }
    descriptor read, write;
};

/// The arguments of posix_spawn.
class spawn_settings {
public:
    spawn_settings() {
        (void)::posix_spawn_file_actions_init(&actions_);
        (void)::posix_spawnattr_init(&attributes_);
        sigset_t all;
        sigfillset(&all);
        sigset_t none;
        sigemptyset(&none);
        (void)::posix_spawnattr_setsigdefault(&attributes_, &all);
        (void)::posix_spawnattr_setsigmask(&attributes_, &none);
        (void)::posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                              POSIX_SPAWN_SETSIGMASK);
        (void)::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO,
                                                 "/dev/null", O_RDONLY, 0);
    }
    spawn_settings(const spawn_settings&) = delete;
    spawn_settings& operator=(const spawn_settings&) = delete;
    ~spawn_settings() {
        (void)::posix_spawn_file_actions_destroy(&actions_);
        (void)::posix_spawnattr_destroy(&attributes_);
    }

    void connect(const descriptor& from, int to) {
        (void)::posix_spawn_file_actions_adddup2(&actions_, from.get(), to);
    }

    [[nodiscard]] pid_t start(const std::vector<std::string>& args) {
        std::vector<char*> argv;
        for (const auto& arg : args) {
            argv.push_back(const_cast<char*>(arg.c_str()));
        }
        argv.push_back(nullptr);
        auto variables = in_english();
        pid_t pid = 0;
        const int error = ::posix_spawn(&pid, argv[0], &actions_, &attributes_,
                                        argv.data(), variables.data());
        if (error != 0) fail(error, argv[0]);
        return pid;
    }

private:
    /// The environment, with messages in English.
    static std::vector<char*> in_english() {
        static char c_locale[] = "LC_ALL=C";
        std::vector<char*> all;
        for (char** v = environ; *v; ++v) {
            if (std::strncmp(*v, "LC_ALL=", 7) != 0) all.push_back(*v);
        }
        all.push_back(c_locale);
        all.push_back(nullptr);
        return all;
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

/// A running program.
class child {
public:
    child(const process_request& what, const ctx::context& until)
        : what_(what), until_(until) {
        spawn_settings settings;
        settings.connect(out_.write, STDOUT_FILENO);
        settings.connect(err_.write, STDERR_FILENO);
        if (what.has_report) settings.connect(report_.write, 3);
        pid_ = settings.start(what.args);
        end_of_program_ =
            descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
        limit_memory();
        for (pipe_ends* p : {&out_, &err_, &report_}) p->write.close();
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() {
        (void)::kill(-pid_, SIGKILL);
        if (!reaped_) (void)::waitpid(pid_, nullptr, 0);
    }

    process_outcome wait() {
        const auto stop = ctx::after_func(
            until_, [to = woken_] { (void)!::write(to->write.get(), "", 1); });
        auto end = steady_clock::now() + what_.time;
        while (!has_ended()) {
            await(end);
            if (until_.err() || steady_clock::now() >= end) end = end_it();
        }
        read_rest();
        (void)stop();
        return std::move(outcome_);
    }

private:
    // Of the limits of a program that this one starts only these are set before
    // it starts others: a compiler first looks at its arguments.
    void limit_memory() const noexcept {
        if (what_.memory == 0) return;
        const rlimit most{what_.memory, what_.memory};
        (void)::prlimit(pid_, RLIMIT_DATA, &most, nullptr);
        const rlimit core{0, 0};
        (void)::prlimit(pid_, RLIMIT_CORE, &core, nullptr);
    }

    [[nodiscard]] bool has_ended() noexcept {
        const pid_t ended = ::waitpid(pid_, &outcome_.status, WNOHANG);
        // There is no status if the parent of ctxdemo ignores SIGCHLD.
        reaped_ = ended == pid_ || (ended < 0 && errno == ECHILD);
        return reaped_;
    }

    /// Sends the signal, and SIGKILL if it was sent before. Returns when to
    /// call this again.
    steady_clock::time_point end_it() noexcept {
        const bool again = outcome_.timed_out || outcome_.canceled;
        (until_.err() ? outcome_.canceled : outcome_.timed_out) = true;
        until_ = ctx::background();
        (void)::kill(-pid_, again ? SIGKILL : what_.signal);
        return steady_clock::now() + milliseconds(500);
    }

    /// Waits for output, for the end of the program or of `until`, or for
    /// `end`. Reads the output.
    void await(steady_clock::time_point end) {
        std::array<pollfd, 5> all{{
            {out_.read.get(), POLLIN, 0},
            {err_.read.get(), POLLIN, 0},
            {report_.read.get(), POLLIN, 0},
            {end_of_program_.get(), POLLIN, 0},
            {outcome_.canceled ? -1 : woken_->read.get(), POLLIN, 0},
        }};
        // Old kernels do not tell of the end.
        const milliseconds most(end_of_program_.get() >= 0 ? 60'000 : 10);
        const auto left =
            std::chrono::ceil<milliseconds>(end - steady_clock::now());
        const auto wait = std::clamp(left, milliseconds(0), most);
        if (::poll(all.data(), all.size(), static_cast<int>(wait.count())) <= 0)
            return;
        if (all[0].revents) read_from(out_.read, outcome_.output);
        if (all[1].revents) read_from(err_.read, outcome_.errors);
        if (all[2].revents) read_from(report_.read, outcome_.report);
    }

    void read_from(descriptor& from, std::string& to) const {
        std::array<char, 16384> bytes;
        const auto n = ::read(from.get(), bytes.data(), bytes.size());
        if (n <= 0) {
            if (n == 0 || (errno != EINTR && errno != EAGAIN)) from.close();
            return;
        }
        const std::size_t most =
            &to == &outcome_.report ? most_report : what_.most_output;
        const auto room = most - std::min(most, to.size());
        to.append(bytes.data(), std::min(room, static_cast<std::size_t>(n)));
    }

    /// Reads what is left in the pipes.
    void read_rest() {
        for (descriptor* d : {&out_.read, &err_.read, &report_.read}) {
            if (d->get() >= 0) (void)::fcntl(d->get(), F_SETFL, O_NONBLOCK);
        }
        const auto drain = [this](descriptor& from, std::string& to) {
            for (std::size_t before = to.size() + 1;
                 from.get() >= 0 && before != to.size();) {
                before = to.size();
                read_from(from, to);
            }
        };
        drain(out_.read, outcome_.output);
        drain(err_.read, outcome_.errors);
        drain(report_.read, outcome_.report);
    }

    static constexpr std::size_t most_report = std::size_t{1} << 20U;

    const process_request& what_;
    ctx::context until_;
    pipe_ends out_, err_, report_;
    // Shared with the function that `until` calls.
    const std::shared_ptr<pipe_ends> woken_ = std::make_shared<pipe_ends>();
    pid_t pid_ = 0;
    descriptor end_of_program_;
    bool reaped_ = false;
    process_outcome outcome_;
};

}  // namespace

process_outcome run_process(const process_request& what,
                            const ctx::context& until) {
    return child(what, until).wait();
}

}  // namespace ctxdemo
