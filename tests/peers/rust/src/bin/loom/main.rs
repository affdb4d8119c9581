// Runs a program in loom: `loom PROGRAM [PREEMPTIONS]`.
// SPDX-License-Identifier: MIT
#[path = "../../programs.rs"]
mod programs;
#[path = "../../row.rs"]
mod row;

mod sync {
    pub use loom::sync::atomic::AtomicBool;
    pub use loom::sync::mpsc::{channel, Receiver, Sender};
    pub use loom::sync::{Condvar, Mutex};
    pub use loom::thread::spawn;

    use crate::programs::{Receive, Send};

    /// Returns the ends of a channel with room for one value. loom's channels
    /// have room for any number, so a second channel says when there is room.
    pub fn bounded() -> (Send, Receive) {
        let (values, sent) = channel();
        let (taken, room) = channel();
        taken.send(()).unwrap();
        let send = move |value| {
            room.recv().unwrap();
            values.send(value).unwrap();
        };
        let receive = move || {
            let value: Option<i32> = sent.recv().unwrap();
            // After the last value the sender is gone.
            if value.is_some() {
                taken.send(()).unwrap();
            }
            value
        };
        (Box::new(send), Box::new(receive))
    }
}

fn main() {
    let bound = std::env::args()
        .nth(2)
        .map(|n| n.parse().expect("a number"));
    let (explorer, covers) = match bound {
        Some(n) => (
            format!("loom, {n} preemptions"),
            format!("complete for {n} preemptions"),
        ),
        None => ("loom".to_string(), "complete".to_string()),
    };
    let mut model = loom::model::Builder::new();
    model.preemption_bound = bound;
    model.max_duration = Some(row::LIMIT);
    // loom looks at the clock each time it has run so many executions.
    model.checkpoint_interval = 1000;
    row::run(&explorer, &covers, |program| model.check(program));
}
