# Brings build/ up to date. apps/run, tests/run, tests/bench/run, tests/arm64/run
# and .ci/run source this file, with $root set to the top folder. POSIX sh.
#
# apps/run and tests/run share one build folder, which `cmake -B build` uses
# too, so that nothing is compiled twice. Each of them therefore installs the
# packages of both; the tests add few. tests/bench/run has a folder of its own,
# and sets these variables again.
#
# Nothing is printed on stdout. If there is nothing to do, nothing is printed.

build=$root/build
log=$build/run.log
product=$build/ctxdemo # exists once the build has succeeded
parts="APPS TESTS"      # the options CTX_BUILD_... to set
options=               # more options for cmake
cores=$(nproc 2>/dev/null || echo 2)

say() { printf 'ctxdemo: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command, and writes its output to $log. The command does not inherit
# the lock, because a process that it leaves behind would keep the lock.
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

have_library() {
    for file in /usr/lib/lib"$1".* /usr/lib/*/lib"$1".* /usr/local/lib/lib"$1".* \
        /opt/homebrew/lib/lib"$1"[.-]*; do
        [ ! -e "$file" ] || return 0
    done
    return 1
}

# Prints Debian's names of the packages that seem to be missing.
missing_packages() {
    [ -n "${CXX:-}" ] || have c++ || have g++ || echo g++
    have cmake || echo cmake
    have ninja || have make || echo ninja-build
    have_header CLI/CLI.hpp || echo libcli11-dev
    have_header fmt/format.h || echo libfmt-dev
    have_header nlohmann/json.hpp || echo nlohmann-json3-dev
    have_header boost/asio.hpp || echo libboost-dev
    have_library boost_context || echo libboost-context-dev
    have_header curses.h || echo libncurses-dev
    have_header utf8proc.h || echo libutf8proc-dev
    have_header zlib.h || echo zlib1g-dev
    have_header kainjow/mustache.hpp || echo libkainjow-mustache-dev
    have_header doctest/doctest.h || echo doctest-dev
    case $parts in *BENCHMARKS*)
        have_header benchmark/benchmark.h || echo libbenchmark-dev
        have_library boost_fiber || echo libboost-fiber-dev ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs packages, given by their names.
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

# Returns true if build/ was configured for this source folder. A copy of
# another build/ was not.
is_ours() {
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' \
        "$build/CMakeCache.txt" 2>/dev/null) || return 1
    [ "$home" -ef "$root" ]
}

# Returns true if build/ is configured with all of $parts.
is_configured() {
    [ -e "$build/build.ninja" ] || [ -e "$build/Makefile" ] || return 1
    is_ours || return 1
    for part in $parts; do
        grep -qE "^CTX_BUILD_$part:[A-Z]+=(ON|1|YES|TRUE)\$" \
            "$build/CMakeCache.txt" || return 1
    done
}

# Configures build/ with $parts and $options. Other options of an existing
# build/ stay as they are.
run_cmake() {
    is_ours || set -- --fresh "$@"
    if have ninja; then export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"; fi
    for part in $parts; do set -- "-DCTX_BUILD_$part=ON" "$@"; done
    # shellcheck disable=SC2086 # options have no blanks in them
    quietly cmake -S "$root" -B "$build" $options "$@"
}

# Configures build/. Only if CMake fails, looks for missing packages, because
# CMake knows best which packages there are.
configure() {
    run_cmake && return
    missing=$(missing_packages)
    [ -n "$missing" ] || fail_with_log "cannot configure the build"
    # shellcheck disable=SC2086 # names of packages have no blanks in them
    install_packages $missing
    run_cmake --fresh || fail_with_log "cannot configure the build"
}

# Returns true if Ninja says that there is nothing to do. Make cannot tell.
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

# Builds a target, after waiting for any other build in the same folder.
bring_up_to_date() {
    mkdir -p "$build"
    exec 9>"$build/run.lock"
    if have flock; then flock 9; fi
    is_configured || configure
    if ! is_up_to_date "$1"; then
        say_building
        # Without this variable, Make would use one core.
        export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$cores}"
        quietly cmake --build "$build" --target "$1" ||
            fail_with_log "the build failed"
    fi
    exec 9>&-
}
