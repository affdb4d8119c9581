// The five programs, once for both crates. crate::sync has the locks, the
// channels and the threads of the crate that runs them.
// SPDX-License-Identifier: MIT
use std::collections::HashSet;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::sync::Arc;

use crate::sync::{bounded, channel, spawn, AtomicBool, Condvar, Mutex, Receiver, Sender};

/// Returns the program with this name.
pub fn named(name: &str) -> fn() {
    match name {
        "lock_order" => lock_order,
        "check_then_act" => check_then_act,
        "pipeline" => pipeline,
        "cancel_race" => cancel_race,
        "nested" => nested,
        _ => panic!("no program {name}"),
    }
}

fn lock_order() {
    let a = Arc::new(Mutex::new(()));
    let b = Arc::new(Mutex::new(()));
    let both = |first: &Arc<Mutex<()>>, second: &Arc<Mutex<()>>| {
        let (first, second) = (first.clone(), second.clone());
        spawn(move || {
            let _first = first.lock().unwrap();
            let _second = second.lock().unwrap();
        })
    };
    let workers = [both(&a, &b), both(&b, &a)];
    for w in workers {
        w.join().unwrap();
    }
}

fn withdraw(balance: &Mutex<i32>, amount: i32) {
    let enough = *balance.lock().unwrap() >= amount;
    // The lock is released here, so another worker can withdraw in between.
    if enough {
        *balance.lock().unwrap() -= amount;
    }
}

fn check_then_act() {
    let balance = Arc::new(Mutex::new(100));
    let workers = [60, 60].map(|amount| {
        let balance = balance.clone();
        spawn(move || withdraw(&balance, amount))
    });
    for w in workers {
        w.join().unwrap();
    }
    assert!(*balance.lock().unwrap() >= 0, "the balance is negative");
}

/// Sends a value to a channel of the pipeline. None is the last value.
pub type Send = Box<dyn Fn(Option<i32>) + std::marker::Send>;
/// Receives a value from a channel of the pipeline.
pub type Receive = Box<dyn Fn() -> Option<i32> + std::marker::Send>;

/// Starts a stage of the pipeline, and returns the function that receives from
/// it.
fn stage(from: Receive, f: fn(i32) -> i32) -> Receive {
    let (send, receive) = bounded();
    spawn(move || {
        while let Some(i) = from() {
            send(Some(f(i)));
        }
        send(None);
    });
    receive
}

fn pipeline() {
    let (send, receive) = bounded();
    spawn(move || {
        for i in 1..=3 {
            send(Some(i));
        }
        send(None);
    });
    let receive = stage(stage(receive, |i| i * 2), |i| i + 1);
    let got: Vec<_> = std::iter::from_fn(receive).collect();
    assert_eq!(got, [3, 5, 7]);
}

/// A context and an unbuffered channel. They share one lock, because neither
/// crate has a select.
#[derive(Default)]
struct Call {
    canceled: bool,
    offered: Option<i32>,
}

fn cancel_race() {
    let call = Arc::new((Mutex::new(Call::default()), Condvar::new()));
    let (worker, canceler) = (call.clone(), call.clone());
    spawn(move || {
        let (call, changed) = &*worker;
        if call.lock().unwrap().canceled {
            return;
        }
        let mut call = call.lock().unwrap();
        call.offered = Some(42);
        changed.notify_all();
        while call.offered.is_some() {
            call = changed.wait(call).unwrap();
        }
    });
    spawn(move || {
        let (call, changed) = &*canceler;
        call.lock().unwrap().canceled = true;
        changed.notify_all();
    });
    let (call, changed) = &*call;
    let mut call = call.lock().unwrap();
    while call.offered.take().is_none() && !call.canceled {
        call = changed.wait(call).unwrap();
    }
    changed.notify_all();
}

/// Virtual seconds after which main cancels.
const STOP_AFTER: i32 = 1;

/// The outputs of `nested` in all executions. It is not part of the program, so
/// it has the standard library's lock, which is no point to switch threads at.
pub static OUTPUTS: std::sync::Mutex<Option<HashSet<String>>> = std::sync::Mutex::new(None);

/// What has been printed, until main returns and the process is gone.
#[derive(Default)]
struct Terminal {
    lines: Vec<&'static str>,
    closed: bool,
}

/// What the workers and main of `nested` share.
struct Nested {
    canceled: AtomicBool,
    terminal: Mutex<Terminal>,
}

impl Nested {
    fn print(&self, line: &'static str) {
        let mut terminal = self.terminal.lock().unwrap();
        if !terminal.closed {
            terminal.lines.push(line);
        }
    }

    fn main_returns(&self) {
        let mut terminal = self.terminal.lock().unwrap();
        terminal.closed = true;
        let mut all = OUTPUTS.lock().unwrap();
        all.get_or_insert_default()
            .insert(terminal.lines.join("\n"));
    }
}

/// A worker's side of the clock.
struct Place {
    name: &'static str,
    /// Is sent true when the worker falls asleep, false when it ends.
    asleep: Sender<bool>,
    wake: Receiver<()>,
}

/// Main's side of the clock, for one worker.
struct Sleeper {
    name: &'static str,
    asleep: Receiver<bool>,
    wake: Sender<()>,
}

fn worker(mut places: Vec<Place>, shared: Arc<Nested>) {
    let me = places.remove(0);
    if !places.is_empty() {
        let shared = shared.clone();
        spawn(move || worker(places, shared));
    }
    loop {
        shared.print(me.name);
        me.asleep.send(true).unwrap();
        me.wake.recv().unwrap();
        if shared.canceled.load(Acquire) {
            me.asleep.send(false).unwrap();
            return;
        }
    }
}

/// Every sleep of the lesson is a second long. So main is the clock: a second
/// passes when main has heard from each worker that it sleeps, or has ended.
fn nested() {
    let shared = Arc::new(Nested {
        canceled: AtomicBool::new(false),
        terminal: Mutex::new(Terminal::default()),
    });
    let (places, mut sleepers): (Vec<_>, Vec<_>) = ["worker", "worker2", "worker3"]
        .map(|name| {
            let (asleep, reports) = channel();
            let (waker, wake) = channel();
            (
                Place { name, asleep, wake },
                Sleeper {
                    name,
                    asleep: reports,
                    wake: waker,
                },
            )
        })
        .into_iter()
        .unzip();
    {
        let shared = shared.clone();
        spawn(move || worker(places, shared));
    }
    let mut now = 0;
    while !sleepers.is_empty() {
        sleepers.retain(|s| {
            let asleep = s.asleep.recv().unwrap();
            if !asleep && s.name == "worker" {
                shared.print("over");
                shared.main_returns();
            }
            asleep
        });
        for s in &sleepers {
            s.wake.send(()).unwrap();
        }
        now += 1;
        if now == STOP_AFTER {
            shared.canceled.store(true, Release);
        }
    }
}
