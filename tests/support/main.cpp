// The test runner.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

// The library joins the thread that last left its pool of threads when the
// process ends, after the thread sanitizer has looked for threads not joined.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
    return "report_thread_leaks=0";
}
