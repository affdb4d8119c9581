// The interface of a fuzz target, and how it reports an input.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

/// Runs the target on one input. Each *_fuzz.cpp defines this function, under
/// the name that libFuzzer calls. replay_main.cpp calls it as well.
///
/// Throws      ctx_fuzz::broken if a property does not hold. No target catches
///             it, so libFuzzer reports a crash, with the stack of the throw.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace ctx_fuzz {

/// The error that a property does not hold; what() names the property and the
/// text.
class broken : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// Returns `text` in quotes. A byte that a terminal may not show becomes
/// "\x85".
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

/// Throws broken unless `property` holds. `what` names it in a sentence that
/// should be true; `of` is the text for which it is false.
inline void holds(bool property, const char* what, std::string_view of) {
    if (!property) throw broken(std::string(what) + ": " + quoted(of));
}

}  // namespace ctx_fuzz
