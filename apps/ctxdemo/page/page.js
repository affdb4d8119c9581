// What a page does beyond a long text: it shows one screen of one lesson at a
// time, as the walk does at a terminal. The address says which screen: #nested,
// #nested/question, #nested/12 (step 12 of the run), #nested/12/0110 (step 12 of
// another run). A link, a key or a button goes to another address.
//
// The script only lays out. The data of each lesson, made in C++, has an entry
// for each step: the sentence, the lines, the contexts and so on. There is one
// stage for the runs of all lessons; it moves into the lesson that is shown.
"use strict";

document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {

const page = document.documentElement;
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const stage = one(".stage");
const on_stage = (selector) => one(selector, stage);

function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
}

// Returns words of page.html, with a letter filled in if they have a place.
function words(name, letter = "") {
    const copy = one(`.${name}`, one("#words").content).cloneNode(true);
    if (letter) one(".letter", copy).textContent = letter;
    return copy;
}

// -- what the browser remembers ----------------------------------------------

// A browser may forbid storage. Then the page forgets when it is closed.
function recall() {
    try {
        return JSON.parse(localStorage.getItem("ctxdemo")) ?? {};
    } catch {
        return {};
    }
}

const memory = recall();
memory.lessons ??= {};

// Another window may have remembered other lessons meanwhile.
function remember() {
    memory.lessons = {...recall().lessons, ...memory.lessons};
    try {
        localStorage.setItem("ctxdemo", JSON.stringify(memory));
    } catch {
        // The page works without.
    }
}

// What the reader has done in a lesson: {answer, end}.
const record_of = (lesson) => (memory.lessons[lesson.name] ??= {});

// The radio buttons of the bar say what is set. The style sheet reads the classes
// of the page, because a browser is slow to match rules with :has() again.
function apply_settings() {
    page.lang = one("[data-lang]:checked").value;
    for (const name of ["light", "dark", "large"]) {
        page.classList.toggle(name, one(`.bar [value=${name}]`).checked);
    }
    name_window();
}

function restore_settings() {
    for (const value of [page.lang, memory.lang, memory.theme,
                         memory.large ? "large" : "normal"]) {
        const button = all(".bar input").find((b) => b.value === value);
        if (button) button.checked = true;
    }
    apply_settings();
}

function change_setting({name, value}) {
    if (name === "size") memory.large = value === "large";
    else memory[name] = value;
    remember();
    apply_settings();
    if (at.screen === "run") draw_run();
}

// -- places ------------------------------------------------------------------

const screens = all(".screens a").map((tab) => tab.dataset.screen);
const has_runs = screens.includes("run");  // a handout has none
const lessons = all(".lesson").map((element) => ({
    name: element.id,
    element,
    programs: one(".programs", element),
    answers: all(".answer", element),
    votes: [],
    voting: false,
    run: 0,  // the run and the step that were shown last
    step: 0,
}));

// What is shown: {screen, lesson, run, step}. The contents have no lesson.
let at = {screen: "none"};

// The data of a lesson is read when its run is shown for the first time. What
// many runs, or steps of a run, have in common is in the data once.
function data_of(lesson) {
    if (lesson.data) return lesson.data;
    lesson.data = JSON.parse(one(".run-data", lesson.element).textContent);
    const {elements, states} = lesson.data;
    for (const run of lesson.data.runs) {
        run.lanes = run.lanes.map((i) => elements[i]).join("");
        run.states = run.states.map((i) => states[i]);
        run.time = run.instant.map((i) => run.time[i]);
    }
    return lesson.data;
}

const run_of = (place) => data_of(place.lesson).runs[place.run];
const last_step = (run) => run.time.length - 1;

function address_of({screen, lesson, run, step}) {
    if (screen === "contents") return "#";
    if (screen === "idea") return `#${lesson.name}`;
    if (screen !== "run") return `#${lesson.name}/${screen}`;
    const id = run > 0 ? `/${data_of(lesson).runs[run].id}` : "";
    return `#${lesson.name}/${step}${id}`;
}

