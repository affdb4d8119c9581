// Runs a program, and prints its row of the table.
// SPDX-License-Identifier: MIT
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crate::programs::OUTPUTS;

/// The time after which an exploration is cut.
pub const LIMIT: Duration = Duration::from_secs(120);

static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

fn print_row(program: &str, explorer: &str, start: Instant, result: &str) {
    let executions = EXECUTIONS.load(Relaxed);
    let seconds = start.elapsed().as_secs_f64();
    println!("| {program} | {explorer} | {executions} | {seconds:.4} | {result} |");
}

/// Returns what a panic says was found.
fn found(message: &str) -> &'static str {
    if message.contains("deadlock") {
        "found: deadlock"
    } else if message.contains("the balance is negative") {
        "found: assertion"
    } else {
        "failed, see the log"
    }
}

/// Calls `explore` with the program. The first panic is the end of the process,
/// because both crates report a fault by a panic.
///
/// `covers`  says what `explore` has covered if it returns before LIMIT.
pub fn run(explorer: &str, covers: &str, explore: impl FnOnce(Box<dyn Fn() + Send + Sync>)) {
    let name = std::env::args().nth(1).expect("a program's name");
    let program = crate::programs::named(&name);
    let start = Instant::now();
    let (row_name, row_explorer) = (name.clone(), explorer.to_string());
    std::panic::set_hook(Box::new(move |panic| {
        eprintln!("{panic}");
        print_row(&row_name, &row_explorer, start, found(&panic.to_string()));
        std::process::exit(0);
    }));
    explore(Box::new(move || {
        EXECUTIONS.fetch_add(1, Relaxed);
        program();
    }));
    let covers = if start.elapsed() < LIMIT {
        covers
    } else {
        "cut"
    };
    let result = match &*OUTPUTS.lock().unwrap() {
        Some(all) => format!("{} outputs, {covers}", all.len()),
        None => format!("nothing found, {covers}"),
    };
    print_row(&name, explorer, start, &result);
}
