// Pages in a real browser: a headless Chromium, which is driven by its DevTools
// protocol.
//
//     page p;
//     p.open(file_url("/tmp/lessons.html"));
//     CHECK(p.evaluate("document.title") == "ctxdemo");
//     CHECK(p.noise().empty());
//
// Every wait is for a message of Chromium. A wait throws after a time that is
// long enough for the slowest machine, and says what did not come.
// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ctx_test {

/// True if a test that needs Chromium is to be skipped, which is printed. If
/// CTXDEMO_NEEDS_BROWSER is set, a missing Chromium fails the test instead.
///
/// Chromium is the program that CTXDEMO_CHROMIUM names, or the first of
/// chromium, chromium-browser and google-chrome on the PATH.
[[nodiscard]] bool skip_without_browser();

/// The same for anything else that a test needs.
[[nodiscard]] bool skip_without(bool is_there, const std::string& what);

/// Returns the URL of a file, given by its whole path.
[[nodiscard]] std::string file_url(const std::string& path);

/// Returns `text` as a literal of JavaScript.
[[nodiscard]] std::string literal(std::string_view text);

/// A place in the window, in CSS pixels from the top left.
struct place {
    double x = 0;
    double y = 0;
};

/// A page, in a window of its own that has nothing of what other pages stored.
/// The first page starts Chromium, which all pages of the process share; it
/// ends with the process.
class page {
public:
    page();
    ~page();
    page(const page&) = delete;
    page& operator=(const page&) = delete;

    /// Goes to `url`, and returns once the page and all that it loads is there.
    /// A URL that differs from the present one only in its fragment loads
    /// nothing: set location.hash instead.
    void open(const std::string& url);
    void reload();

    /// Returns the value of an expression of JavaScript, as JSON. Awaits it if
    /// it is a promise. Throws the text of an exception.
    nlohmann::json evaluate(const std::string& expression);

    /// Calls a method of the protocol for this page: "Page.reload".
    nlohmann::json call(
        const std::string& method,
        const nlohmann::json& params = nlohmann::json::object());

    /// Sets the size of the window. A phone has a finger instead of a mouse.
    void set_size(int width, int height, bool is_phone = false);
    /// Says what the reader prefers: ("prefers-color-scheme", "dark").
    void prefer(const std::string& feature, const std::string& value);
    /// Shows the page as on "screen" or in "print".
    void set_media(const std::string& medium);
    /// Switches JavaScript on or off, for pages that are opened afterwards.
    /// evaluate() still works, but no promise is ever settled.
    void set_scripts(bool on);

    /// Presses a key and releases it: "ArrowRight", "PageDown", "Enter", "n".
    void press(const std::string& key);
    /// Clicks in the middle of the first element that `selector` finds, which
    /// is scrolled into view. Throws if there is none, or if another element
    /// covers it.
    void click(const std::string& selector);
    /// Moves the mouse from one place to another with its button pressed.
    void drag(place from, place to);
    /// Moves a finger from one place to another.
    void swipe(place from, place to);
    /// Returns the middle of the first element that `selector` finds.
    [[nodiscard]] place middle_of(const std::string& selector);

    /// Writes the page to a file as it is printed, on paper of the size A4.
    void print_to(const std::string& pdf);
    /// Writes the window to a file.
    void draw_to(const std::string& png);

    /// What no page should have: messages of the console, exceptions, entries
    /// of the browser's log, and requests for more than the page itself. A
    /// line each.
    [[nodiscard]] const std::vector<std::string>& noise() const noexcept {
        return noise_;
    }

private:
    using json = nlohmann::json;

    template <class Condition>
    json await(const std::string& what, Condition is_it);
    void take(const json& message);
    void load(const std::string& method, const json& params);
    void mouse(const std::string& what, place at, int buttons);
    void touch(const std::string& what, const json& points);

    std::string context_;  // the window with its own storage
    std::string target_;
    std::string session_;
    bool scripts_ = true;
    std::vector<std::string> noise_;
};

}  // namespace ctx_test
