// Invariant: a write to standard error never blocks. poll() says that a pipe
// has room only if PIPE_BUF bytes fit, and the lock keeps other writers of this
// process away until they are written. The pipe itself is the queue: it holds
// some hundred lines for a slow reader.
// SPDX-License-Identifier: MIT
#include "lessons/support/println.hpp"

#include <poll.h>
#include <unistd.h>

#include <climits>
#include <cstddef>
#include <mutex>
#include <new>
#include <string>

namespace lessons {

namespace {

class error_output {
public:
    void write(std::string_view line) {
        const std::scoped_lock lock(mutex_);
        if (!has_room()) {
            ++dropped_;
            return;
        }
        std::string text;
        if (dropped_ > 0) {
            text = fmt::format("({} lines dropped, as nobody read them)\n",
                               dropped_);
        }
        text += line.substr(0, PIPE_BUF - text.size() - 1);
        text += '\n';
        dropped_ = 0;
        (void)!::write(STDERR_FILENO, text.data(), text.size());
    }

private:
    static bool has_room() {
        pollfd room{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
        return ::poll(&room, 1, 0) > 0;
    }

    std::mutex mutex_;
    std::size_t dropped_ = 0;  // guarded by mutex_
};

}  // namespace

void write_error(std::string_view line) noexcept {
    static error_output& standard_error = *new error_output;  // for exit, too
    try {
        standard_error.write(line);
    } catch (const std::bad_alloc&) {
        // The program matters more than its messages.
    }
}

}  // namespace lessons
