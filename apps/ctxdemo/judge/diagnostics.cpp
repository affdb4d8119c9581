// g++ says which lines of the learner's file led to an error before the error,
// clang++ after it.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/diagnostics.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "lessons/support/lines.hpp"

namespace ctxdemo {

namespace {

using text_lines = std::vector<std::string_view>;

/// A line such as "a.cpp:12:5: error: this is wrong".
struct diagnostic {
    source_place at;
    std::string_view kind;  ///< "error"
    std::string_view text;
};

/// Takes ":12" off the end of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text) {
    const auto colon = text.rfind(':');
    if (colon == text.npos || colon + 1 == text.size()) return {};
    std::uint32_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, number);
    if (read.ec != std::errc() || read.ptr != end) return {};
    text.remove_suffix(text.size() - colon);
    return number;
}

std::optional<diagnostic> parse(std::string_view line) {
    for (const std::string_view kind :
         {"fatal error", "error", "warning", "note"}) {
        const std::string mark = ": " + std::string(kind) + ": ";
        const auto at = line.find(mark);
        if (at == line.npos) continue;
        auto place = line.substr(0, at);
        const auto column = take_number(place);
        const auto number = column ? take_number(place) : std::nullopt;
        return diagnostic{.at = {.file = std::string(place),
                                 .line = number.value_or(column.value_or(0))},
                          .kind = kind,
                          .text = line.substr(at + mark.size())};
    }
    return {};
}

/// Returns the line number in "FILE:12:5: ..." or "FILE:12: ...".
std::optional<std::uint32_t> line_of(std::string_view line,
                                     std::string_view file) {
    if (!line.starts_with(file)) return {};
    line.remove_prefix(file.size());
    if (!line.starts_with(':')) return {};
    std::uint32_t number = 0;
    const auto read =
        std::from_chars(line.data() + 1, line.data() + line.size(), number);
    if (read.ec != std::errc()) return {};
    return number;
}

bool is_error(std::string_view line) {
    const auto d = parse(line);
    return d && (d->kind == "error" || d->kind == "fatal error");
}

/// Returns the line of `file` that led to the error all[i] in another file.
std::optional<std::uint32_t> led_by(const text_lines& all, std::size_t i,
                                    std::string_view file) {
    for (std::size_t before = i; before-- > 0 && !is_error(all[before]);) {
        const auto d = parse(all[before]);
        if (d && d->kind == "warning") break;
        if (const auto line = line_of(all[before], file)) return line;
    }
    for (std::size_t after = i + 1; after < all.size() && !is_error(all[after]);
         ++after) {
        if (const auto line = line_of(all[after], file)) return line;
    }
    return {};
}

void replace_all(std::string& text, std::string_view from,
                 std::string_view to) {
    for (auto at = text.find(from); at != text.npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

/// Removes every part that begins with `begin` and ends with `end`.
void remove_all(std::string& text, std::string_view begin,
                std::string_view end) {
    for (auto at = text.find(begin); at != text.npos;
         at = text.find(begin, at)) {
        const auto to = text.find(end, at + begin.size());
        if (to == text.npos) return;
        text.erase(at, to + end.size() - at);
    }
}

/// Writes <...> for long lists of template arguments.
std::string without_long_arguments(const std::string& text) {
    constexpr std::size_t long_list = 32;
    std::string out;
    std::vector<std::size_t> open;  // where the lists begin in `out`
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_operator =
            (i > 0 && (text[i - 1] == ' ' || text[i - 1] == '-' ||
                       text[i - 1] == 'r' || text[i - 1] == text[i])) &&
            (text[i] == '<' || text[i - 1] == '-');
        if (text[i] == '<' && !is_operator) open.push_back(out.size());
        out += text[i];
        if (text[i] != '>' || is_operator || open.empty()) continue;
        const auto begin = open.back();
        open.pop_back();
        if (out.size() - begin > long_list) {
            out.replace(begin, out.npos, "<...>");
        }
    }
    return out;
}

/// Returns `text` with one blank for each break between its lines.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (const auto line : lessons::lines_of(text)) {
        if (!out.empty() && !out.ends_with('(')) out += ' ';
        out += line.substr(std::min(line.find_first_not_of(' '), line.size()));
    }
    return out;
}

