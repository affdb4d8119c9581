// A lesson's flags, declared as with Go's flag package: into variables.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ctx/duration.hpp"
#include "lessons/support/language.hpp"

namespace lessons {

/// A value a flag does not take. what() says what is allowed, with an example:
/// "a duration needs a unit, such as 10ms".
class bad_value : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One flag of a command.
struct flag {
    std::string name;        ///< with its dashes: "--work"
    std::string value_name;  ///< "DURATION"; empty for one without a value
    bilingual help;
    std::string default_text;  ///< as one would type it; empty if there is none
    /// Takes the value as typed; throws bad_value.
    std::function<void(const std::string&)> set;

    /// What goes without it, if that is not a value: "at Ctrl-C".
    std::optional<bilingual> otherwise = std::nullopt;

    /// True if it is set even where --help is, because it says how to help.
    bool with_help = false;
};

/// The flags of a command, in the order of its help.
class flag_set {
public:
    /// Any duration, as Go writes them.
    void duration(std::string name, ctx::duration& value, bilingual help);

    /// A duration above zero.
    void positive_duration(std::string name, ctx::duration& value,
                           bilingual help);

    /// A whole number; decimal, so that 010 is ten.
    void integer(std::string name, std::int64_t& value, bilingual help);

    /// A whole number of milliseconds, of either sign.
    void milliseconds(std::string name, ctx::duration& value, bilingual help);

    /// A whole number above zero.
    void positive_integer(std::string name, std::int64_t& value,
                          bilingual help);

    /// Any text.
    void text(std::string name, std::string& value, bilingual help);

    /// One of some words, each with what it stands for.
    template <class T>
    void choice(std::string name, T& value,
                const std::vector<std::pair<std::string, T>>& words,
                bilingual help);

    /// A flag without a value, that sets `value`.
    void toggle(std::string name, bool& value, bilingual help);

    /// Any other; for what only one command has.
    void add(flag f) { all_.push_back(std::move(f)); }

    [[nodiscard]] const std::vector<flag>& all() const noexcept { return all_; }

private:
    /// `take` takes a word's place in `words`.
    void choice_of(std::string name, std::size_t current,
                   std::vector<std::string> words, bilingual help,
                   std::function<void(std::size_t)> take);

    std::vector<flag> all_;
};

template <class T>
void flag_set::choice(std::string name, T& value,
                      const std::vector<std::pair<std::string, T>>& words,
                      bilingual help) {
    std::size_t current = 0;
    std::vector<std::string> names;
    for (const auto& [word, meaning] : words) {
        if (meaning == value) current = names.size();
        names.push_back(word);
    }
    choice_of(std::move(name), current, std::move(names), help,
              [&value, words](std::size_t i) { value = words[i].second; });
}

}  // namespace lessons
