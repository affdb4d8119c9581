// The sentences about the steps of a run.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/caption.hpp"

#include <doctest/doctest.h>

#include <string>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/support/golden.hpp"

namespace caption_test {

using ctx_test::check_golden;
using ctx_test::recording_of;
using ctxdemo::recording;
using lessons::language;

/// Returns a line for each step: the time and the sentence.
std::string story_of(const recording& r, language l) {
    std::string text;
    for (ctxdemo::moments m(r); m.next();) {
        text += ctxdemo::short_time(m.now().time) + "  " + caption(m.now(), l) +
                '\n';
    }
    return text;
}

TEST_CASE("captions: the usual run of each lesson, in both languages") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        CAPTURE(name);
        check_golden("captions/" + name + ".en.txt", story_of(r, language::en));
        check_golden("captions/" + name + ".zh.txt", story_of(r, language::zh));
    }
}

}  // namespace caption_test
