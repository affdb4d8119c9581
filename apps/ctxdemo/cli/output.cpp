// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <new>
#include <string>

#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::printable_lines;

namespace {

[[noreturn]] void fail(int reason) {
    throw output_error(reason, std::generic_category(),
                       "cannot write to standard output");
}

/// Waits until standard output takes more. Another program that shares it may
/// have made it non-blocking.
void await_room() {
    pollfd room{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
    ::poll(&room, 1, -1);
}

/// Returns true if fill_standard_descriptors() has filled standard output.
bool is_filled() {
    const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
    return flags >= 0 && (flags & O_PATH) != 0;
}

}  // namespace

void fill_standard_descriptors() noexcept {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        const bool is_closed = ::fcntl(fd, F_GETFD) < 0;
        // Takes the lowest free number, which is `fd`. O_PATH opens a file for
        // neither reading nor writing.
        if (is_closed) (void)::open("/", O_PATH);
    }
}

void write_output(std::string_view text) {
    while (!text.empty()) {
        const auto n = ::write(STDOUT_FILENO, text.data(), text.size());
        if (n >= 0) {
            text.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN) {
            await_room();
        } else if (errno != EINTR) {
            fail(errno);
        }
    }
}

void complain(const char* command, const char* message) noexcept {
    std::string made_printable;
    const char* text = message;
    try {
        made_printable = printable_lines(message);
        text = made_printable.c_str();
    } catch (const std::bad_alloc&) {
        // The message as it is says more than none.
    }
    const char* const gap = *command == '\0' ? "" : " ";
    // fmt::print would throw if standard error is full.
    std::fprintf(stderr, "ctxdemo%s%s: %s\n", gap, command, text);
}

void close_output() {
    if (is_filled()) fail(EBADF);
    // On Linux the descriptor is closed even after EINTR.
    if (::close(STDOUT_FILENO) != 0 && errno != EINTR) fail(errno);
}

}  // namespace ctxdemo
