// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "apps/ctxdemo/screen/printable.hpp"

namespace ctxdemo {

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

}  // namespace

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

void complain(const std::string& command, const std::string& message) {
    const std::string line = "ctxdemo" +
                             (command.empty() ? "" : ' ' + command) + ": " +
                             printable_lines(message) + '\n';
    // fmt::print would throw if standard error is full.
    std::fputs(line.c_str(), stderr);
}

void close_output() {
    // On Linux the descriptor is closed even after EINTR.
    if (::close(STDOUT_FILENO) != 0 && errno != EINTR) fail(errno);
}

}  // namespace ctxdemo
