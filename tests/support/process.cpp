// SPDX-License-Identifier: MIT
#include "tests/support/process.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace ctx_test {

namespace {

using std::chrono::steady_clock;

void close(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

}  // namespace

process::pipe::pipe(int capacity) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
    read = ends[0];
    write = ends[1];
    if (capacity > 0) ::fcntl(write, F_SETPIPE_SZ, capacity);
}

process::pipe::~pipe() {
    close(read);
    close(write);
}

process::process(const std::vector<std::string>& args,
                 const environment_changes& changes)
    : child_(args, {.out = out_.write, .err = err_.write, .terminal = ""},
             changes) {
    close(out_.write);
    close(err_.write);
}

process::~process() = default;

void process::read_some(give_up_at give_up) {
    const auto ready = await_readable({out_.read, err_.read}, give_up);
    if (ready[0] && !read_into(seen_.out, out_.read)) close(out_.read);
    if (ready[1] && !read_into(seen_.err, err_.read)) close(err_.read);
}

void process::await_text(std::string_view text, const pipe& in,
                         const std::string& written) {
    const auto give_up = steady_clock::now() + patience;
    while (written.find(text) == std::string::npos) {
        if (in.read < 0) throw std::runtime_error("it ended without the text");
        read_some(give_up);
    }
}

void process::await_output(std::string_view text) {
    await_text(text, out_, seen_.out);
}

void process::await_error(std::string_view text) {
    await_text(text, err_, seen_.err);
}

std::string process::await_error_line() {
    await_error("\n");
    return seen_.err.substr(0, seen_.err.find('\n'));
}

void process::await_full_output() {
    const int capacity = ::fcntl(out_.read, F_GETPIPE_SZ);
    await("the program does not fill its output", [&] {
        int held = 0;
        ::ioctl(out_.read, FIONREAD, &held);
        return held == capacity;
    });
}

void process::close_output() { close(out_.read); }

outcome process::wait(std::chrono::seconds limit) {
    const auto give_up = steady_clock::now() + limit;
    while (out_.read >= 0 || err_.read >= 0) read_some(give_up);
    await_end();
    return std::move(seen_);
}

outcome run_program(const std::vector<std::string>& args,
                    const environment_changes& changes) {
    return process(args, changes).wait();
}

}  // namespace ctx_test
