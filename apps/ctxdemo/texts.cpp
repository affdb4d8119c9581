// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/texts.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <initializer_list>
#include <string>

namespace ctxdemo {

namespace {

struct phrase {
    say what;
    std::string_view en;
    std::string_view zh;
};

// In the order of the enumeration.
constexpr phrase phrases[] = {
    {say::idea, "Idea", "思路"},
    {say::predict, "Predict", "猜一猜"},
    {say::run, "Run", "运行"},
    {say::explain, "Explain", "解释"},

    {say::answer_first, "Answer first: {}. To skip it: s.",
     "请先回答：{}。按 s 跳过。"},
    {say::right, "Right: {}.", "对了，是 {}。"},
    {say::wrong, "Not quite. You answered {}.", "不对。你选的是 {}。"},
    {say::not_answered, "You have not answered.", "你没有回答。"},
    {say::legal_too, "Go may print this, too; here it does not by default.",
     "Go 也可能打印成这样；这里默认不会。"},
    {say::other_outputs, "Go may print {} outputs; see: ctxdemo explore",
     "Go 可能打印 {} 种输出；见：ctxdemo explore"},
    {say::only_output, "This is the only output that Go may print.",
     "Go 只可能打印这一种输出。"},
    {say::only_within,
     "This is the only output in {}; --for ends the program then.",
     "{} 之内只有这一种输出；到时 --for 就结束程序。"},
    {say::watch_for, "What to watch for", "要点"},
    {say::in_cpp, "In C++", "C++ 里"},
    {say::to_try, "Try", "试一试"},

    {say::output, "output:", "输出："},
    {say::step, "step {}/{}", "第 {}/{} 步"},
    {say::choice_here, "Here something else could happen: c",
     "这里可能走另一条路：按 c"},
    {say::choice_briefly, "c: choose", "c：选择"},
    {say::other_run, "Not the usual run. Back to it: r",
     "不是默认的运行。回到默认：按 r"},
    {say::chosen_way, "What happens next?", "接下来发生什么？"},
    {say::choice_first, "First:", "首先："},
    {say::choice_then,
     "Then, if that stays as in this run:", "然后，如果前面不变："},
    {say::as_here, " (as in this run)", "（本次运行就是这样）"},
    {say::goes_on, "goes on", "继续"},
    {say::deadline_passes, "the deadline passes of ", "截止时间到："},
    {say::timer_fires, "a timer goes off", "定时器到点"},
    {say::case_taken, "the select takes case ", "select 选中分支 "},
    {say::starts_first, "goes first", "先走"},
    {say::prints_first, "prints", "打印"},
    {say::returns_first, "returns", "返回"},
    {say::others_first, "others go first", "其他的先走"},
    {say::ends_with, "It ends with: ", "结束时："},
    {say::left_behind, "left behind: ", "遗留："},
    {say::time_is_over, "--for {}: the program is ended here.",
     "--for {}：程序到此结束。"},

    {say::key_step, "step", "单步"},
    {say::key_space, "space", "空格"},
    {say::key_play, "play", "播放"},
    {say::key_code, "code", "代码"},
    {say::key_tree, "tree", "树"},
    {say::key_choose, "choose", "选择"},
    {say::key_rerun, "again", "重来"},
    {say::key_keys, "keys", "按键"},
    {say::key_quit, "quit", "退出"},
    {say::key_scroll, "scroll", "滚动"},
    {say::key_finish, "done", "完成"},
    {say::key_answer, "answer", "回答"},
    {say::key_skip, "skip", "跳过"},
    {say::key_pick, "walk", "开始"},
    {say::key_move, "move", "移动"},
    {say::key_number, "by number", "按编号"},
    {say::key_any, "any key", "任意键"},
    {say::key_back, "back", "返回"},

    {say::help_next_screen, "the next screen", "下一屏"},
    {say::help_last_screen, "the screen before", "上一屏"},
    {say::help_scroll, "scroll", "滚动"},
    {say::help_answer, "answer, or by 1 2 3", "回答，也可以按 1 2 3"},
    {say::help_skip, "skip the question", "跳过问题"},
    {say::help_steps, "a step back, a step on", "退一步、进一步"},
    {say::help_ends, "start and end of the run", "运行的开头、结尾"},
    {say::help_play, "play, faster, slower", "播放、加快、放慢"},
    {say::help_code, "both programs, C++, Go", "两个程序、只看 C++、只看 Go"},
    {say::help_tree, "all of the context tree", "整棵 context 树"},
    {say::help_choose, "choose what happens next", "选择接下来发生什么"},
    {say::help_rerun, "again, the usual run", "重来，回到默认的运行"},
    {say::help_blank, "blank (on Predict: .)", "黑屏（在“猜一猜”用 .）"},

    {say::start_title, "Go's context, learned by running it",
     "边运行边学 Go 的 context"},
    {say::done_right, "done, right", "完成，答对"},
    {say::done_wrong, "done, wrong", "完成，答错"},
    {say::done_skipped, "done, skipped", "完成，跳过"},
    {say::begun_right, "begun, right", "未完，答对"},
    {say::begun_wrong, "begun, wrong", "未完，答错"},

    {say::asked_to_stop_at, "Main asks the worker to stop at ",
     "main 叫停的时间："},
    {say::stopped_after, "stopped\nafter", "停下\n用时"},
    {say::stopped_after_means, "from the request until the worker has returned",
     "从叫停到 worker 返回"},
    {say::held_up, "main\nheld up", "main\n卡住"},
    {say::held_up_means, "from the request until main goes on",
     "从叫停到 main 往下走"},
    {say::nested_stopped, "nested\nafter", "内层\n用时"},
    {say::nested_stopped_means,
     "the same of a worker that it starts itself (--nested)",
     "它自己再启动一个 worker（--nested），从叫停到那一个返回"},
    {say::left_in_run, "left\nbehind", "遗留\n个数"},
    {say::left_in_run_means,
     "goroutines left when that run ends; other schedules may differ",
     "同一次运行，main 返回时还剩几个 goroutine（别的调度可能不同）"},
    {say::legal_transcripts, "legal\ntranscripts", "合法\n输出"},
    {say::legal_transcripts_means,
     "how many there are, without flags; see ctxdemo explore",
     "不加参数运行，有几种可能的输出；见 ctxdemo explore"},
    {say::race_verdict, "go run\n-race", "go run\n-race"},
    {say::race_verdict_means,
     "of the Go twin, lessons/<lesson>/main.go, as a test recorded it",
     "对 Go 程序 lessons/<lesson>/main.go 的结论，由测试记录"},
    {say::found_no_race, "no race found", "未发现竞争"},
    {say::means, ": ", "："},
    {say::never, "never", "永不"},
    {say::for_ever, "for ever", "永远"},
    {say::is_left_behind, "left behind", "被留下"},

    {say::progress_lesson, "lesson", "课程"},
    {say::progress_done, "done", "完成"},
    {say::progress_answer, "answer", "回答"},
    {say::progress_date, "date", "日期"},
    {say::progress_yes, "yes", "是"},
    {say::progress_no, "no", "否"},
    {say::progress_right, "right", "对"},
    {say::progress_wrong, "wrong", "错"},
    {say::progress_skipped, "skipped", "跳过"},
    {say::progress_of, "Done: {0} of {1} lessons.", "{1} 课中完成了 {0} 课。"},
    {say::progress_forgot, "{} is forgotten.", "{} 的进度已清除。"},
    {say::progress_nothing, "Nothing was kept of {}.", "没有 {} 的记录。"},
    {say::progress_reset, "All progress is forgotten.", "所有进度已清除。"},

    {say::transcripts_found, "{} transcript{}", "{} 种输出"},
    {say::schedules_run, "{} schedule{}", "{} 种调度"},
    {say::canonical_section, "canonical: {0} of {1}, such as {2}",
     "默认：{1}中的 {0} 种，例如 {2}"},
    {say::other_section, "{0} of {1}, such as {2}", "{1}中的 {0} 种，例如 {2}"},
    {say::fatal_error, "fatal error: {}", "致命错误：{}"},
    {say::left_in_schedule, "left behind in schedule {}:", "调度 {} 遗留："},
    {say::asleep_in_schedule, "asleep in schedule {}:", "调度 {} 中睡着的："},
    {say::complete_search, "{}, {}; complete: there are no others",
     "{}，{}；已穷尽：没有别的了"},
    {say::incomplete_search, "{}, {}; not complete: {}", "{}，{}；未穷尽：{}"},
    {say::cut_by_interrupt, "interrupted", "被中断"},
    {say::cut_by_max, "stopped after --max {}", "到 --max {} 为止"},
    {say::try_more, "; try --max {}", "；试试 --max {}"},
    {say::see_again, "to see one again: {} --schedule {}",
     "要再看一种：{} --schedule {}"},

    {say::too_small, "The terminal must have at least 40 columns, 16 rows.",
     "终端至少要 40 列、16 行。"},
};

// Each phrase stands where its number says, and has words in both languages.
constexpr bool is_complete() {
    std::size_t i = 0;
    for (const auto& p : phrases) {
        if (static_cast<std::size_t>(p.what) != i++) return false;
        if (p.en.empty() || p.zh.empty()) return false;
    }
    return i == static_cast<std::size_t>(say::too_small) + 1;
}
static_assert(is_complete(), "a text is missing, or not in its place");

/// The first of the variables that is set; empty if none is.
std::string_view first_of(std::initializer_list<const char*> variables) {
    for (const char* name : variables) {
        const char* const value = std::getenv(name);
        if (value && *value != '\0') return value;
    }
    return "";
}

/// By its name, because a locale that nobody has installed is no less meant.
bool is_utf8(std::string_view locale) {
    std::string letters;
    for (const char c :
         locale.substr(std::min(locale.find('.'), locale.size()))) {
        if (c != '-') letters += static_cast<char>(std::tolower(c));
    }
    return letters.starts_with(".utf8");
}

}  // namespace

std::string_view text(say what, language l) noexcept {
    const auto& p = phrases[static_cast<std::size_t>(what)];
    return l == language::zh ? p.zh : p.en;
}

// In English they are called as the library calls them.
std::string_view text(ctx::step s, language l) noexcept {
    using ctx::step;
    if (l == language::en) return to_string(s);
    switch (s) {
        case step::go:
            return "启动";
        case step::exit:
            return "返回";
        case step::print:
            return "打印";
        case step::sleep:
            return "睡眠";
        case step::send:
            return "发送";
        case step::receive:
            return "接收";
        case step::close:
            return "关闭";
        case step::done:
            return "看 done";
        case step::select:
            return "select";
        case step::choose:
            return "选中分支";
        case step::wait:
            return "等待";
        case step::block:
            return "阻塞在";
        case step::wake:
            return "等完";
        case step::derive:
            return "派生";
        case step::cancel:
            return "取消";
        case step::expire:
            return "到期";
        case step::after_func:
            return "after_func";
    }
    return to_string(s);
}

language language_of_locale(std::string_view name) noexcept {
    return name.starts_with("zh") ? language::zh : language::en;
}

bool locale_is_utf8() {
    return is_utf8(first_of({"LC_ALL", "LC_CTYPE", "LANG"}));
}

language usual_language() {
    if (!locale_is_utf8()) return language::en;
    return language_of_locale(first_of({"LC_ALL", "LC_MESSAGES", "LANG"}));
}

}  // namespace ctxdemo
