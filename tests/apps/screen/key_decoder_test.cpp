// Bytes of a terminal as keys, in whatever pieces they come.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/key_decoder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace key_decoder_test {

using namespace std::chrono_literals;
using namespace std::string_literals;
using ctxdemo::key;
using ctxdemo::key_decoder;
using kind = key::kind;
using keys = std::vector<key>;

/// A decoder at a clock that the test sets.
class typist {
public:
    void type(std::string_view bytes) {
        for (const char c : bytes) {
            take(decoder_.add(static_cast<unsigned char>(c), now_));
        }
    }
    void pause() { take(decoder_.silence()); }
    void pause(std::chrono::milliseconds time) {
        now_ += time;
        pause();
    }
    [[nodiscard]] const keys& got() const { return got_; }

private:
    void take(const std::optional<key>& k) {
        if (k) got_.push_back(*k);
    }

    key_decoder decoder_;
    key_decoder::time_point now_;
    keys got_;
};

keys keys_of(std::string_view bytes) {
    typist t;
    t.type(bytes);
    t.pause();
    return t.got();
}

key character(char32_t c) { return {kind::character, c}; }

/// What terminals send without a key.
std::vector<std::string> replies() {
    return {
        // the mouse: SGR, urxvt, X10
        "\x1b[<0;12;5M",
        "\x1b[<35;120;40m",
        "\x1b[32;12;5M",
        "\x1b[M !!",
        "\x1b[Mabc",
        "\x1b[M \x7f\xff",
        "\x1b[M\0\0\0"s,
        // focus, and the two ends of a paste
        "\x1b[I",
        "\x1b[O",
        "\x1b[200~",
        "\x1b[201~",
        // where the cursor is, what the terminal is, a mode, a size
        "\x1b[24;80R",
        "\x1b[?24;80R",
        "\x1b[?62;22c",
        "\x1b[>41;354;0c",
        "\x1b[0n",
        "\x1b[?2026;2$y",
        "\x1b[8;24;80t",
        "\x1b[1 q",
        "\x1b[2@",
        // OSC, DCS, APC, PM, SOS, with ST and with BEL
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        "\x1b]11;rgb:1e1e/1e1e/2e2e\a",
        "\x1bP1+r524742=38\x1b\\",
        "\x1bP>|XTerm(388)\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b^a b c\x1b\\",
        "\x1bX a\tb\r\nc\x1b\\",
        // the same in 8 bits, and in 8 bits written in UTF-8
        "\x9b<0;12;5M",
        "\x9bM !!",
        "\x9d"
        "11;rgb:1e1e/1e1e/2e2e\x9c",
        "\x90"
        "1+r524742=38\x9c",
        "\x9fGi=31;OK\x9c",
        "\x9e"
        "a b c\x9c",
        "\x98"
        "a b c\x9c",
        "\u009b<0;12;5M",
        "\u009d11;rgb:1e1e/1e1e/2e2e\u009c",
        // UTF-8 that has the bytes of ST and of CSI in it
        "\x1b]2;\u271c \u271b a\a",
        // keys without a name
        "\x1bOP",
        "\x1bOp",
        "\x1b[[A",
        "\x1b[Z",
        "\x1b[3~",
        "\x1b[99;9u",
        "\x1b"
        "a",
        "\x1b\u53d6",
        "\x1b\u00db",
        // ended by Cancel, and by the sequence that follows
        "\x1b]11;rgb\x18",
        "\x1b[1;2\x1a",
        "\x1b]11;rgb\x1b[I",
        "\x1b[1;2\x1b[I",
    };
}

/// Bytes of a key, and the key.
struct pressed {
    std::string bytes;
    key what;
};

std::vector<pressed> all_keys() {
    std::vector<pressed> all{
        {"a", character(U'a')},
        {"~", character(U'~')},
        {"\u00e9", character(U'\u00e9')},
        {"\u53d6", character(U'\u53d6')},
        {"\U0001f600", character(U'\U0001f600')},
        {"\x01", character(1)},
        {"\r", {kind::enter}},
        {"\x1bOM", {kind::enter}},
        {"\t", {kind::tab}},
        {"\b", {kind::backspace}},
        {"\x7f", {kind::backspace}},
    };
    struct {
        char letter;
        kind what;
    } constexpr letters[] = {{'A', kind::up},    {'B', kind::down},
                             {'C', kind::right}, {'D', kind::left},
                             {'H', kind::home},  {'F', kind::end}};
    for (const auto& [letter, what] : letters) {
        for (const std::string before :
             {"\x1b[", "\x1bO", "\x1b[1;2", "\x1b[1;8", "\x1b\x1b[", "\x9b",
              "\u009b1;5"}) {
            all.push_back({before + letter, {what}});
        }
    }
    struct {
        char number;
        kind what;
    } constexpr numbers[] = {{'1', kind::home},    {'7', kind::home},
                             {'4', kind::end},     {'8', kind::end},
                             {'5', kind::page_up}, {'6', kind::page_down}};
    for (const auto& [number, what] : numbers) {
        all.push_back({"\x1b["s + number + "~", {what}});
        all.push_back({"\x1b["s + number + ";5~", {what}});
    }
    return all;
}

