// Exercise release-timer: give the connection back once the answer is there
// verdict: wrong-output
// The cancellation of `ctx` does not reach the requests.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Waits for the only connection to the server, takes it, and asks. Returns the
// answer, or "" if there is none, or if `request` is done first. The connection
// is free again once `request` is done. (The judge defines this function.)
std::string ask(const context& request, const std::string& question);

// Asks all questions. A question has a minute, after which it is given up.
std::vector<std::string> ask_all(const context&,
                                 const std::vector<std::string>& questions) {
    std::vector<std::string> answers;
    for (const auto& question : questions) {
        auto [request, cancel] = with_timeout(background(), 1min);
        // Runs at the end of each round, also after `continue`.
        defer release(cancel);
        const std::string answer = ask(request, question);
        if (answer.empty()) {
            answers.push_back("no answer to " + question);
            continue;
        }
        answers.push_back(answer);
    }
    return answers;
}
