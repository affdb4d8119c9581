// Turns the bytes that a terminal sends into keys. key_reader.hpp reads them.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/screen/utf8_reader.hpp"

namespace ctxdemo {

/// Decodes keys. A terminal also sends bytes that no key was pressed for: the
/// position of the mouse, whether its window is in front, replies to questions
/// of an earlier program. The decoder drops each such sequence as a whole, and
/// each key without a name in key::kind. Bytes may come in any pieces.
///
/// A sequence whose end does not come is given up `patience` after its first
/// byte. So Alt-] hides what is typed within a second, and nothing later.
class key_decoder {
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// The longest time from the first byte of a sequence to its last.
    static constexpr std::chrono::seconds patience{1};

    /// Takes the next byte, which was read at `now`. Returns the key that it
    /// completes, if any.
    [[nodiscard]] std::optional<key> add(unsigned char byte, time_point now);

    /// Takes the silence of a terminal whose next byte is late. Returns the
    /// Escape key if the last byte was an Escape of its own.
    [[nodiscard]] std::optional<key> silence();

    /// Ends the current sequence, because another one has been read whole.
    void end_sequence() { enter(state::ground); }

    /// Forgets the first bytes of an incomplete character. The rest of a
    /// sequence is still dropped.
    void forget_character() noexcept { characters_.clear(); }

private:
    enum class state : std::uint8_t {
        ground,         // between two keys
        escape,         // after Escape
        alt,            // in a character after Escape: a key with Alt
        csi,            // after Escape [
        ss3,            // after Escape O
        counted,        // in bytes whose number is known
        string,         // in a string, up to its terminator
        string_escape,  // after Escape in a string
    };

    void enter(state s);
    bool take_interruption(unsigned char byte, time_point now);
    std::optional<key> begin(char32_t introducer, time_point now);
    std::optional<key> go_on_with_csi(unsigned char byte);
    std::optional<key> go_on_with_string(unsigned char byte);

    state state_ = state::ground;
    time_point began_{};       // of the current sequence
    std::string parameters_;   // of csi and ss3
    std::size_t missing_ = 0;  // bytes of the state `counted`
    utf8_reader characters_;
};

}  // namespace ctxdemo
