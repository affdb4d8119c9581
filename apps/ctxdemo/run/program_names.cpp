// The lines are not parsed as C++: a lesson has one statement in a line, and
// the names of its variables are where these functions look for them. In a
// learner's file a name may be elsewhere, and the object then has none.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/program_names.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace ctxdemo {

using ctx::event;
using ctx::step;

namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Returns the program from the line of `at` on, or from as many lines before;
// empty if no source has it.
std::string_view source_from(const program_sources& all,
                             const ctx::location& at,
                             std::uint32_t lines_before = 0) {
    const program_source* const found = source_at(at, all);
    if (!found || at.line() <= lines_before) return {};
    std::string_view text = found->cpp;
    for (auto i = at.line() - lines_before; i > 1; --i) {
        const auto end = text.find('\n');
        // The file has fewer lines if it has changed since it was compiled.
        if (end == text.npos) return {};
        text.remove_prefix(end + 1);
    }
    return text;
}

std::string_view line_of(std::string_view text) {
    return text.substr(0, text.find('\n'));
}

std::string_view word_at_start(std::string_view text) {
    const auto end = std::ranges::find_if_not(text, is_word);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string_view word_at_end(std::string_view text) {
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    std::size_t from = text.size();
    while (from > 0 && is_word(text[from - 1])) --from;
    return text.substr(from);
}

std::string_view word_before(std::string_view line, std::string_view what) {
    const auto at = line.find(what);
    return at == line.npos ? "" : word_at_end(line.substr(0, at));
}

std::string_view word_after(std::string_view line, std::string_view what) {
    const auto at = line.find(what);
    return at == line.npos ? "" : word_at_start(line.substr(at + what.size()));
}

// `auto [request, cancel] = ...`, `auto user = ...`, `ctx = ...`
std::string_view assigned_in(std::string_view line) {
    const auto equals = line.find('=');
    if (equals == line.npos) return "";
    const auto left = line.substr(0, equals);
    const auto bracket = left.find('[');
    return bracket == left.npos ? word_at_end(left)
                                : word_at_start(left.substr(bracket + 1));
}

// Returns the variable that the statement at `at` assigns to. The statement may
// begin on the line before, which then ends with `=`.
std::string_view assigned_at(const program_sources& all,
                             const ctx::location& at) {
    const auto before = line_of(source_from(all, at, 1));
    return assigned_in(before.ends_with('=') ? before
                                             : line_of(source_from(all, at)));
}

// Returns the arguments of the first `select(` in `text`.
std::vector<std::string_view> arguments_of_select(std::string_view text) {
    constexpr std::string_view call = "select(";
    std::vector<std::string_view> all;
    const auto start = text.find(call);
    if (start == text.npos) return all;
    text.remove_prefix(start + call.size());
    int depth = 0;
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size() && depth >= 0; ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (depth > 0 || (depth == 0 && text[i] != ',')) continue;
        auto argument = text.substr(from, i - from);
        const auto blanks = argument.find_first_not_of(" \n");
        argument.remove_prefix(std::min(blanks, argument.size()));
        all.push_back(argument);
        from = i + 1;
    }
    return all;
}

// `recv(results)`, `recv(results, r)`, `send(dst, n)`: the channel, if it is a
// variable.
std::string_view channel_of_case(std::string_view argument) {
    const auto open = argument.find('(');
    if (open == argument.npos) return "";
    const auto name = word_at_start(argument.substr(open + 1));
    const auto next = argument.substr(open + 1 + name.size());
    return next.starts_with(',') || next.starts_with(')') ? name : "";
}

// The channel of a receive that is no select.
std::string_view channel_received_from(std::string_view line) {
    const auto name = word_before(line, ".receive(");
    if (!name.empty() || line.find("for (") == line.npos) return name;
    const auto colon = line.rfind(" : ");
    if (colon == line.npos) return "";
    const auto range = line.substr(colon + 3);
    const auto word = word_at_start(range);
    return range.substr(word.size()).starts_with(')') ? word : "";
}

