// What a fuzz target says of its input.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

/// Tries the target on one input. Each *_fuzz.cpp defines it, under the name
/// that libFuzzer calls; replay_main.cpp calls it too.
///
/// Throws      ctx_fuzz::broken if a property does not hold. Nobody catches it
///             within the target: to libFuzzer that is a crash, with the stack
///             of the throw.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace ctx_fuzz {

/// A property that does not hold; what() says which, and for what.
class broken : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// Returns `text` in quotes, bytes that a terminal may not show as "\x85".
[[nodiscard]] inline std::string quoted(std::string_view text) {
    constexpr const char* digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c >= ' ' && c <= '~' && c != '\\' && c != '"') {
            out += c;
        } else {
            out += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
        }
    }
    return out + '"';
}

/// Throws broken unless `property` holds. `what` names it as a sentence that
/// should be true; `of` is the text that it is not true of.
inline void holds(bool property, const char* what, std::string_view of) {
    if (!property) throw broken(std::string(what) + ": " + quoted(of));
}

}  // namespace ctx_fuzz
