// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <system_error>
#include <thread>

namespace ctxdemo {

namespace {

using std::filesystem::path;

[[noreturn]] void fail(const char* what, int reason = errno) {
    throw std::system_error(reason, std::generic_category(), what);
}

/// An open file, that is closed in the end.
class descriptor {
public:
    explicit descriptor(int fd) noexcept : fd_(fd) {}
    ~descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;

    [[nodiscard]] int get() const noexcept { return fd_; }

    /// Some file systems report only now what they could not store.
    void close() {
        const int fd = fd_;
        fd_ = -1;
        if (::close(fd) != 0 && errno != EINTR) fail("cannot write");
    }

private:
    int fd_;
};

/// A new file beside the one it is to replace; gone if it does not.
class draft {
public:
    explicit draft(const path& of)
        : name_(of.string() + ".XXXXXX"),
          file_(::mkostemp(name_.data(), O_CLOEXEC)) {
        if (file_.get() < 0) fail("cannot write");
    }
    ~draft() {
        if (!kept_) ::unlink(name_.c_str());
    }
    draft(const draft&) = delete;
    draft& operator=(const draft&) = delete;

    void write(std::string_view text) {
        while (!text.empty()) {
            const auto n = ::write(file_.get(), text.data(), text.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail("cannot write");
            text.remove_prefix(static_cast<std::size_t>(n));
        }
    }

    void replace(const path& of) {
        // EINVAL is a file system that has nothing to flush.
        if (::fsync(file_.get()) != 0 && errno != EINVAL) fail("cannot write");
        file_.close();
        if (::rename(name_.c_str(), of.c_str()) != 0) fail("cannot write");
        kept_ = true;
    }

private:
    std::string name_;
    descriptor file_;
    bool kept_ = false;
};

/// Puts a rename down to the disk. It has happened, so a failure is no news.
void flush_folder(const path& folder) {
    const descriptor d(
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (d.get() >= 0) ::fsync(d.get());
}

/// Returns false if another one has it.
bool try_lock(int fd) {
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno == EINTR) continue;
        // Nobody can lock here then: no reason not to write.
        if (errno == ENOLCK || errno == ENOSYS || errno == EOPNOTSUPP) break;
        fail("cannot lock");
    }
    return true;
}

}  // namespace

std::optional<std::string> read_kept(const path& file) {
    const descriptor d(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (d.get() < 0) {
        if (errno == ENOENT) return std::nullopt;
        fail("cannot read");
    }
    struct stat is {};
    if (::fstat(d.get(), &is) != 0) fail("cannot read");
    if (S_ISDIR(is.st_mode)) fail("cannot read", EISDIR);
    if (!S_ISREG(is.st_mode)) fail("not a plain file", EINVAL);

    constexpr std::size_t most = 1 << 20;  // it is small, if it is ours
    std::string text;
    char buffer[4096];
    for (;;) {
        const auto n = ::read(d.get(), buffer, sizeof buffer);
        if (n == 0) return text;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("cannot read");
        text.append(buffer, static_cast<std::size_t>(n));
        if (text.size() > most) fail("cannot read", EFBIG);
    }
}

void write_kept(const path& file, std::string_view text) {
    draft d(file);
    d.write(text);
    d.replace(file);
    flush_folder(file.parent_path());
}

void make_private_folder(const path& folder) {
    if (::mkdir(folder.c_str(), 0700) == 0) return;
    if (errno == ENOENT && folder.has_relative_path()) {
        make_private_folder(folder.parent_path());
        if (::mkdir(folder.c_str(), 0700) == 0) return;
    }
    const int reason = errno;
    std::error_code ignored;
    if (std::filesystem::is_directory(folder, ignored)) return;
    fail("cannot make the folder", reason);
}

file_lock::file_lock(const path& file, std::chrono::milliseconds patience)
    : file_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (file_ < 0) fail("cannot write");
    // Not a plain wait: it might never end, if who has it was stopped.
    const auto give_up = std::chrono::steady_clock::now() + patience;
    try {
        while (!try_lock(file_)) {
            if (std::chrono::steady_clock::now() >= give_up) {
                fail("another program is writing", ETIMEDOUT);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    } catch (...) {
        ::close(file_);
        throw;
    }
}

file_lock::~file_lock() { ::close(file_); }

}  // namespace ctxdemo
