// The keys of the list of lessons.
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
    menu m{lessons::all_lessons()};
    const std::size_t count = lessons::all_lessons().size();

    result type(std::string_view keys) {
        result last = result::nothing;
        for (const char c : keys) {
            last = m.press(typed(static_cast<unsigned char>(c)));
        }
        return last;
    }

    [[nodiscard]] ctxdemo::frame drawn() const {
        return m.draw({80, 24, ctxdemo::unicode_signs, lessons::language::en});
    }
};

TEST_CASE("arrows move the pointer, and wrap around at the ends of the list") {
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

TEST_CASE("Enter picks the selected lesson, and q leaves the list") {
    list l;
    CHECK(l.m.press(named(kind::enter)) == result::picked);
    CHECK(l.m.press(named(kind::right)) == result::picked);
    CHECK(l.type("q") == result::quit);
    CHECK(l.type("x") == result::nothing);
    CHECK(l.m.press(named(kind::escape)) == result::nothing);
    CHECK(l.m.press(named(kind::resized)) == result::changed);
}

TEST_CASE(
    "b and . blank the list until the next key, which has no other effect") {
    for (const char* key : {"b", "."}) {
        list l;
        const auto before = l.drawn();
        CHECK(l.type(key) == result::changed);
        CHECK(l.drawn() == ctxdemo::frame(80, 24));
        CHECK(l.m.press(named(kind::resized)) == result::changed);
        CHECK(l.type("q") == result::changed);
        CHECK(l.drawn() == before);
    }
}

TEST_CASE("digits that follow each other select a lesson by its number") {
    list l;
    REQUIRE(l.count >= 12);
    REQUIRE(l.count < 30);
    l.type("1");
    CHECK(l.m.selected() == 0);
    l.type("2");
    CHECK(l.m.selected() == 11);
    // There is no lesson 123.
    l.type("3");
    CHECK(l.m.selected() == 2);
    CHECK(l.type("0") == result::nothing);
    CHECK(l.m.selected() == 2);
}

TEST_CASE("another key between two digits begins a new number") {
    list l;
    l.type("1");
    l.m.press(named(kind::down));
    l.type("2");
    CHECK(l.m.selected() == 1);
}

}  // namespace menu_test