// The channel of a send, receive or close that is no select.
std::string_view channel_in(const event& e, std::string_view line) {
    switch (e.what) {
        case step::send:
            return word_before(line, ".send(");
        case step::receive:
            return channel_received_from(line);
        case step::close:
            return word_before(line, ".close(");
        default:
            return "";
    }
}

// Gives names to objects, and keeps them apart.
class naming {
public:
    void name(std::map<std::uint32_t, std::string>& all, std::uint32_t object,
              std::string_view name) {
        if (object == 0 || name.empty() || all.contains(object)) return;
        const int count = ++used_[std::string(name)];
        all[object] = std::string(name);
        if (count > 1) all[object] += " (" + std::to_string(count) + ')';
    }

private:
    std::map<std::string, int> used_;
};

constexpr std::string_view making_server = "http::server ";

bool has_call(const program_sources& sources, const ctx::location& at,
              std::string_view call) {
    return line_of(source_from(sources, at)).find(call) != call.npos;
}

// The HTTP library acts at the lesson's lines that make a server and send a
// request. The names of its objects say what they are for: clients come from
// the port, a request from each client, and its response from the server.
class network_naming {
public:
    network_naming(program_names& all, naming& contexts, naming& channels)
        : all_(all), contexts_(contexts), channels_(channels) {}

    void take(const event& e) {
        if (is_at(e, making_server)) {
            if (e.what == step::go) listens_[e.object] = e.text == "listener";
            if (e.what == step::derive) {
                contexts_.name(all_.contexts, e.object, "r.context");
            }
            if (e.what == step::receive) {
                const bool is_port = listens_[e.goroutine];
                name_channel(e.object, is_port ? network_channel::port
                                               : network_channel::request);
            }
        } else if (is_at(e, "client.send(")) {
            for (const auto& c : e.cases) {
                if (c.what != step::receive) continue;
                name_channel(c.object, network_channel::response);
            }
        }
    }

private:
    [[nodiscard]] bool is_at(const event& e, std::string_view call) const {
        return has_call(*all_.sources, e.where, call);
    }

    void name_channel(std::uint32_t object, network_channel what) {
        constexpr const char* names[] = {"port", "request", "response"};
        channels_.name(all_.channels, object,
                       names[static_cast<std::size_t>(what)]);
        all_.network.emplace(object, what);
    }

    program_names& all_;
    naming& contexts_;
    naming& channels_;
    std::map<std::uint32_t, bool> listens_;  // the server's goroutines
};

}  // namespace

program_names names_in(const std::vector<event>& events,
                       const program_sources& sources) {
    program_names all;
    all.sources = &sources;
    naming contexts;
    naming channels;
    network_naming network(all, contexts, channels);
    for (const event& e : events) {
        if (e.what == step::timer) all.timers[e.object] = e.text;
        network.take(e);
    }
    const auto name_channel = [&](std::uint32_t object, std::string_view name) {
        if (!all.timers.contains(object)) {
            channels.name(all.channels, object, name);
        }
    };
    for (const event& e : events) {
        const auto source = source_from(sources, e.where);
        if (e.what == step::derive) {
            contexts.name(all.contexts, e.object,
                          assigned_at(sources, e.where));
        } else if (e.what == step::select) {
            const auto given = arguments_of_select(source);
            const auto count = std::min(given.size(), e.cases.size());
            for (std::size_t i = 0; i < count; ++i) {
                if (e.cases[i].what == step::done) continue;
                name_channel(e.cases[i].object, channel_of_case(given[i]));
            }
        } else {
            name_channel(e.object, channel_in(e, line_of(source)));
        }
    }
    return all;
}

std::string wait_group_at(const program_names& names, const ctx::location& at) {
    const auto line = line_of(source_from(*names.sources, at));
    const auto group = word_before(line, ".wait(");
    return std::string(group.empty() ? word_before(line, ".shutdown(") : group);
}

bool makes_server(const program_names& names, const ctx::location& at) {
    return has_call(*names.sources, at, making_server);
}

std::string registered_on(const program_names& names, const ctx::location& at) {
    return std::string(
        word_after(line_of(source_from(*names.sources, at)), "after_func("));
}

}  // namespace ctxdemo
