// The flags of a lesson or command. As in Go's flag package, a declaration
// binds a flag to a variable: the variable holds the default, and parsing sets
// it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ctx/duration.hpp"
#include "lessons/support/language.hpp"

namespace lessons {

/// Thrown if a flag does not accept a value. what() says which values are
/// allowed, with an example: "a duration needs a unit, such as 10ms".
class bad_value : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A word that a shell offers, and what it means, if that is not clear.
struct offer {
    std::string word;
    std::string meaning = "";
};

/// The words and paths to which a shell completes a word.
struct completion {
    enum class path : std::uint8_t { none, file, folder };

    std::vector<offer> words = {};
    path paths = path::none;       ///< which names of files it offers as well
    std::string before_path = "";  ///< what stands before such a name: "--dir="
};

/// One flag of a command.
struct flag {
    std::string name;        ///< with its dashes: "--work"
    std::string value_name;  ///< "DURATION"; empty if the flag takes none
    bilingual help;
    std::string default_text;  ///< as the user would type it; may be empty

    /// Sets the variable from the value as typed. Throws bad_value.
    std::function<void(const std::string&)> set;

    /// The default in words, if it is not a value: "at Ctrl-C". The help shows
    /// it in place of default_text.
    std::optional<bilingual> otherwise = std::nullopt;

    /// True if the flag is set even beside --help, because it changes the help.
    bool with_help = false;

    /// Returns what the value can be; empty if a shell cannot know.
    std::function<completion()> complete = {};
};

/// The flags of a command, in the order of its help.
///
/// A function that declares a flag returns it, so that the caller can set what
/// few flags need, such as `otherwise`. The next declaration invalidates the
/// reference.
class flag_set {
public:
    /// Declares a flag that takes any duration, in Go's notation. `value` is a
    /// duration, or an optional one that is empty unless the flag is given.
    template <class Value>
    flag& duration(std::string name, Value& value, bilingual help) {
        return duration_of(std::move(name), value, help, false,
                           [&value](ctx::duration d) { value = d; });
    }

    /// The same for a duration above zero.
    template <class Value>
    flag& positive_duration(std::string name, Value& value, bilingual help) {
        return duration_of(std::move(name), value, help, true,
                           [&value](ctx::duration d) { value = d; });
    }

    /// Declares a flag that takes a whole decimal number, `min` or larger: 010
    /// is ten. `value` is a number, or an optional one that is empty unless the
    /// flag is given.
    template <class Value>
    flag& integer(std::string name, Value& value, bilingual help,
                  std::int64_t min = std::numeric_limits<std::int64_t>::min()) {
        return integer_of(std::move(name), value, help, min,
                          [&value](std::int64_t n) { value = n; });
    }

    /// The same for a number above zero.
    template <class Value>
    flag& positive_integer(std::string name, Value& value, bilingual help) {
        return integer(std::move(name), value, help, 1);
    }

    /// Declares a flag that takes a whole number of milliseconds, of either
    /// sign.
    flag& milliseconds(std::string name, ctx::duration& value, bilingual help);

    /// Declares a flag that takes any text.
    flag& text(std::string name, std::string& value, bilingual help);

    /// Declares a flag that takes one of `words`. Each word is paired with its
    /// meaning, the value to set.
    template <class T>
    flag& choice(std::string name, T& value,
                 const std::vector<std::pair<std::string, T>>& words,
                 bilingual help);

    /// Declares a flag without a value, which sets `value` to true.
    flag& toggle(std::string name, bool& value, bilingual help);

    /// Adds a flag of any other kind.
    flag& add(flag f) { return all_.emplace_back(std::move(f)); }

    /// Returns all flags, in the order of their declaration.
    [[nodiscard]] const std::vector<flag>& all() const noexcept { return all_; }

private:
    /// Declares a duration; `take` gets it.
    flag& duration_of(std::string name, std::optional<ctx::duration> now,
                      bilingual help, bool positive,
                      std::function<void(ctx::duration)> take);

    /// Declares an integer; `take` gets it.
    flag& integer_of(std::string name, std::optional<std::int64_t> now,
                     bilingual help, std::int64_t min,
                     std::function<void(std::int64_t)> take);

    /// Declares a choice; `take` gets the index of the word in `words`.
    flag& choice_of(std::string name, std::size_t current,
                    std::vector<std::string> words, bilingual help,
                    std::function<void(std::size_t)> take);

    std::vector<flag> all_;
};

template <class T>
flag& flag_set::choice(std::string name, T& value,
                       const std::vector<std::pair<std::string, T>>& words,
                       bilingual help) {
    std::size_t current = 0;
    std::vector<std::string> names;
    for (const auto& [word, meaning] : words) {
        if (meaning == value) current = names.size();
        names.push_back(word);
    }
    return choice_of(
        std::move(name), current, std::move(names), help,
        [&value, words](std::size_t i) { value = words[i].second; });
}

}  // namespace lessons