// Reads an address. An unknown run is the usual run, an unknown screen the
// first one, and an unknown lesson the contents.
function place_of(address) {
    const [name, screen, id] = address.slice(1).split("/");
    const lesson = lessons.find((l) => l.name === name) ??
        (lessons.length === 1 ? lessons[0] : null);
    if (!lesson) return {screen: "contents"};
    if (/^\d+$/.test(screen) && has_runs) {
        const {runs} = data_of(lesson);
        const run = Math.max(0, runs.findIndex((r) => r.id === id));
        const step = Math.min(Number(screen), last_step(runs[run]));
        return {screen: "run", lesson, run, step};
    }
    return {screen: screens.includes(screen) ? screen : "idea", lesson};
}

// A page of one lesson has no contents.
const contents = () => place_of("#");

// Goes to a place. Another step of the same run makes no entry in the history,
// so that the browser's back button leaves the run.
function go(place) {
    const stays = place.screen === "run" && at.screen === "run" &&
        place.run === at.run;
    if (!stays) {
        if (at.screen === "run") write_address(true);
        location.hash = address_of(place);
        written = {address: location.hash, time: performance.now()};
    }
    show(place);
    if (stays) write_address();
}

// Browsers allow only so many changes of the address: Safari 100 in 30 seconds.
// So the address follows quick steps, as of a cursor that is dragged, with a
// delay.
const between_addresses = 300;  // milliseconds
let written = {address: location.hash, time: 0};
let writer = 0;  // a timer

function write_address(at_once = false) {
    clearTimeout(writer);
    // Another address is that of a link, which follow_address() is about to read.
    if (location.hash !== written.address) return;
    const time = performance.now();
    const wait = written.time + between_addresses - time;
    if (wait > 0 && !at_once) {
        writer = setTimeout(write_address, wait);
        return;
    }
    history.replaceState(null, "", address_of(at));
    written = {address: location.hash, time};
}

// The event of an address that go() has set comes late: the page may show a
// later step already.
function follow_address() {
    if (location.hash === written.address) return;
    written.address = location.hash;
    show(place_of(location.hash));
}

const in_lesson = (screen, lesson = at.lesson) =>
    ({screen, lesson, run: lesson.run, step: lesson.step});

function show(place) {
    const before = at;
    at = place;
    if (at.screen === "run") {
        at.lesson.run = at.run;
        at.lesson.step = at.step;
        one("[data-screen=run]").href = address_of(at);
    }
    if (at.screen !== before.screen || at.lesson !== before.lesson) {
        show_screen();
        if (before.screen !== "none") heading().focus({preventScroll: true});
    }
    if (at.screen === "run") draw_run();
}

// -- screens -----------------------------------------------------------------

function show_screen() {
    const {screen, lesson} = at;
    pause();
    page.dataset.screen = screen;
    for (const l of lessons) {
        l.element.classList.toggle("current", l === lesson);
        put_programs_back(l);
    }
    stage.hidden = screen !== "run";
    one(".screens").hidden = !lesson;
    if (lesson) {
        all(".screens a").forEach(show_tab);
        show_file(0);
    }
    if (screen === "contents") draw_progress();
    if (screen === "question" || screen === "why") draw_question();
    if (screen === "run") set_stage(lesson);
    name_window();
    one("main").scrollTop = 0;
}

function show_tab(tab) {
    const {screen} = tab.dataset;
    tab.setAttribute("href", address_of(in_lesson(screen)));
    tab.ariaCurrent = screen === at.screen ? "page" : null;
}

function heading() {
    if (!at.lesson) return one("#contents-title");
    return one(at.screen === "idea" ? "h2" : `section.${at.screen} h3`,
               at.lesson.element);
}

function name_window() {
    const title = at.lesson ? one("h2", at.lesson.element) : one(".bar h1");
    document.title = one(`[lang="${page.lang}"]`, title).textContent;
}

