// SPDX-License-Identifier: MIT
#include "tests/support/browser.hpp"

#include <doctest/doctest.h>

#include <cctype>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "tests/support/chromium.hpp"

namespace ctx_test {

using nlohmann::json;
using std::chrono::steady_clock;

namespace {

chromium& the_chromium() {
    static chromium c(find_chromium());
    return c;
}

/// Returns the bytes that `text` encodes.
std::string from_base64(std::string_view text) {
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        static constexpr std::string_view digits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const auto digit = digits.find(c);
        if (digit == digits.npos) break;  // the padding
        bits = bits << 6 | static_cast<unsigned>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xff);
    }
    return bytes;
}

void write(const std::string& file, const json& base64) {
    std::ofstream(file, std::ios::binary)
        << from_base64(base64.get_ref<const std::string&>());
}

/// Returns what a call of the console has printed.
std::string text_of(const json& arguments) {
    std::string text;
    for (const auto& a : arguments) {
        text += ' ' + (a.contains("value") ? a["value"].dump()
                                           : a.value("description", "?"));
    }
    return text;
}

/// Returns what an exception says.
std::string exception_text(const json& details) {
    return details.contains("exception")
               ? details["exception"].value("description", details.dump())
               : details.value("text", details.dump());
}

/// Returns the number that Windows has for a key. Chromium needs the number to
/// scroll or to press a button, as the key does.
int number_of(const std::string& key) {
    static const std::pair<const char*, int> numbers[] = {
        {"Backspace", 8},  {"Tab", 9},      {"Enter", 13},
        {"Escape", 27},    {" ", 32},       {"PageUp", 33},
        {"PageDown", 34},  {"End", 35},     {"Home", 36},
        {"ArrowLeft", 37}, {"ArrowUp", 38}, {"ArrowRight", 39},
        {"ArrowDown", 40}};
    for (const auto& [name, number] : numbers) {
        if (key == name) return number;
    }
    if (key.size() != 1) throw std::logic_error("no such key: " + key);
    return std::toupper(static_cast<unsigned char>(key[0]));
}

}  // namespace

bool skip_without_browser() {
    return skip_without(!find_chromium().empty(), "Chromium");
}

bool skip_without(bool is_there, const std::string& what) {
    if (is_there) return false;
    if (std::getenv("CTXDEMO_NEEDS_BROWSER")) {
        FAIL("CTXDEMO_NEEDS_BROWSER is set, but there is no ", what);
    } else {
        std::cout << "skipped: there is no " << what << '\n';
    }
    return true;
}

std::string file_url(const std::string& path) { return "file://" + path; }

std::string literal(std::string_view text) {
    return json(text).dump(-1, ' ', true, json::error_handler_t::replace);
}

page::page() {
    context_ = call("Target.createBrowserContext")["browserContextId"];
    target_ = call("Target.createTarget",
                   {{"url", "about:blank"}, {"browserContextId", context_}})
                  .at("targetId");
    session_ = call("Target.attachToTarget",
                    {{"targetId", target_}, {"flatten", true}})
                   .at("sessionId");
    for (const char* part : {"Page", "Runtime", "Log", "Network"}) {
        call(part + std::string(".enable"));
    }
    set_size(1280, 800);
}

page::~page() {
    session_.clear();
    try {
        call("Target.disposeBrowserContext", {{"browserContextId", context_}});
    } catch (const std::exception& e) {
        MESSAGE("a page does not close: ", e.what());
    }
}

template <class Condition>
json page::await(const std::string& what, Condition is_it) {
    const auto give_up = steady_clock::now() + patience;
    while (true) {
        auto message = the_chromium().receive(give_up, what);
        take(message);
        if (is_it(message)) return message;
    }
}

void page::take(const json& message) {
    if (message.value("sessionId", "") != session_) return;
    const std::string method = message.value("method", "");
    if (method == "Runtime.consoleAPICalled") {
        const auto& p = message["params"];
        noise_.push_back("console." + p.value("type", "") + text_of(p["args"]));
    } else if (method == "Runtime.exceptionThrown") {
        noise_.push_back(exception_text(message["params"]["exceptionDetails"]));
    } else if (method == "Log.entryAdded") {
        const auto& e = message["params"]["entry"];
        noise_.push_back(e.value("source", "") + ": " + e.value("text", ""));
    } else if (method == "Network.requestWillBeSent") {
        const auto& p = message["params"];
        if (p.value("type", "") == "Document") return;
        noise_.push_back("request: " + p["request"].value("url", ""));
    }
}

json page::call(const std::string& method, const json& params) {
    json message{{"method", method}, {"params", params}};
    if (!session_.empty()) message["sessionId"] = session_;
    const int id = the_chromium().send(std::move(message), method);
    auto answer = await("the answer to " + method,
                        [&](const json& m) { return m.value("id", 0) == id; });
    if (answer.contains("error")) {
        throw std::runtime_error(method + ": " + answer["error"].dump());
    }
    return std::move(answer["result"]);
}

