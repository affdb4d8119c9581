// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>

namespace ctxdemo {

namespace {

using std::filesystem::path;

[[noreturn]] void fail(const char* what, int reason = errno) {
    throw std::system_error(reason, std::generic_category(), what);
}

/// An open file; throws `problem` if it cannot be opened.
class open_file {
public:
    open_file(const path& name, int flags, const char* problem,
              mode_t mode = 0600)
        : number_(::open(name.c_str(), flags | O_CLOEXEC, mode)) {
        if (number_ < 0) fail(problem);
    }
    ~open_file() { ::close(number_); }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;

    [[nodiscard]] int number() const noexcept { return number_; }

private:
    const int number_;
};

void make_private_folders(const path& folder) {
    path made;
    for (const auto& part : folder) {
        made /= part;
        std::error_code none;
        if (is_directory(made, none)) continue;
        if (::mkdir(made.c_str(), 0700) != 0 && errno != EEXIST) {
            fail("cannot make the folder");
        }
    }
}

/// Locks an open file. The kernel unlocks it when the file is closed, also if
/// the program is killed. The lock is polled, because a stopped program may
/// hold it for ever.
void lock(const open_file& file, std::chrono::milliseconds patience) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) fail("cannot lock");
        if (std::chrono::steady_clock::now() >= give_up) {
            fail("another program is writing", ETIMEDOUT);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

/// Returns the file that `file` links to; `file` itself if it is not a link.
path target_of(path file) {
    constexpr int most = 40;  // as the kernel allows
    std::error_code none;
    for (int i = 0; i < most && is_symlink(file, none); ++i) {
        file = file.parent_path() / read_symlink(file);
    }
    return file;
}

/// Returns the permissions of `file`; nothing if there is no such file. A
/// read-only file is left alone, though renaming would replace it, and though
/// root could write to it.
std::optional<mode_t> mode_of(const path& file) {
    struct stat is {};
    if (::stat(file.c_str(), &is) != 0) return std::nullopt;
    const bool writable =
        (is.st_mode & 0222U) != 0 &&
        ::faccessat(AT_FDCWD, file.c_str(), W_OK, AT_EACCESS) == 0;
    if (!writable) fail("cannot write", EACCES);
    return is.st_mode & 0777U;
}

/// Writes a new file. Without `mode`, its permissions are as the umask says.
void write_new(const path& file, std::string_view text,
               std::optional<mode_t> mode) {
    const open_file out(file, O_WRONLY | O_CREAT | O_EXCL, "cannot write",
                        mode ? 0600 : 0666);
    while (!text.empty()) {
        const auto n = ::write(out.number(), text.data(), text.size());
        if (n < 0 && errno != EINTR) fail("cannot write");
        if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (mode && ::fchmod(out.number(), *mode) != 0) fail("cannot write");
    // EINVAL: this file system has nothing to flush.
    if (::fsync(out.number()) != 0 && errno != EINVAL) fail("cannot write");
}

/// Writes `draft`, which is renamed to `file`.
void replace(const path& file, const path& draft, std::string_view text,
             std::optional<mode_t> mode) {
    bool is_written = false;
    try {
        write_new(draft, text, mode);
        is_written = true;
        if (::rename(draft.c_str(), file.c_str()) != 0) fail("cannot write");
    } catch (const std::system_error& e) {
        // A draft that another program has made is not ours to remove.
        const bool is_ours = is_written || e.code() != std::errc::file_exists;
        if (is_ours) ::unlink(draft.c_str());
        throw;
    }
}

/// Returns true for the name of a draft of an older version of this program,
/// which gave it a random ending: "progress.json.Ab12Cd".
bool is_old_draft(std::string_view name, std::string_view of) {
    constexpr std::string_view in_ending =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const auto dot = of.size();
    return name.size() == dot + 7 && name.starts_with(of) && name[dot] == '.' &&
           name.find_first_not_of(in_ending, dot + 1) == name.npos;
}

/// Removes the drafts that older versions left beside `file` when they were
/// killed. A version that is writing one now holds the lock.
void remove_old_drafts(const path& file) {
    const std::string name = file.filename();
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(
        ::opendir(file.parent_path().c_str()), ::closedir);
    if (!folder) return;
    const int in = ::dirfd(folder.get());
    while (const dirent* entry = ::readdir(folder.get())) {
        if (!is_old_draft(entry->d_name, name)) continue;
        struct stat is {};
        const bool is_ours =
            ::fstatat(in, entry->d_name, &is, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(is.st_mode) && is.st_uid == ::geteuid();
        if (is_ours) ::unlinkat(in, entry->d_name, 0);
    }
}

}  // namespace

std::optional<std::string> read_file(const path& file) try {
    // Non-blocking, because opening a pipe would wait for a writer.
    const open_file in(file, O_RDONLY | O_NONBLOCK, "cannot read");
    struct stat is {};
    if (::fstat(in.number(), &is) != 0) fail("cannot read");
    if (S_ISDIR(is.st_mode)) fail("cannot read", EISDIR);
    if (!S_ISREG(is.st_mode)) fail("not a plain file", EINVAL);
    std::string text;
    char buffer[4096];
    while (text.size() <= largest_file) {
        const auto n = ::read(in.number(), buffer, sizeof buffer);
        if (n == 0) return text;
        if (n < 0 && errno != EINTR) fail("cannot read");
        if (n > 0) text.append(buffer, static_cast<std::size_t>(n));
    }
    fail("cannot read", EFBIG);
} catch (const std::system_error& e) {
    if (e.code() == std::errc::no_such_file_or_directory) return std::nullopt;
    throw;
}

void update_file(const path& file, std::chrono::milliseconds patience,
                 const std::function<std::optional<std::string>()>& change) {
    const path folder = file.parent_path();
    make_private_folders(folder);
    const open_file locked(folder / "progress.lock",
                           O_RDWR | O_CREAT | O_NOFOLLOW, "cannot write");
    lock(locked, patience);
    remove_old_drafts(file);
    const path target = target_of(file);
    if (const auto text = change()) {
        const path draft = target.string() + ".new";
        const mode_t mode = mode_of(target).value_or(0600);
        ::unlink(draft.c_str());  // a killed program may have left it
        replace(target, draft, *text, mode);
    } else if (::unlink(target.c_str()) != 0 && errno != ENOENT) {
        fail("cannot remove");
    }
}

void replace_file(const path& file, std::string_view text) {
    const path target = target_of(file);
    const path draft =
        target.string() + '.' + std::to_string(::getpid()) + ".new";
    replace(target, draft, text, mode_of(target));
}

}  // namespace ctxdemo
