// A folder for one test.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace ctx_test {

/// A new folder. The destructor deletes it with all that is in it.
class scratch {
public:
    scratch()
        : path_((std::filesystem::temp_directory_path() / "ctxdemo-XXXXXX")
                    .string()) {
        if (!::mkdtemp(path_.data())) {
            throw std::runtime_error("cannot make a folder like " + path_);
        }
    }
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return path_; }

    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path() / name;
    }

private:
    std::string path_;
};

}  // namespace ctx_test
