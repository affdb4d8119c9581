// Looks for names in the learner's file, and for texts of g++: no more than a
// guess, so that a verdict does not depend on it.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/verdict_advice.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/lexer.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual stray_output{
    "The program also wrote to std::cout or with printf. Only println(...) is "
    "judged.",
    "程序还用 std::cout 或 printf 写了东西；评判时只看 println(...)。"};

constexpr bilingual thread_sleeps{
    "The file calls {}, which stops all goroutines while the program's own "
    "clock stands still. Call sleep_for(1s) of ctx instead.",
    "文件里调用了 {}：它会停住所有 goroutine，程序自己的时钟却不走。请改用 ctx "
    "的 sleep_for(1s)。"};
constexpr bilingual thread_waits{
    "The file has a {}, which stops all goroutines when one of them waits. Use "
    "ctx::condition_variable.",
    "文件里有 {}：一个 goroutine 在它上面等，所有 goroutine 都停住。请用 "
    "ctx::condition_variable。"};

/// Names of the standard library that no goroutine should use.
struct name_advice {
    std::string_view name;
    const bilingual& words;
};
constexpr name_advice name_table[] = {
    {"std::this_thread::sleep_for", thread_sleeps},
    {"this_thread::sleep_for", thread_sleeps},
    {"std::this_thread::sleep_until", thread_sleeps},
    {"this_thread::sleep_until", thread_sleeps},
    {"usleep", thread_sleeps},
    {"nanosleep", thread_sleeps},
    {"std::condition_variable", thread_waits},
    {"std::condition_variable_any", thread_waits}};

constexpr bilingual references{
    "The lambda given to go on line {} captures by reference ([&]). If the "
    "function returns before the goroutine does, its variables are gone. "
    "Capture by value: [=].",
    "第 {} 行交给 go 的 lambda 按引用捕获（[&]）。如果函数比 goroutine "
    "先返回，它的变量就不在了。请按值捕获：[=]。"};

/// Parts of what g++ says, and what the learner most likely meant.
struct error_advice {
    std::string_view part;  ///< of the error
    std::string_view code;  ///< of the line that it is about
    bilingual words;
};
constexpr error_advice error_table[] = {
    {"before '.' token",
     "ctx.",
     {"Here ctx is the namespace, because this function has no variable ctx. "
      "Give it a parameter: const context& ctx.",
      "这里的 ctx 是命名空间，因为这个函数没有变量 ctx。请给它一个参数：const "
      "context& ctx。"}},
    {"'defer",
     "defer",
     {"Go's \"defer cancel()\" is: const defer cleanup(cancel);",
      "Go 的“defer cancel()”写作：const defer cleanup(cancel);"}},
    {"class template argument deduction failed",
     "defer",
     {"Go's \"defer cancel()\" is: const defer cleanup(cancel);",
      "Go 的“defer cancel()”写作：const defer cleanup(cancel);"}},
    {"on_error",
     "{",
     {"The text has a {} for which there is no value that fits.",
      "文本里有一个 {}，没有合适的值给它。"}},
    {"make_each_case_with_recv_or_send",
     "",
     {"Each case of a select is made by recv or send, such as "
      "recv(ctx.done()).",
      "select 的每个分支都由 recv 或 send 给出，例如 recv(ctx.done())。"}}};

/// Returns the text without its comments and strings, which become blanks.
std::string code_of(std::string_view source) {
    std::string code;
    lexer parts_of(code_language::cpp);
    for (const auto line : lessons::lines_of(source)) {
        std::size_t at = 0;
        for (const auto& part : parts_of.next(line)) {
            const bool counts = part.as != look::dim && part.as != look::string;
            code += counts ? std::string(line.substr(at, part.size))
                           : std::string(part.size, ' ');
            at += part.size;
        }
        code += '\n';
    }
    return code;
}

bool is_in_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           c == ':' || c == '.' || c == '>';
}

/// Returns where `name` is in `code`, from `from` on, as a whole name.
std::size_t find_name(std::string_view code, std::string_view name,
                      std::size_t from = 0) {
    for (auto at = code.find(name, from); at != code.npos;
         at = code.find(name, at + 1)) {
        const auto end = at + name.size();
        const bool begins = at == 0 || !is_in_name(code[at - 1]);
        if (begins && (end == code.size() || !is_in_name(code[end]))) return at;
    }
    return code.npos;
}

/// Returns the line, counted from 1, of the first call of go with a lambda that
/// captures by reference; 0 if there is none. A wait_group's go does not count,
/// because the function waits for its goroutines.
std::size_t line_of_references(std::string_view code) {
    for (const std::string_view name : {"go", "ctx::go"}) {
        for (auto at = find_name(code, name); at != code.npos;
             at = find_name(code, name, at + 1)) {
            const auto lambda = code.find_first_of("[;{", at);
            if (lambda == code.npos) break;
            if (!code.substr(lambda).starts_with("[&")) continue;
            const auto before = code.substr(0, lambda);
            return 1 +
                   static_cast<std::size_t>(std::ranges::count(before, '\n'));
        }
    }
    return 0;
}

}  // namespace

std::vector<std::string> verdict_advice(const verdict& v,
                                        std::string_view source, language l) {
    std::vector<std::string> all;
    const auto add = [&](std::string words) {
        if (std::ranges::find(all, words) == all.end()) {
            all.push_back(std::move(words));
        }
    };
    if (!v.stray_output.empty()) add(filled(stray_output, l));
    const std::string code = code_of(source);
    for (const auto& [name, words] : name_table) {
        if (find_name(code, name) != code.npos) add(filled(words, l, name));
    }
    using enum verdict_kind;
    if (v.kind == does_not_end || v.kind == crashes) {
        const auto line = line_of_references(code);
        if (line > 0) add(filled(references, l, line));
    }
    if (v.kind == does_not_compile) {
        const auto lines = lessons::lines_of(source);
        const bool is_known = v.at.line > 0 && v.at.line <= lines.size();
        const auto line = is_known ? lines[v.at.line - 1] : "";
        for (const auto& [part, its_code, words] : error_table) {
            if (v.what.find(part) != v.what.npos &&
                line.find(its_code) != line.npos) {
                add(std::string(words.in(l)));
            }
        }
    }
    return all;
}

}  // namespace ctxdemo
