// Runs a program in shuttle: `shuttle PROGRAM random|pct|dfs`.
// SPDX-License-Identifier: MIT
#[path = "../../programs.rs"]
mod programs;
#[path = "../../row.rs"]
mod row;

use shuttle::scheduler::{DfsScheduler, PctScheduler, RandomScheduler, Scheduler};

mod sync {
    pub use shuttle::sync::atomic::AtomicBool;
    pub use shuttle::sync::mpsc::{channel, Receiver, Sender};
    pub use shuttle::sync::{Condvar, Mutex};
    pub use shuttle::thread::spawn;

    use crate::programs::{Receive, Send};

    /// Returns the ends of a channel with room for one value.
    pub fn bounded() -> (Send, Receive) {
        let (to, from) = shuttle::sync::mpsc::sync_channel(1);
        (
            Box::new(move |value| to.send(value).unwrap()),
            Box::new(move || from.recv().unwrap()),
        )
    }
}

// Another seed finds a fault after another number of executions.
const SEED: u64 = 1;
const EXECUTIONS: usize = 10_000;
// PCT changes the priorities of the threads at DEPTH - 1 random steps.
const DEPTH: usize = 3;

fn check(explorer: &str, covers: &str, scheduler: impl Scheduler + 'static) {
    let mut config = shuttle::Config::new();
    config.failure_persistence = shuttle::FailurePersistence::None;
    config.silence_warnings = true;
    config.max_time = Some(row::LIMIT);
    row::run(explorer, covers, |program| {
        shuttle::Runner::new(scheduler, config).run(program);
    });
}

fn main() {
    match std::env::args().nth(2).as_deref() {
        Some("random") => check(
            "shuttle, random",
            "not exhaustive",
            RandomScheduler::new_from_seed(SEED, EXECUTIONS),
        ),
        Some("pct") => check(
            "shuttle, PCT",
            "not exhaustive",
            PctScheduler::new_from_seed(SEED, DEPTH, EXECUTIONS),
        ),
        Some("dfs") => check("shuttle, DFS", "complete", DfsScheduler::new(None, false)),
        _ => panic!("usage: shuttle PROGRAM random|pct|dfs"),
    }
}
