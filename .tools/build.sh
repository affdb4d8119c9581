# Brings build/ up to date: what apps/run and tests/run have in common. POSIX
# sh; they source it, with $root set to the top folder.
#
# There is one build directory, the one that `cmake -B build` makes too, so that
# nothing is compiled twice whichever script is called first. For the same
# reason both scripts need the packages of both; the tests add few. Only
# tests/bench/run has a folder of its own, and sets these variables anew.
#
# Nothing is printed on stdout, and nothing at all if there is nothing to do.

build=$root/build
log=$build/run.log
product=$build/ctxdemo # exists once the build has succeeded
parts="APPS TESTS"      # of the project: CTX_BUILD_APPS, ...
options=               # for cmake
cores=$(nproc 2>/dev/null || echo 2)

say() { printf 'ctxdemo: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command in silence. What it printed is in $log. It does not inherit
# the lock, lest something it leaves behind keep it.
quietly() { "$@" </dev/null >"$log" 2>&1 9>&-; }

fail_with_log() {
    cat "$log" >&2
    fail "$*"
}

have_header() {
    for folder in /usr/include /usr/local/include /opt/homebrew/include; do
        [ ! -e "$folder/$1" ] || return 0
    done
    return 1
}

# What seems to be missing, by Debian's names.
missing_packages() {
    [ -n "${CXX:-}" ] || have c++ || have g++ || echo g++
    have cmake || echo cmake
    have ninja || have make || echo ninja-build
    have_header CLI/CLI.hpp || echo libcli11-dev
    have_header fmt/format.h || echo libfmt-dev
    have_header nlohmann/json.hpp || echo nlohmann-json3-dev
    have_header boost/beast.hpp || echo libboost-dev
    have_header curses.h || echo libncurses-dev
    have_header doctest/doctest.h || echo doctest-dev
    case $parts in *BENCHMARKS*)
        have_header benchmark/benchmark.h || echo libbenchmark-dev ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Takes the names one by one.
install_packages() {
    have apt-get ||
        fail "missing packages (Debian's names; install them, then try again): $*"
    [ "$(id -u)" -eq 0 ] || have sudo ||
        fail "missing packages (as root: apt-get install $*)"
    say "installing $*"
    quietly as_root apt-get update ||
        fail_with_log "apt-get update failed"
    quietly as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "$@" ||
        fail_with_log "could not install $*"
}

# True if build/ was configured here; it may have been copied from elsewhere.
is_ours() {
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' \
        "$build/CMakeCache.txt" 2>/dev/null) || return 1
    [ "$home" -ef "$root" ]
}

# True if build/ is configured with all the parts.
is_configured() {
    [ -e "$build/build.ninja" ] || [ -e "$build/Makefile" ] || return 1
    is_ours || return 1
    for part in $parts; do
        grep -qE "^CTX_BUILD_$part:[A-Z]+=(ON|1|YES|TRUE)\$" \
            "$build/CMakeCache.txt" || return 1
    done
}

# Leaves alone what else a build of ours was configured with.
run_cmake() {
    is_ours || set -- --fresh "$@"
    if have ninja; then export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"; fi
    for part in $parts; do set -- "-DCTX_BUILD_$part=ON" "$@"; done
    # shellcheck disable=SC2086 # options have no blanks in them
    quietly cmake -S "$root" -B "$build" $options "$@"
}

# CMake knows best what there is and where. So packages are looked for, and
# installed, only if it fails.
configure() {
    run_cmake && return
    missing=$(missing_packages)
    [ -n "$missing" ] || fail_with_log "cannot configure the build"
    # shellcheck disable=SC2086 # names of packages have no blanks in them
    install_packages $missing
    run_cmake --fresh || fail_with_log "cannot configure the build"
}

# True if ninja says that there is nothing to do. Only ninja can tell.
is_up_to_date() {
    [ -e "$build/build.ninja" ] || return 1
    case $(cmake --build "$build" --target "$1" -- -n 2>&1) in
    *'no work to do'*) return 0 ;;
    *) return 1 ;;
    esac
}

say_building() {
    if [ ! -e "$product" ]; then
        say "building (the first time takes a minute or two)"
    elif [ -e "$build/build.ninja" ]; then
        say "building what is new"
    fi
}

# Builds a target. If another one is at it in the same folder, waits for it.
bring_up_to_date() {
    mkdir -p "$build"
    exec 9>"$build/run.lock"
    if have flock; then flock 9; fi
    is_configured || configure
    if ! is_up_to_date "$1"; then
        say_building
        # Or make would use one core.
        export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$cores}"
        quietly cmake --build "$build" --target "$1" ||
            fail_with_log "the build failed"
    fi
    exec 9>&-
}
