// The process of a headless Chromium, and the messages to and from it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/child.hpp"
#include "tests/support/scratch.hpp"

namespace ctx_test {

/// Returns the path of Chromium; empty if there is none.
[[nodiscard]] std::string find_chromium();

/// A running Chromium, with a profile that is deleted with it.
///
/// Its messages are JSON; each ends with a NUL. They go through a socket, whose
/// other end Chromium has as its descriptors 3 (to read) and 4 (to write).
class chromium {
public:
    /// Starts Chromium, given by its path.
    explicit chromium(const std::string& program);

    /// Sends a message, and returns its number. `what` says in an error what
    /// was awaited.
    int send(nlohmann::json message, const std::string& what);

    /// Returns the next message.
    ///
    /// Throws      std::runtime_error if none comes until `give_up`, or if
    ///             Chromium has ended.
    [[nodiscard]] nlohmann::json receive(give_up_at give_up,
                                         const std::string& what);

private:
    struct descriptor {
        explicit descriptor(int n) noexcept : number(n) {}
        ~descriptor();
        descriptor(const descriptor&) = delete;
        descriptor& operator=(const descriptor&) = delete;

        int number;
    };

    child start(const std::string& program);
    void await(short event, give_up_at give_up, const std::string& what) const;
    [[noreturn]] void stop(const std::string& what) const;

    const scratch folder_;  // outlives the program
    descriptor socket_{-1};
    child program_;
    int sent_ = 0;
    std::string read_;
    std::size_t searched_ = 0;  // so many characters of read_ have no NUL
};

}  // namespace ctx_test