/// Returns the line of a linker, or any that says the most.
std::string_view other_error(const text_lines& all) {
    for (const std::string_view mark :
         {"multiple definition of ", "duplicate symbol", "error"}) {
        for (const auto line : all) {
            const auto at = line.find(mark);
            if (at != line.npos) return line.substr(at);
        }
    }
    for (const auto line : all) {
        if (!line.empty()) return line;
    }
    return "the compiler failed, and did not say why";
}

}  // namespace

std::string readable(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7>
        names{{{"__cxx11::", ""},
               {"std::basic_string<char>", "std::string"},
               {"std::basic_string_view<char>", "std::string_view"},
               {"std::chrono::duration<long, std::ratio<1l, 1000000000l> >",
                "ctx::duration"},
               {"std::basic_string<char, std::char_traits<char>, "
                "std::allocator<char> >",
                "std::string"},
               {"std::chrono::duration<long int, std::ratio<1, 1000000000> >",
                "ctx::duration"},
               {"std::chrono::duration<long, std::ratio<1, 1000000000>>",
                "ctx::duration"}}};
    std::string out(text);
    remove_all(out, " [with ", "]");
    remove_all(out, " {aka ", "}");
    remove_all(out, " (aka ", ")");
    for (const auto& [from, to] : names) replace_all(out, from, to);
    replace_all(out, " >", ">");
    out = without_long_arguments(out);
    constexpr std::size_t most = 300;
    if (out.size() > most) {
        out.resize(most);
        out += "...";
    }
    return out;
}

std::string declaration_of(std::string_view function, std::string_view source) {
    const auto qualified = function.substr(0, function.find('('));
    const auto name = qualified.substr(qualified.rfind(':') + 1);
    const std::string call = ' ' + std::string(name) + '(';
    std::size_t begin = 0;
    for (const auto line : lessons::lines_of(source)) {
        // A definition at the top level, and no comment, is not indented.
        const bool is_top =
            !line.empty() && std::isalpha(static_cast<unsigned char>(line[0]));
        const auto end = source.find(')', begin);
        if (is_top && line.find(call) != line.npos && end != source.npos) {
            auto found = on_one_line(source.substr(begin, end + 1 - begin));
            replace_all(found, call, ' ' + std::string(qualified) + '(');
            return found;
        }
        begin += line.size() + 1;
    }
    return {};
}

compiler_message first_warning(std::string_view said, std::string_view file) {
    for (const auto line : lessons::lines_of(said)) {
        const auto d = parse(line);
        if (d && d->kind == "warning" && d->at.file == file) {
            const auto flag = d->text.rfind(" [-W");
            return {.at = d->at, .what = readable(d->text.substr(0, flag))};
        }
    }
    return {};
}

compiler_message first_error(std::string_view said, std::string_view file) {
    const auto all = lessons::lines_of(said);
    const auto first = std::ranges::find_if(all, is_error);
    if (first == all.end()) {
        return {.at = {.file = std::string(file), .line = 0},
                .what = readable(other_error(all))};
    }
    auto error = *parse(*first);
    if (error.at.file != file) {
        const auto i = static_cast<std::size_t>(first - all.begin());
        if (const auto line = led_by(all, i, file)) {
            error.at = {.file = std::string(file), .line = *line};
        }
    }
    std::string text(error.text);
    // A text that ends so goes on in the next message.
    const auto more = std::find_if(first + 1, all.end(),
                                   [](auto line) { return parse(line); });
    if (text.ends_with(':') && more != all.end()) {
        (text += ' ') += parse(*more)->text;
    }
    return {.at = error.at, .what = readable(text)};
}

}  // namespace ctxdemo