TEST_CASE("a sequence of bytes is one key, or none if no key was pressed") {
    for (const auto& reply : replies()) {
        CAPTURE(reply);
        CHECK(keys_of("x" + reply + "y") ==
              keys{character(U'x'), character(U'y')});
    }
    for (const auto& k : all_keys()) {
        CAPTURE(k.bytes);
        CHECK(keys_of("x" + k.bytes + "y") ==
              keys{character(U'x'), k.what, character(U'y')});
    }
}

// Silence after an Escape alone is the one that means something.
TEST_CASE("a pause anywhere in a sequence changes no key") {
    std::vector<std::string> all = replies();
    for (const auto& k : all_keys()) all.push_back(k.bytes);
    for (const auto& bytes : all) {
        const auto want = keys_of("x" + bytes + "y");
        for (std::size_t at = 0; at <= bytes.size(); ++at) {
            CAPTURE(bytes);
            CAPTURE(at);
            const auto head = bytes.substr(0, at);
            if (head == "\x1b" || head == "\x1b\x1b") continue;
            typist t;
            t.type("x" + head);
            // An Escape within a sequence begins the next one.
            if (head.ends_with('\x1b') && bytes.ends_with("\x1b[I")) continue;
            t.pause(999ms);
            t.type(bytes.substr(at) + "y");
            CHECK(t.got() == want);
        }
    }
}

TEST_CASE("keys and replies in any order and any pieces are read as the keys") {
    const auto any_reply = replies();
    const auto any_key = all_keys();
    std::mt19937 dice(1);
    const auto below = [&](std::size_t n) { return dice() % n; };
    for (int round = 0; round < 2000; ++round) {
        typist t;
        keys want;
        std::string typed;
        for (std::size_t count = below(12); count > 0; --count) {
            std::string bytes;
            if (below(2) == 0) {
                const auto& k = any_key[below(any_key.size())];
                bytes = k.bytes;
                want.push_back(k.what);
            } else {
                bytes = any_reply[below(any_reply.size())];
            }
            typed += bytes;
            const std::size_t at = below(bytes.size() + 1);
            t.type(std::string_view(bytes).substr(0, at));
            const bool escape = at > 0 && bytes[at - 1] == '\x1b';
            if (!escape && below(2) == 0) t.pause(500ms);
            t.type(std::string_view(bytes).substr(at));
        }
        CAPTURE(typed);
        CHECK(t.got() == want);
    }
}

TEST_CASE("whatever bytes came, a key a second later is that key") {
    std::mt19937 dice(2);
    // Mostly bytes that begin, continue and end sequences.
    const std::string_view usual =
        "\x1b\x1b\x1b[]OPX^_\\M<;0519~AH\a\x18\x9b\x9d\x90\x98\x9c\xe5\x8f";
    for (int round = 0; round < 20'000; ++round) {
        typist t;
        std::string typed;
        for (auto count = dice() % 10; count > 0; --count) {
            typed += dice() % 4 == 0 ? static_cast<char>(dice() % 256)
                                     : usual[dice() % usual.size()];
        }
        t.type(typed);
        t.pause(1s);
        const auto before = t.got();
        t.type("z");
        auto want = before;
        want.push_back(character(U'z'));
        CAPTURE(typed);
        CHECK(t.got() == want);
    }
}

TEST_CASE("a sequence without an end is given up after a second") {
    for (const std::string begin :
         {"\x1b]11;rgb:", "\x1bP1", "\x1b_G", "\x1b[<0;1", "\x1b[M ", "\x1bO",
          "\x9d"
          "11;",
          "\x1b]11;rgb\x1b"}) {
        CAPTURE(begin);
        typist early;
        early.type(begin);
        early.pause(999ms);
        early.type("0");
        CHECK(early.got().empty());

        typist late;
        late.type(begin);
        late.pause(1s);
        late.type("0");
        CHECK(late.got() == keys{character(U'0')});
    }
}

TEST_CASE("bytes that go on do not keep a sequence from being given up") {
    typist t;
    t.type("\x1b]");
    for (int i = 0; i < 9; ++i) {
        t.pause(100ms);
        t.type("a");
    }
    CHECK(t.got().empty());
    t.pause(100ms);
    t.type("a");
    CHECK(t.got() == keys{character(U'a')});
}

TEST_CASE("Escape is a key if silence follows it") {
    CHECK(keys_of("\x1b") == keys{{kind::escape}});
    CHECK(keys_of("a\x1b") == keys{character(U'a'), {kind::escape}});
    typist t;
    t.type("\x1b");
    t.pause();
    t.type("[A");
    CHECK(t.got() == keys{{kind::escape}, character(U'['), character(U'A')});
}

TEST_CASE("Enter and Backspace after half a sequence are keys") {
    CHECK(keys_of("\x1b[1;2\r") == keys{{kind::enter}});
    CHECK(keys_of("\x1bO\r") == keys{{kind::enter}});
    CHECK(keys_of("\x1b[1;2\x7f") == keys{{kind::backspace}});
}

TEST_CASE("bytes that are not UTF-8 are no keys") {
    CHECK(keys_of("a\xff\xc3y\xa9y\xc0\xaf\xed\xa0\x80z") ==
          keys{character(U'a'), character(U'y'), character(U'y'),
               character(U'z')});
}

TEST_CASE("a control character above U+0080 that begins nothing is no key") {
    CHECK(keys_of("a\x85\u0085\x9c\u0080z") ==
          keys{character(U'a'), character(U'z')});
}

}  // namespace key_decoder_test
