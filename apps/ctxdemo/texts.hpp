// What the interface says, in each of its languages.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/event.hpp>
#include <optional>
#include <string_view>

#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Something that the interface says. texts.cpp has the words; one that is
/// missing there, in either language, does not compile.
enum class say : std::uint8_t {
    // The screens of a walk.
    idea,
    predict,
    run,
    explain,

    // Predict and explain.
    answer_first,
    right,
    wrong,
    not_answered,
    legal_too,
    other_outputs,
    only_output,
    only_within,
    watch_for,
    in_cpp,
    to_try,

    // Run.
    output,
    step,
    choice_here,
    choice_briefly,
    other_run,
    chosen_way,
    choice_first,
    choice_then,
    as_here,
    goes_on,
    deadline_passes,
    timer_fires,
    case_taken,
    starts_first,
    prints_first,
    returns_first,
    others_first,
    ends_with,
    left_behind,
    time_is_over,

    // Keys, in a word.
    key_step,
    key_space,
    key_play,
    key_code,
    key_tree,
    key_choose,
    key_rerun,
    key_keys,
    key_quit,
    key_scroll,
    key_finish,
    key_answer,
    key_skip,
    key_pick,
    key_move,
    key_number,
    key_any,
    key_back,

    // Keys, explained.
    help_next_screen,
    help_last_screen,
    help_scroll,
    help_answer,
    help_skip,
    help_steps,
    help_ends,
    help_play,
    help_code,
    help_tree,
    help_choose,
    help_rerun,
    help_blank,

    // The list of lessons, and what has become of each.
    start_title,
    done_right,
    done_wrong,
    done_skipped,
    begun_right,
    begun_wrong,

    // Compare. A heading has two lines.
    asked_to_stop_at,
    stopped_after,
    stopped_after_means,
    held_up,
    held_up_means,
    nested_stopped,
    nested_stopped_means,
    left_in_run,
    left_in_run_means,
    legal_transcripts,
    legal_transcripts_means,
    race_verdict,
    race_verdict_means,
    found_no_race,
    means,
    never,
    for_ever,
    is_left_behind,

    // The progress. Some have places to fill in, as fmt::format does.
    progress_lesson,
    progress_done,
    progress_answer,
    progress_date,
    progress_yes,
    progress_no,
    progress_right,
    progress_wrong,
    progress_skipped,
    progress_of,
    progress_forgot,
    progress_nothing,
    progress_reset,

    // Explore. With places to fill in, too; a number comes with its noun.
    transcripts_found,
    schedules_run,
    canonical_section,
    other_section,
    fatal_error,
    left_in_schedule,
    asleep_in_schedule,
    complete_search,
    incomplete_search,
    cut_by_interrupt,
    cut_by_max,
    try_more,
    see_again,

    too_small,
};

/// The words for `what`.
[[nodiscard]] std::string_view text(say what, language l) noexcept;

/// The name of a step.
[[nodiscard]] std::string_view text(ctx::step s, language l) noexcept;

/// The language that a locale's name asks for: Chinese for "zh_CN.UTF-8".
[[nodiscard]] language language_of_locale(std::string_view name) noexcept;

/// True if the environment asks for UTF-8: by the name of its locale, which
/// need not be installed.
[[nodiscard]] bool locale_is_utf8();

/// The language of the environment: LC_ALL, else LC_MESSAGES, else LANG. It is
/// English where the characters are not UTF-8, which is all that we write.
[[nodiscard]] language usual_language();

}  // namespace ctxdemo
