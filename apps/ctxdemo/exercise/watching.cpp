// A thread waits in poll for two descriptors: that of inotify, and one that the
// destructor writes to. It blocks all signals, because the handlers of the
// terminal must not run beside the thread that draws (takeover.hpp).
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/watching.hpp"

#include <fmt/core.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"

namespace ctxdemo {

namespace fs = std::filesystem;

namespace {

/// A file was written and closed, or another one was renamed to it.
constexpr std::uint32_t saved = IN_CLOSE_WRITE | IN_MOVED_TO;

class all_signals_held {
public:
    all_signals_held() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~all_signals_held() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    all_signals_held(const all_signals_held&) = delete;
    all_signals_held& operator=(const all_signals_held&) = delete;

private:
    sigset_t before_{};
};

[[noreturn]] void fail(const fs::path& file) {
    throw usage_error(
        "exercise",
        fmt::format(
            "cannot watch the folder of {}: {}; judge the file once, "
            "with: {}",
            shown(file.string()), std::generic_category().message(errno),
            shell_line({"ctxdemo", "exercise", "check", file.string()})));
}

}  // namespace

class save_watch::thread {
public:
    explicit thread(const fs::path& file) {
        watch(file, file);
        // The file may be a link to one in another folder.
        std::error_code none;
        const auto target = fs::canonical(file, none);
        if (!none) watch(target, file);
        const all_signals_held in_the_new_thread;
        waiting_ = std::jthread([this] { wait(); });
    }
    ~thread() {
        const std::uint64_t any = 1;
        (void)!::write(stop_.number(), &any, sizeof any);
    }
    thread(const thread&) = delete;
    thread& operator=(const thread&) = delete;

    [[nodiscard]] ctx::context next_save(const ctx::context& parent) {
        const auto next = ctx::with_cancel(parent);
        const std::scoped_lock lock(mutex_);
        save_ = next;
        return next.child;
    }

private:
    /// A descriptor that is closed at the end.
    class descriptor {
    public:
        explicit descriptor(int number) : number_(number) {}
        ~descriptor() {
            if (number_ >= 0) ::close(number_);
        }
        descriptor(const descriptor&) = delete;
        descriptor& operator=(const descriptor&) = delete;
        [[nodiscard]] int number() const noexcept { return number_; }

    private:
        const int number_;
    };

    struct place {
        int folder;
        std::string name;
    };

    void watch(const fs::path& file, const fs::path& named) {
        const auto folder = file.has_parent_path() ? file.parent_path() : ".";
        const int number = ::inotify_add_watch(events_.number(), folder.c_str(),
                                               saved | IN_ONLYDIR);
        if (number < 0) fail(named);
        places_.push_back({number, file.filename().string()});
    }

    void wait() {
        pollfd from[] = {
            {.fd = events_.number(), .events = POLLIN, .revents = 0},
            {.fd = stop_.number(), .events = POLLIN, .revents = 0}};
        for (;;) {
            if (::poll(from, std::size(from), -1) < 0) continue;
            if (from[1].revents != 0) return;
            if (was_saved()) cancel();
        }
    }

    void cancel() {
        ctx::cancelable save;
        {
            const std::scoped_lock lock(mutex_);
            save = save_;
        }
        save.cancel();
    }

    /// Takes all events, and returns true if one is about the file.
    [[nodiscard]] bool was_saved() const {
        alignas(inotify_event) std::array<char, 16 * 1024> bytes{};
        bool found = false;
        for (;;) {
            const auto n = ::read(events_.number(), bytes.data(), bytes.size());
            if (n <= 0) return found;
            for (std::size_t at = 0; at < static_cast<std::size_t>(n);) {
                const auto& e =
                    *reinterpret_cast<const inotify_event*>(bytes.data() + at);
                found = found || is_about_file(e);
                at += sizeof e + e.len;
            }
        }
    }

    [[nodiscard]] bool is_about_file(const inotify_event& e) const {
        if ((e.mask & IN_Q_OVERFLOW) != 0) return true;
        for (const auto& p : places_) {
            if (e.wd == p.folder && e.len > 0 && p.name == e.name) return true;
        }
        return false;
    }

    const descriptor events_{::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    const descriptor stop_{::eventfd(0, EFD_CLOEXEC)};
    std::vector<place> places_;  // constant once the thread runs
    std::mutex mutex_;
    ctx::cancelable save_ = ctx::with_cancel(ctx::background());  // by mutex_
    std::jthread waiting_;
};

save_watch::save_watch(const fs::path& file)
    : thread_(std::make_unique<thread>(file)) {}

save_watch::~save_watch() = default;

ctx::context save_watch::next_save(const ctx::context& parent) {
    return thread_->next_save(parent);
}

}  // namespace ctxdemo
