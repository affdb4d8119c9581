// The page of the lessons, as `ctxdemo export` writes it, in a browser.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/apps/program.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/scratch.hpp"

namespace ctx_test {

/// Returns the path of the page that `ctxdemo export` writes with `args`, such
/// as {"nested", "--no-answers"}. A page is written once.
[[nodiscard]] inline std::string exported(const arguments& args = {}) {
    static const scratch folder;
    static std::map<arguments, std::string> files;
    std::string& file = files[args];
    if (!file.empty()) return file;
    file = folder / (std::to_string(files.size()) + ".html");
    arguments all{"export", "--as", "html", "-o", file};
    all.insert(all.end(), args.begin(), args.end());
    const auto got = ctxdemo(all);
    CAPTURE(got.err);
    REQUIRE(got.code == 0);
    return file;
}

/// Returns the addresses of a lesson's screens, with the run at its start and
/// at its end.
[[nodiscard]] inline std::vector<std::string> screens_of(
    const std::string& lesson) {
    const std::string start = '#' + lesson;
    return {start,          start + "/question", start + "/0",
            start + "/999", start + "/why",      start + "/try"};
}

/// Follows a link to `fragment`, such as "#nested/12", and returns when the
/// page has followed it. The address may be that already although the page
/// shows a later step, because the address follows quick steps with a delay.
/// Then the link leads through another address.
inline void go_to(page& p, const std::string& fragment) {
    p.evaluate(
        "(async () => {"
        "  const follow = hash => new Promise(resolve => {"
        "      addEventListener('hashchange', resolve, {once: true});"
        "      location.hash = hash;"
        "  });"
        "  const to = new URL(" +
        literal(fragment) +
        ", location).hash;"
        "  if (location.hash === to) await follow('#elsewhere');"
        "  await follow(to);"
        "})()");
}

/// Returns the text that a reader sees of the first element that `selector`
/// finds; empty if the element is hidden.
[[nodiscard]] inline std::string text_at(page& p, const std::string& selector) {
    return p.evaluate(
        "(e => e.checkVisibility() ? e.innerText.trim() : '')("
        "document.querySelector(" +
        literal(selector) + "))");
}

/// Returns whether a reader sees an element that `selector` finds.
[[nodiscard]] inline bool is_visible(page& p, const std::string& selector) {
    return p.evaluate("[...document.querySelectorAll(" + literal(selector) +
                      ")].some(e => e.checkVisibility({"
                      "    visibilityProperty: true}))");
}

/// Checks that the page has logged and requested nothing.
inline void check_silence(const page& p) {
    for (const auto& line : p.noise()) FAIL_CHECK(line);
}

}  // namespace ctx_test
