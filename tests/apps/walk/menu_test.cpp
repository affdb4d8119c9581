// The list of lessons, and its keys.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/menu.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "tests/apps/walk/walks.hpp"

namespace menu_test {

using namespace ctx_test;
using ctxdemo::menu;
using result = menu::result;

struct list {
    menu m{lessons::all_lessons(), lessons::language::en};
    const std::size_t count = lessons::all_lessons().size();

    result type(std::string_view keys) {
        result last = result::nothing;
        for (const char c : keys) {
            last = m.press(typed(static_cast<unsigned char>(c)));
        }
        return last;
    }
};

TEST_CASE("arrows move through the list, around its ends") {
    list l;
    CHECK(l.m.selected() == 0);
    CHECK(l.m.press(named(kind::down)) == result::changed);
    CHECK(l.m.selected() == 1);
    l.m.press(named(kind::up));
    l.m.press(named(kind::up));
    CHECK(l.m.selected() == l.count - 1);
    l.m.press(named(kind::down));
    CHECK(l.m.selected() == 0);
    l.m.press(named(kind::end));
    CHECK(l.m.selected() == l.count - 1);
    l.m.press(named(kind::home));
    CHECK(l.m.selected() == 0);
}

TEST_CASE("Enter picks what is selected, and q is the end") {
    list l;
    CHECK(l.m.press(named(kind::enter)) == result::picked);
    CHECK(l.m.press(named(kind::right)) == result::picked);
    CHECK(l.type("q") == result::quit);
    CHECK(l.type("x") == result::nothing);
    CHECK(l.m.press(named(kind::escape)) == result::nothing);
    CHECK(l.m.press(named(kind::resized)) == result::changed);
}

TEST_CASE("b and . blank the list until the next key, which does no more") {
    for (const char* key : {"b", "."}) {
        list l;
        const auto before = l.m.draw(80, 24, ctxdemo::unicode_signs);
        CHECK(l.type(key) == result::changed);
        CHECK(l.m.draw(80, 24, ctxdemo::unicode_signs) ==
              ctxdemo::frame(80, 24));
        CHECK(l.m.press(named(kind::resized)) == result::changed);
        CHECK(l.type("q") == result::changed);
        CHECK(l.m.draw(80, 24, ctxdemo::unicode_signs) == before);
    }
}

TEST_CASE("digits select by number, one after another") {
    list l;
    REQUIRE(l.count >= 12);
    REQUIRE(l.count < 30);
    l.type("1");
    CHECK(l.m.selected() == 0);
    l.type("2");
    CHECK(l.m.selected() == 11);
    // There is no 123rd.
    l.type("3");
    CHECK(l.m.selected() == 2);
    CHECK(l.type("0") == result::nothing);
    CHECK(l.m.selected() == 2);
}

TEST_CASE("a number begins anew after any other key") {
    list l;
    l.type("1");
    l.m.press(named(kind::down));
    l.type("2");
    CHECK(l.m.selected() == 1);
}

}  // namespace menu_test