function draw_progress() {
    if (!has_runs) return;
    for (const lesson of lessons) {
        const {answer, end} = record_of(lesson);
        const right = is_right(lesson.answers[answer]);
        const done = [];
        if (answer !== undefined) {
            done.push(words(right ? "answered-right" : "answered-wrong"));
        }
        if (end) done.push(words("ran"));
        one(`.progress[data-lesson="${lesson.name}"]`).replaceChildren(...done);
    }
}

function next_screen() {
    if (!at.lesson) return go(in_lesson("idea", lessons[0]));
    if (at.screen === "question" && !may_leave_question()) return;
    const next = screens[screens.indexOf(at.screen) + 1];
    const lesson = lessons[lessons.indexOf(at.lesson) + 1];
    if (next) return go(in_lesson(next));
    go(lesson ? in_lesson("idea", lesson) : contents());
}

function previous_screen() {
    if (!at.lesson) return;
    const before = screens[screens.indexOf(at.screen) - 1];
    go(before ? in_lesson(before) : contents());
}

// -- the programs ------------------------------------------------------------

// Both programs are shown in a wide window, C++ in a narrow one.
const sides = ["both", "cpp", "go"];
const is_wide = matchMedia("(min-width: 60rem)").matches;
page.dataset.programs = is_wide ? "both" : "cpp";

function switch_programs() {
    const shown = sides.indexOf(page.dataset.programs);
    page.dataset.programs = sides[(shown + 1) % sides.length];
    if (at.screen === "run") draw_run();
}

function put_programs_back(lesson) {
    one(".idea", lesson.element).after(lesson.programs);
}

function show_file(index) {
    for (const file of all(".file", at.lesson.programs)) {
        file.hidden = file.dataset.file !== String(index);
    }
    for (const button of all("[data-show]", at.lesson.programs)) {
        button.ariaPressed = button.dataset.show === String(index);
    }
}

// Marks a line of a program. Scrolls only the program, and only if the line is
// not well in view.
function mark_line(pre, number) {
    for (const line of all(".now", pre)) {
        line.classList.remove("now");
        line.ariaCurrent = null;
    }
    const line = one(`[data-line="${number}"]`, pre);
    if (!line) return;
    line.classList.add("now");
    line.ariaCurrent = "true";
    const top = line.offsetTop - pre.scrollTop;
    const height = line.offsetHeight;
    if (top < 2 * height || top + 3 * height > pre.clientHeight) {
        pre.scrollTop = line.offsetTop - pre.clientHeight / 3;
    }
}

// -- the question ------------------------------------------------------------

const letter_of = (answer) => one(".letter", answer).textContent;
const is_right = (answer) => answer?.dataset.right !== undefined;
const is_open = (lesson) => record_of(lesson).answer === undefined;

function may_leave_question() {
    const {lesson} = at;
    if (!is_open(lesson) || !has_runs) return true;
    one(".first", lesson.element).replaceChildren(
        words(lesson.voting ? "end-vote-first" : "answer-first"));
    return false;
}

function choose(index) {
    if (at.lesson.voting) return set_votes([...at.lesson.votes, index]);
    if (is_open(at.lesson)) set_answer(index);
}

function set_votes(votes) {
    at.lesson.votes = votes;
    draw_question();
}

// No answer opens the question again.
function set_answer(index) {
    record_of(at.lesson).answer = index;
    remember();
    draw_question();
}

function set_voting(voting) {
    if (!is_open(at.lesson)) return;
    at.lesson.voting = voting;
    set_votes(voting ? [] : at.lesson.votes);
}

function draw_question() {
    const {lesson} = at;
    const {answer} = record_of(lesson);
    const open = is_open(lesson);
    const given = lesson.answers[answer];
    const question = one(".question", lesson.element);
    question.classList.toggle("answered", !open);
    lesson.answers.forEach((element, i) => {
        element.classList.toggle("chosen", i === answer);
        one(".choose", element).ariaDisabled = !open;
        const reason = one("details", element);
        if (reason) reason.open = !open || at.screen === "why";
        draw_votes(element, i);
    });
    one(".verdict", question).replaceChildren(...(given && has_runs
        ? [words(is_right(given) ? "right" : "wrong", letter_of(given))]
        : []));
    one(".first", question).replaceChildren();
    for (const [button, shown] of [
        ["[data-do=vote]", open && !lesson.voting],
        ["[data-do=unvote]", lesson.voting],
        ["[data-do=end-vote]", lesson.voting],
        ["[data-do=skip]", open && !lesson.voting],
        ["[data-do=again]", !open],
        [".next", !open],
    ]) {
        one(`.actions ${button}`, question).hidden = !shown;
    }
}

