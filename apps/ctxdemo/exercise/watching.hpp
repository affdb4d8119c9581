// Learning when a file is saved.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <filesystem>
#include <memory>

namespace ctxdemo {

/// Watches a file for being saved, without polling. An editor writes the file,
/// or writes another one and renames it, so the folder is what is watched.
class save_watch {
public:
    /// Throws      usage_error if the system cannot watch the folder.
    explicit save_watch(const std::filesystem::path& file);
    ~save_watch();
    save_watch(const save_watch&) = delete;
    save_watch& operator=(const save_watch&) = delete;

    /// Returns a context below `parent` that is canceled when the file is saved
    /// after this call. Take it before the file is read, and no save is missed.
    /// A call ends the watch of the context returned before.
    [[nodiscard]] ctx::context next_save(const ctx::context& parent);

private:
    class thread;
    const std::unique_ptr<thread> thread_;
};

}  // namespace ctxdemo
