// SPDX-License-Identifier: MIT
#include "tests/support/chromium.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/support/files.hpp"

namespace ctx_test {

using nlohmann::json;
using std::chrono::steady_clock;

namespace {

std::vector<std::string> command_line(const std::string& program,
                                      const std::string& profile) {
    return {program,
            "--headless=new",
            "--remote-debugging-pipe",
            "--user-data-dir=" + profile,
            "--no-sandbox",  // it does not start in a container, or as root
            "--disable-dev-shm-usage",  // /dev/shm is small in a container
            "--disable-gpu",
            "--disable-breakpad",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-default-browser-check",
            "--hide-scrollbars",
            "--lang=en"};
}

/// Chromium does not read the user's own folders. A sanitizer of the tests is
/// not for Chromium.
environment_changes changes(const std::string& home) {
    return {{"HOME", home},
            {"XDG_CONFIG_HOME", std::nullopt},
            {"XDG_CACHE_HOME", std::nullopt},
            {"LD_PRELOAD", std::nullopt},
            {"ASAN_OPTIONS", std::nullopt},
            {"LSAN_OPTIONS", std::nullopt},
            {"TSAN_OPTIONS", std::nullopt},
            {"UBSAN_OPTIONS", std::nullopt}};
}

}  // namespace

std::string find_chromium() {
    if (const char* const named = std::getenv("CTXDEMO_CHROMIUM")) return named;
    const char* const path = std::getenv("PATH");
    for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
        std::istringstream folders(path ? path : "");
        for (std::string folder; std::getline(folders, folder, ':');) {
            auto program = folder + '/' + name;
            if (::access(program.c_str(), X_OK) == 0) return program;
        }
    }
    return {};
}

chromium::descriptor::~descriptor() {
    if (number >= 0) ::close(number);
}

chromium::chromium(const std::string& program) : program_(start(program)) {}

child chromium::start(const std::string& program) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        fail("socketpair");
    }
    socket_.number = ends[0];
    const descriptor theirs(ends[1]);
    const std::string name = folder_ / "log";
    const descriptor log(
        ::open(name.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    if (log.number < 0) fail("open");
    return {command_line(program, folder_ / "profile"),
            {.out = log.number,
             .err = log.number,
             .terminal = "",
             .control = theirs.number},
            changes(folder_.path())};
}

int chromium::send(json message, const std::string& what) {
    message["id"] = ++sent_;
    // Text that is no UTF-8 does not make the message fail.
    const auto text =
        message.dump(-1, ' ', false, json::error_handler_t::replace);
    const auto give_up = steady_clock::now() + patience;
    for (std::size_t done = 0; done <= text.size();) {  // and the NUL
        await(POLLOUT, give_up, what);
        const auto n =
            ::send(socket_.number, text.c_str() + done, text.size() + 1 - done,
                   MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno != EAGAIN && errno != EINTR) stop(what);
        if (n > 0) done += static_cast<std::size_t>(n);
    }
    return sent_;
}

json chromium::receive(give_up_at give_up, const std::string& what) {
    std::size_t end = 0;
    while ((end = read_.find('\0', searched_)) == std::string::npos) {
        searched_ = read_.size();
        await(POLLIN, give_up, what);
        char buffer[1 << 16];
        const auto n = ::recv(socket_.number, buffer, sizeof buffer, 0);
        if (n == 0 || (n < 0 && errno != EINTR)) stop(what);
        if (n > 0) read_.append(buffer, static_cast<std::size_t>(n));
    }
    auto message = json::parse(read_.substr(0, end));
    read_.erase(0, end + 1);
    searched_ = 0;
    return message;
}

void chromium::await(short event, give_up_at give_up,
                     const std::string& what) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        std::max(give_up - steady_clock::now(), steady_clock::duration(0)));
    pollfd polled{.fd = socket_.number, .events = event, .revents = 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(left.count()));
    // The second condition is for a page that never stops sending.
    if (ready == 0 || steady_clock::now() > give_up) {
        throw std::runtime_error("Chromium does not come to: " + what);
    }
}

void chromium::stop(const std::string& what) const {
    throw std::runtime_error("Chromium has ended before: " + what + '\n' +
                             content(folder_ / "log"));
}

}  // namespace ctx_test