function draw_votes(element, index) {
    const {votes, voting, answers} = at.lesson;
    const counts = answers.map((_, i) => votes.filter((v) => v === i).length);
    const row = one(".votes", element);
    row.hidden = !voting && votes.length === 0;
    one("b", row).textContent = counts[index];
    one(".vote-bar", row).style.setProperty(
        "--share", counts[index] / Math.max(...counts, 1));
}

// -- the run -----------------------------------------------------------------

// Returns a text of the data in all its languages.
function text_nodes(index) {
    const [en, zh] = data_of(at.lesson).texts[index];
    if (zh === undefined) return [en];
    return [make("span", {lang: "en"}, en), make("span", {lang: "zh"}, zh)];
}

function set_stage(lesson) {
    one(".run", lesson.element).append(stage);
    on_stage(".place-of-programs").append(lesson.programs);
    on_stage(".ending .next").href = address_of(in_lesson("why"));
}

// The programs come last, because the other parts decide how high they are.
function draw_run() {
    const run = run_of(at);
    const {step} = at;
    if (on_stage(".lanes").run !== run) set_run(run);
    on_stage(".sentence").replaceChildren(...text_nodes(run.sentence[step]));
    on_stage(".clock").textContent = run.time[step];
    on_stage(".counter").textContent = `${step}/${last_step(run)}`;
    draw_choices(run, step);
    draw_ending(run, step);
    draw_lanes(run, step);
    draw_states(run, step);
    draw_tree(run, step);
    draw_output(run, step);
    show_file(run.file[step]);
    for (const pre of all(".file pre", at.lesson.programs)) {
        const shown = !pre.closest(".file").hidden;
        mark_line(pre, shown ? run[pre.className][step] : 0);
    }
}

// Puts the picture of a run on the stage, with a cover for what has not
// happened yet, and a cursor that can be dragged. The other parts get the height
// that they need at the end of the run, so that nothing moves.
function set_run(run) {
    const lanes = on_stage(".lanes");
    lanes.run = run;
    lanes.innerHTML = run.lanes;
    lanes.ariaValueMax = last_step(run);
    const {width, height} = one("svg", lanes).viewBox.baseVal;
    one("svg", lanes).insertAdjacentHTML("beforeend", `
        <rect class="future" width="${width}" height="${height}"/>
        <g class="cursor"><rect x="-14" width="28" height="${height}"/>
        <line y2="${height}"/></g>`);
    const {trees} = data_of(at.lesson);
    const rows = [run.lines, run.goroutines, ...run.tree.map((i) => trees[i])];
    const longest = (lists) => Math.max(...lists.map((list) => list.length));
    stage.style.setProperty("--rows", longest(rows));
    stage.style.setProperty("--name", longest(run.goroutines));
}

function draw_lanes(run, step) {
    const lanes = on_stage(".lanes");
    const svg = one("svg", lanes);
    const x = run.cursor[step];
    one(".future", svg).setAttribute("x", x);
    one(".cursor", svg).setAttribute("transform", `translate(${x} 0)`);
    lanes.ariaValueNow = step;
    lanes.ariaValueText = `${step}, ${run.time[step]}`;
    const pixel = x * svg.clientWidth / svg.viewBox.baseVal.width;
    const from_left = pixel - lanes.scrollLeft;
    if (from_left < 64 || from_left > lanes.clientWidth - 64) {
        lanes.scrollLeft = pixel - lanes.clientWidth / 2;
    }
}

