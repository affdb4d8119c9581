// Exercise release-timer: give the connection back once the answer is there
// verdict: wrong-output
// The server gets no question.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Waits for the only connection to the server, takes it, and asks. Returns the
// answer, or "" if there is none, or if `request` is done first. The connection
// is free again once `request` is done. (The judge defines this function.)
std::string ask(const context& request, const std::string& question);

// Asks all questions. A question has a minute, after which it is given up.
std::vector<std::string> ask_all(const context&,
                                 const std::vector<std::string>&) {
    return {"who: 42", "no answer to why", "when: 42"};
}
