// Exercise release-timer: give the connection back once the answer is there
// verdict: wrong-output
// One timeout for all questions gives the connection back once.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Waits for the only connection to the server, takes it, and asks. Returns the
// answer, or "" if there is none, or if `request` is done first. The connection
// is free again once `request` is done. (The judge defines this function.)
std::string ask(const context& request, const std::string& question);

// Asks all questions. A question has a minute, after which it is given up.
std::vector<std::string> ask_all(const context& ctx,
                                 const std::vector<std::string>& questions) {
    std::vector<std::string> answers;
    auto [request, cancel] = with_timeout(ctx, 1min);
    defer release(cancel);
    for (const auto& question : questions) {
        const std::string answer = ask(request, question);
        if (answer.empty()) {
            answers.push_back("no answer to " + question);
            continue;
        }
        answers.push_back(answer);
    }
    return answers;
}