function draw_states(run, step) {
    on_stage(".states").replaceChildren(...run.goroutines.map((name, i) => {
        const state = run.states[step][i];
        const moved = step > 0 && state !== run.states[step - 1][i];
        return make("li", {class: moved ? "moved" : ""},
                    make("b", {}, name), ...text_nodes(state));
    }));
}

function draw_tree(run, step) {
    const tree = data_of(at.lesson).trees[run.tree[step]];
    on_stage(".tree").replaceChildren(...tree.map((context) => {
        const row = make("li", {}, make("b", {}, context.name), " ",
                         make("span", {class: "how"}, context.how), " ");
        row.style.setProperty("--depth", context.depth);
        if (context.text >= 0) {
            row.append(make("span", {class: context.state},
                            ...text_nodes(context.text)));
        }
        return row;
    }));
}

function draw_output(run, step) {
    const lines = run.lines.filter(([printed]) => printed <= step);
    const output = on_stage(".output");
    output.replaceChildren(...lines.map(([, line, error]) =>
        make("li", {class: error ? "error" : ""}, line)));
    output.lastElementChild?.classList.add("new");
    output.scrollTop = output.scrollHeight;
    on_stage(".errors").hidden = !lines.some(([, , error]) => error);
}

// Shows the choices that the run makes before its next step. Each way is a
// button that goes to the run which takes it.
function draw_choices(run, step) {
    const choice = on_stage(".choice");
    const had_focus = choice.contains(document.activeElement);
    let number = 0;
    const way_button = ([text, target], taken) =>
        make("button", {type: "button", "data-run": target,
                        "aria-pressed": taken},
             make("kbd", {}, ++number), " ", ...text_nodes(text));
    const here = run.choices.filter((c) => c.step === step);
    choice.replaceChildren(...here.flatMap(({question, ways, taken}) => [
        make("p", {}, ...text_nodes(question)),
        ...ways.map((way, i) => way_button(way, i === taken)),
    ]));
    if (had_focus) one("[aria-pressed=true]", choice)?.focus();
}

function draw_ending(run, step) {
    const ended = step === last_step(run);
    const fails = run.ending >= 0;
    const answer = at.lesson.answers[run.answer];
    on_stage(".ending").hidden = !ended;
    on_stage(".other").hidden = at.run === 0;
    on_stage(".well").hidden = fails;
    on_stage(".badly").hidden = !fails;
    if (fails) on_stage(".badly").replaceChildren(...text_nodes(run.ending));
    on_stage(".which").hidden = !answer;
    on_stage(".none").hidden = Boolean(answer);
    if (answer) on_stage(".which .letter").textContent = letter_of(answer);
    if (ended && !record_of(at.lesson).end) {
        record_of(at.lesson).end = true;
        remember();
    }
}

// -- moving in the run -------------------------------------------------------

function go_to_step(step, run = at.run) {
    const last = last_step(data_of(at.lesson).runs[run]);
    const within = Math.max(0, Math.min(step, last));
    go({screen: "run", lesson: at.lesson, run, step: within});
}

const printing_steps = () => run_of(at).lines.map(([step]) => step);

// An instant is all that happens before time goes on.
const last_of_instant = (instant) => run_of(at).instant.lastIndexOf(instant);
const first_of_instant = (instant) => run_of(at).instant.indexOf(instant);
const instant_of = (step) => run_of(at).instant[step];

// -- playing -----------------------------------------------------------------

const a_step = 1000;  // milliseconds, at speed 1
let speed = 1;
let player = 0;  // a timer; 0 while the run does not play

function draw_player() {
    on_stage("[data-do=play]").classList.toggle("playing", player !== 0);
    on_stage(".speed").textContent = `×${speed}`;
}

function pause() {
    clearInterval(player);
    player = 0;
    draw_player();
}

const is_at_end = () => at.step === last_step(run_of(at));

function play() {
    if (is_at_end()) go_to_step(0);
    player = setInterval(() => {
        go_to_step(at.step + 1);
        if (is_at_end()) pause();
    }, a_step / speed);
    draw_player();
}

function set_speed(value) {
    const plays = player !== 0;
    pause();
    speed = Math.max(0.25, Math.min(value, 16));
    plays ? play() : draw_player();
}