void page::load(const std::string& method, const json& params) {
    // The page may have loaded before the call returns, so this is no call().
    const int id = the_chromium().send(
        {{"method", method}, {"params", params}, {"sessionId", session_}},
        method);
    bool answered = false;
    await(method + " to load " + params.dump(), [&](const json& m) {
        if (m.value("id", 0) == id) {
            answered = true;
            const auto& result = m.contains("error") ? m : m["result"];
            if (result.contains("error") || result.contains("errorText")) {
                throw std::runtime_error(method + ": " + result.dump());
            }
        }
        return answered && m.value("method", "") == "Page.loadEventFired";
    });
}

void page::open(const std::string& url) {
    load("Page.navigate", {{"url", url}});
}

void page::reload() { load("Page.reload", json::object()); }

json page::evaluate(const std::string& expression) {
    const auto got = call("Runtime.evaluate", {{"expression", expression},
                                               {"awaitPromise", scripts_},
                                               {"returnByValue", true},
                                               {"userGesture", true}});
    if (got.contains("exceptionDetails")) {
        throw std::runtime_error(exception_text(got["exceptionDetails"]));
    }
    return got["result"].value("value", json());
}

void page::set_size(int width, int height, bool is_phone) {
    call("Emulation.setDeviceMetricsOverride", {{"width", width},
                                                {"height", height},
                                                {"deviceScaleFactor", 1},
                                                {"mobile", is_phone}});
    call("Emulation.setTouchEmulationEnabled", {{"enabled", is_phone}});
}

void page::prefer(const std::string& feature, const std::string& value) {
    const json wish{{"name", feature}, {"value", value}};
    call("Emulation.setEmulatedMedia", {{"features", json::array({wish})}});
}

void page::set_media(const std::string& medium) {
    call("Emulation.setEmulatedMedia", {{"media", medium}});
}

void page::set_scripts(bool on) {
    scripts_ = on;
    call("Emulation.setScriptExecutionDisabled", {{"value", !on}});
}

void page::press(const std::string& key) {
    json event{{"type", "keyDown"},
               {"key", key},
               {"code", key == " " ? "Space" : key},
               {"windowsVirtualKeyCode", number_of(key)}};
    if (key.size() == 1) event["text"] = key;
    if (key == "Enter") event["text"] = "\r";
    call("Input.dispatchKeyEvent", event);
    event["type"] = "keyUp";
    event.erase("text");
    call("Input.dispatchKeyEvent", event);
}

place page::middle_of(const std::string& selector) {
    const auto box = evaluate("(() => { const b = document.querySelector(" +
                              literal(selector) +
                              ").getBoundingClientRect();"
                              "return [b.x + b.width / 2,"
                              "        b.y + b.height / 2]; })()");
    return {box[0], box[1]};
}

void page::mouse(const std::string& what, place at, int buttons) {
    call("Input.dispatchMouseEvent", {{"type", what},
                                      {"x", at.x},
                                      {"y", at.y},
                                      {"button", "left"},
                                      {"buttons", buttons},
                                      {"clickCount", 1}});
}

void page::click(const std::string& selector) {
    evaluate("document.querySelector(" + literal(selector) +
             ").scrollIntoView({block: 'center', behavior: 'instant'})");
    const auto at = middle_of(selector);
    const auto covering = evaluate(
        "(() => { const it = document.querySelector(" + literal(selector) +
        "), there = document.elementFromPoint(" + std::to_string(at.x) + ", " +
        std::to_string(at.y) +
        "); return it.contains(there) ? null : there?.outerHTML ?? ''; })()");
    if (!covering.is_null()) {
        throw std::runtime_error(selector + " is not visible, but " +
                                 covering.dump());
    }
    mouse("mousePressed", at, 1);
    mouse("mouseReleased", at, 0);
}

void page::drag(place from, place to) {
    mouse("mousePressed", from, 1);
    mouse("mouseMoved", to, 1);
    mouse("mouseReleased", to, 0);
}

void page::touch(const std::string& what, const json& points) {
    call("Input.dispatchTouchEvent", {{"type", what}, {"touchPoints", points}});
}

void page::swipe(place from, place to) {
    const auto point = [](place p) {
        return json::array({{{"x", p.x}, {"y", p.y}}});
    };
    touch("touchStart", point(from));
    touch("touchMove", point(to));
    touch("touchEnd", json::array());
}

void page::print_to(const std::string& pdf) {
    write(pdf, call("Page.printToPDF", {{"paperWidth", 8.27},
                                        {"paperHeight", 11.69},
                                        {"preferCSSPageSize", true}})["data"]);
}

void page::draw_to(const std::string& png) {
    write(png, call("Page.captureScreenshot")["data"]);
}

}  // namespace ctx_test
