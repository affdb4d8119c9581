// Compiling the headers takes most of the time, so they are precompiled, once.
// The headers are stale if any file that they include has changed since, the
// compiler's own included.
//
// The compiler takes a precompiled header only for the same flags, so that the
// judge, which is not watched, is compiled with the macro that
// -fsanitize=thread defines. A compiler that still refuses it compiles the
// judge without.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/compiler.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <system_error>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/judge/built_with.hpp"
#include "apps/ctxdemo/judge/cache.hpp"
#include "apps/ctxdemo/judge/diagnostics.hpp"
#include "apps/ctxdemo/judge/programs.hpp"

namespace ctxdemo {

using std::filesystem::path;
using words = std::vector<std::string>;

namespace {

// addr2line of binutils 2.40 takes lines of precompiled headers for lines of
// the learner's file if the debug information is that of DWARF 5.
const words common_flags{"-std=c++20",
                         "-gdwarf-4",
                         "-O0",
                         "-fPIC",
                         "-Wall",
                         "-Wextra",
                         "-D_GLIBCXX_ASSERTIONS",
                         "-fdiagnostics-color=never",
                         "-fmax-errors=10"};
const words unwatched_flags{"-D__SANITIZE_THREAD__=1"};

constexpr const char* prelude_text =
    "// The headers of an exercise and its judge.\n"
    "#include \"lessons/support/judge.hpp\"\n";

words words_in(const std::string& line) {
    std::istringstream in(line);
    words all;
    for (std::string word; in >> word;) all.push_back(word);
    return all;
}

/// The flags of ctx::watch. CMake marks words that belong together.
words watched_flags() {
    words all = words_in(watch_flags);
    for (auto& word : all) {
        if (word.starts_with("SHELL:")) word.erase(0, 6);
    }
    return all;
}

words find_compiler() {
    const char* const variable = std::getenv("CXX");
    if (words all = words_in(variable ? variable : ""); !all.empty()) {
        const path found = find_program(all.front());
        if (found.empty()) {
            throw usage_error(
                "exercise",
                fmt::format("there is no compiler {}, which CXX names; set "
                            "another, such as: CXX=g++",
                            all.front()));
        }
        all.front() = found;
        return all;
    }
    for (const char* name : {"g++", "c++", "clang++-16", "clang++"}) {
        if (const path found = find_program(name); !found.empty()) {
            return {found};
        }
    }
    throw usage_error("exercise",
                      "there is no C++ compiler, which an exercise needs: on "
                      "Debian and Ubuntu, apt-get install g++");
}

bool is_there(const path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

/// Returns the folders of the headers of the exercises and of the library.
words find_headers() {
    const path installed =
        own_program().parent_path().parent_path() / "share/ctxdemo";
    for (const path& top : {installed, path(source_folder)}) {
        if (is_there(top / "lessons/support/judge.hpp")) {
            return {"-I" + top.string(), "-I" + (top / "lib/include").string()};
        }
    }
    throw usage_error(
        "exercise",
        fmt::format("the headers that an exercise needs are neither in {} nor "
                    "in {}; install ctxdemo again: cmake --install build",
                    installed.string(), source_folder));
}

void append(words& all, const words& more) {
    all.insert(all.end(), more.begin(), more.end());
}

[[noreturn]] void reject_headers(const std::string& compiler,
                                 const process_outcome& outcome) {
    throw usage_error(
        "exercise",
        fmt::format("{} cannot compile the headers of an exercise: {}; on "
                    "Debian and Ubuntu, apt-get install g++ libfmt-dev",
                    compiler, first_error(outcome.errors, "").what));
}

/// Deletes the shared objects that were made of earlier contents of a file.
void delete_others(const path& object, const std::string& prefix) {
    std::error_code ignored;
    for (const auto& entry :
         std::filesystem::directory_iterator(object.parent_path(), ignored)) {
        if (entry.path() != object &&
            entry.path().filename().string().starts_with(prefix)) {
            std::filesystem::remove(entry.path(), ignored);
        }
    }
}

}  // namespace

compiler::compiler() : words_(find_compiler()), includes_(find_headers()) {
    digest of;
    for (const auto& word : words_) of.add(word);
    for (const auto& flag : common_flags) of.add(flag);
    for (const auto& flag : watched_flags()) of.add(flag);
    for (const auto& flag : includes_) of.add(flag);
    // A link such as /usr/bin/c++ leads to the file that an upgrade replaces.
    std::error_code ignored;
    of.add_file(std::filesystem::canonical(words_.front(), ignored));
    folder_ = cache_folder() / of.text();
    std::filesystem::create_directories(folder_);
}

words compiler::command() const {
    words all = words_;
    append(all, common_flags);
    append(all, includes_);
    return all;
}

process_outcome compiler::run(words args, const ctx::context& until,
                              std::chrono::seconds time) const {
    return run_process({.args = std::move(args),
                        .time = time,
                        .memory = std::size_t{2} << 30U},
                       until);
}

// -- the headers --------------------------------------------------------------

std::string compiler::headers_digest() const {
    digest of;
    for (const auto& file :
         dependencies_in(content_of(folder_ / "prelude.d"))) {
        of.add_file(file);
    }
    return of.text();
}

bool compiler::has_headers() const {
    return is_there(folder_ / "prelude.hpp.gch") &&
           content_of(folder_ / "prelude.stamp") == headers_digest();
}

process_outcome compiler::precompile(const ctx::context& until) const {
    if (has_headers()) return {};
    const work_folder work;
    const path header = folder_ / "prelude.hpp";
    if (content_of(header) != prelude_text) {
        write_whole(header, prelude_text, work);
    }
    const path made = work.path() / "prelude.hpp.gch";
    const path list = work.path() / "prelude.d";
    words args = command();
    append(args, watched_flags());
    append(args, {"-MD", "-MF", list, "-x", "c++-header", header, "-o", made});
    auto outcome = run(std::move(args), until, std::chrono::minutes(2));
    if (!outcome.succeeded()) return outcome;
    // The stamp comes last, because it says that the others are there.
    std::filesystem::rename(made, folder_ / "prelude.hpp.gch");
    std::filesystem::rename(list, folder_ / "prelude.d");
    write_whole(folder_ / "prelude.stamp", headers_digest(), work);
    return outcome;
}

// -- the judge and the learner's file -----------------------------------------

compiler::product compiler::judge_object(const lessons::exercise& e,
                                         const ctx::context& until) const {
    const auto id = digest().add(e.judge).add(headers_digest()).text();
    const path folder = folder_ / fmt::format("{}-{}", e.name, id);
    const path object = folder / "judge.o";
    if (is_there(object)) return {{}, object};
    std::filesystem::create_directories(folder);
    const work_folder work;
    const path source = folder / "judge.cpp";
    write_whole(source, e.judge, work);
    const path made = work.path() / "judge.o";
    const words compile{"-x", "c++", "-c", source, "-o", made};
    words args = command();
    append(args, unwatched_flags);
    append(args, {"-include", folder_ / "prelude.hpp"});
    append(args, compile);
    auto outcome = run(std::move(args), until);
    if (!outcome.succeeded() && !outcome.canceled) {
        args = command();
        append(args, compile);
        outcome = run(std::move(args), until);
    }
    if (!outcome.succeeded()) return {std::move(outcome), {}};
    std::filesystem::rename(made, object);
    return {std::move(outcome), object};
}

compiler::product compiler::build(const lessons::exercise& e, const path& file,
                                  const ctx::context& until) const {
    auto headers = precompile(until);
    if (!headers.succeeded()) {
        if (headers.canceled) return {std::move(headers), {}};
        reject_headers(words_.front(), headers);
    }
    const work_folder work;
    const path learned = work.path() / "program.o";
    const std::string content = content_of(file);
    words args = command();
    append(args, {"-include", folder_ / "prelude.hpp"});
    append(args, watched_flags());
    append(args, {"-x", "c++", "-c", file, "-o", learned});
    product result{run(std::move(args), until), {}};
    if (!result.outcome.succeeded()) return result;

    auto judge = judge_object(e, until);
    if (judge.object.empty()) return judge;
    const path linked = work.path() / "program.so";
    // Names of the learner's program are its own, whatever ctxdemo has.
    args = words_;
    append(args,
           {"-shared", "-Wl,-Bsymbolic", learned, judge.object, "-o", linked});
    auto link = run(std::move(args), until);
    link.errors.insert(0, result.outcome.errors);
    result.outcome = std::move(link);
    if (!result.outcome.succeeded()) return result;

    const path programs = folder_ / "programs";
    std::filesystem::create_directories(programs);
    const std::string prefix = digest().add(file.native()).text() + '-';
    result.object = programs / (prefix + digest().add(content).text() + ".so");
    std::filesystem::rename(linked, result.object);
    delete_others(result.object, prefix);
    return result;
}

}  // namespace ctxdemo