// -- dragging and swiping ----------------------------------------------------

// Goes to the last step that is not right of the pointer.
function seek(event) {
    const matrix = on_stage(".lanes svg").getScreenCTM().inverse();
    const point = new DOMPoint(event.clientX, event.clientY);
    const {x} = point.matrixTransform(matrix);
    go_to_step(run_of(at).cursor.findLastIndex((of_step) => of_step <= x));
}

// A mouse drags from anywhere. A finger drags the cursor only, because it
// scrolls the picture elsewhere.
function let_lanes_be_dragged(lanes) {
    lanes.addEventListener("pointerdown", (event) => {
        const takes = event.pointerType === "mouse"
            ? event.button === 0
            : event.target.closest(".cursor");
        if (!takes) return;
        pause();
        lanes.setPointerCapture(event.pointerId);
        seek(event);
    });
    lanes.addEventListener("pointermove", (event) => {
        if (lanes.hasPointerCapture(event.pointerId)) seek(event);
    });
    lanes.addEventListener("click", seek);
}

function let_steps_be_swiped() {
    let from = null;
    stage.addEventListener("touchstart", ({target, touches}) => {
        const box = target.closest("pre, .lanes");
        const scrolls = box && box.scrollWidth > box.clientWidth;
        const drags = target.closest(".cursor");
        from = touches.length === 1 && !scrolls && !drags ? touches[0] : null;
    }, {passive: true});
    stage.addEventListener("touchend", ({changedTouches: [to]}) => {
        if (!from) return;
        const x = to.clientX - from.clientX;
        const y = to.clientY - from.clientY;
        if (Math.abs(x) < 48 || Math.abs(x) < 2 * Math.abs(y)) return;
        go_to_step(at.step + (x < 0 ? 1 : -1));
    });
}

// -- buttons and keys --------------------------------------------------------

const actions = {
    "forward": () => go_to_step(at.step + 1),
    "back": () => go_to_step(at.step - 1),
    "start": () => go_to_step(0),
    "end": () => go_to_step(Infinity),
    "next-line": () => go_to_step(
        printing_steps().find((step) => step > at.step) ?? Infinity),
    "previous-line": () => go_to_step(
        printing_steps().findLast((step) => step < at.step) ?? 0),
    "next-instant": () => is_at_end() ||
        go_to_step(last_of_instant(instant_of(at.step + 1))),
    "previous-instant": () => go_to_step(
        first_of_instant(instant_of(at.step)) - 1),
    "restart": () => go_to_step(0, 0),
    "play": () => (player !== 0 ? pause() : play()),
    "slower": () => set_speed(speed / 2),
    "faster": () => set_speed(speed * 2),
    "code": switch_programs,
    "ways": () => on_stage(".choice button")?.focus(),
    "vote": () => set_voting(true),
    "end-vote": () => set_voting(false),
    "vote-or-end": () => set_voting(!at.lesson.voting),
    "unvote": () => set_votes(at.lesson.votes.slice(0, -1)),
    "skip": () => is_open(at.lesson) && go(in_lesson(screens[2])),
    "again": () => set_answer(undefined),
    "keys": () => one("#keys").showModal(),
    "blank": () => {
        pause();
        one("#blank").showModal();
    },
    "close": () => one("dialog[open]").close(),
    "contents": () => go(contents()),
    "next-screen": next_screen,
    "previous-screen": previous_screen,
    "page-on": () => page_by(1),
    "page-back": () => page_by(-1),
    "down": () => scroller(1)?.scrollBy(0, 64),
    "up": () => scroller(-1)?.scrollBy(0, -64),
};

function click({target}) {
    const button = target.closest("button, #blank");
    if (!button) return;
    const {do: action, answer, run, show: file} = button.dataset;
    if (action) actions[action]();
    if (answer) choose(Number(answer));
    if (run) go_to_step(at.step, Number(run));
    if (file) show_file(file);
}

