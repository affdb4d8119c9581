// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/program_source.hpp"

#include <algorithm>
#include <stdexcept>

namespace ctxdemo {

using lessons::lesson;
using lessons::text_of;

namespace {

std::string name_of_file(const lesson& l) {
    return l.name + '/' + l.name + ".cpp";
}

program_source of_lesson(const lesson& l) {
    const auto& text = text_of(l.name);
    return {name_of_file(l), text.cpp, text.go};
}

}  // namespace

std::string program_source::file() const {
    return name.substr(name.rfind('/') + 1);
}

bool program_source::is_at(std::string_view path) const {
    if (!path.ends_with(name)) return false;
    path.remove_suffix(name.size());
    return path.empty() || path.ends_with('/');
}

std::uint32_t program_source::line_of(const ctx::location& where) const {
    return is_at(where.file_name()) ? where.line() : 0;
}

const program_sources& lesson_sources() {
    static const program_sources all = [] {
        program_sources sources;
        for (const auto& l : lessons::all_lessons())
            sources.push_back(of_lesson(l));
        return sources;
    }();
    return all;
}

const program_source& lesson_source(const lesson& l) {
    const auto it = std::ranges::find(lesson_sources(), name_of_file(l),
                                      &program_source::name);
    if (it == lesson_sources().end()) {
        throw std::logic_error("no lesson is called " + l.name);
    }
    return *it;
}

const program_source* source_at(const ctx::location& where,
                                const program_sources& all) {
    const auto it = std::ranges::find_if(
        all, [&](const program_source& s) { return s.line_of(where) > 0; });
    return it == all.end() ? nullptr : &*it;
}

}  // namespace ctxdemo