// Returns the first part of a screen of text that has more to show, below if
// `direction` is above zero, and above if not.
function scroller(direction) {
    const boxes = all(".current > :is(.question, .why)");
    return [...boxes, one("main")].find((box) => box.checkVisibility() &&
        (direction > 0
            ? box.scrollHeight - box.clientHeight - box.scrollTop
            : box.scrollTop) >= 2);
}

// A presenter's clicker sends PageDown and PageUp only: at the end of a screen
// they go on to the next one, at its start back.
function page_by(direction) {
    const on = direction > 0;
    const leave = on ? next_screen : previous_screen;
    if (at.screen === "run") {
        const stays = on ? !is_at_end() : at.step > 0;
        return stays ? go_to_step(at.step + direction) : leave();
    }
    const box = scroller(direction);
    if (!box) return leave();
    box.scrollBy(0, direction * 0.9 * box.clientHeight);
}

const keys = {
    "Enter": "next-screen", "Backspace": "previous-screen",
    "PageDown": "page-on", "PageUp": "page-back",
    "ArrowRight": "next-screen", "ArrowLeft": "previous-screen",
    "ArrowDown": "down", "ArrowUp": "up",
    "g": "code", "q": "contents", "?": "keys", ".": "blank", "b": "blank",
};

const keys_of_question = {"s": "skip", "v": "vote-or-end"};

const keys_of_run = {
    "ArrowRight": "forward", "ArrowLeft": "back", "Home": "start", "End": "end",
    "ArrowUp": "forward", "ArrowDown": "back",  // of a slider
    "n": "next-line", "p": "previous-line",
    "i": "next-instant", "u": "previous-instant",
    " ": "play", "+": "faster", "=": "faster", "-": "slower",
    "r": "restart", "c": "ways",
};

// Returns what a key does on the screen that is shown.
function action_of(key) {
    const {screen, lesson} = at;
    const digit = "123456789".indexOf(key);
    if (screen === "run") {
        const way = all(".choice button", stage)[digit];
        return way ? () => way.click() : actions[keys_of_run[key] ?? keys[key]];
    }
    if (screen !== "question") return actions[keys[key]];
    const index = Math.max(digit, "abcdefghi".indexOf(key));
    if (is_open(lesson) && index in lesson.answers) return () => choose(index);
    if (lesson.voting && key === "Backspace") return actions.unvote;
    return actions[keys_of_question[key] ?? keys[key]];
}

// Some elements have keys of their own: a radio button the arrows, a button and
// a link Enter and space, and what has the focus scrolls up and down.
function has_own_meaning({key, target}) {
    if (target.closest("input")) return /^(Arrow.*| )$/.test(key);
    if (/^Arrow(Up|Down)$/.test(key)) {
        return target !== document.body && !target.closest("[role=slider]");
    }
    return target.closest("a, button, summary") && /^(Enter| )$/.test(key);
}

function press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (one("#blank").open) {
        event.preventDefault();
        return actions.close();
    }
    if (one("dialog[open]") || has_own_meaning(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = action_of(key);
    if (!action) return;
    event.preventDefault();
    action();
}

// -- the start ---------------------------------------------------------------

restore_settings();
for (const button of all(".choose")) button.disabled = false;
for (const input of all(".bar input")) {
    input.addEventListener("change", () => change_setting(input));
}
let_lanes_be_dragged(on_stage(".lanes"));
let_steps_be_swiped();
document.addEventListener("click", click);
document.addEventListener("keydown", press);
// A mouse click leaves the focus where it is, so that the keys keep their
// meaning after it.
document.addEventListener("mousedown", (event) => {
    if (event.target.closest("button")) event.preventDefault();
});
document.addEventListener("pointerup", ({target}) => {
    const setting = one("input", target.closest(".bar label") ?? make("p", {}));
    requestAnimationFrame(() => setting?.blur());
});
// On paper, the programs stand in their lesson.
addEventListener("beforeprint", () => lessons.forEach(put_programs_back));
addEventListener("afterprint", () => {
    if (at.screen !== "run") return;
    set_stage(at.lesson);
    draw_run();
});
addEventListener("hashchange", follow_address);
show(place_of(location.hash));

});
