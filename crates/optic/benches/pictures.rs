//! Which pictures are read, and what that costs beside the decoders called bare.
//!
//! `ZC_PICTURES=FOLDER cargo bench -p optic`: every picture below the folder; what it holds stands in the `.txt` beside
//! it or in a `labels.jsonl` (`{"file", "labels": […]}`) of its folder. A folder named `nocode` or `falsepositives…`
//! holds none. Without the variable it says so and measures nothing.

mod bare;
mod set;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use optic::{Decoder, Limits};

fn main() {
    // The benchmark is its own worker.
    if optic::worker::is_asked(std::env::args_os()) {
        optic::worker::serve(std::io::stdin().lock(), std::io::stdout().lock());
        return;
    }
    let Some(folder) = std::env::var_os("ZC_PICTURES").map(PathBuf::from) else {
        println!("ZC_PICTURES names no folder of pictures: nothing was measured.");
        return;
    };
    let sets = set::below(&folder);
    if sets.is_empty() {
        println!(
            "No pictures below {}: nothing was measured.",
            folder.display()
        );
        return;
    }
    let worker = Decoder::worker(std::env::current_exe().expect("a running program has a path"));
    println!(
        "| set | pictures | read, ours | read, cascade S | false, ours | ours p50/p95/worst ms | its tiers bare p95 ms |"
    );
    println!("|---|---|---|---|---|---|---|");
    let mut live = Live::default();
    for set in sets {
        println!("{}", row(&set, &worker, &mut live));
    }
    live.print();
}

/// Live frames of 1080p, ours and bare.
#[derive(Default)]
struct Live {
    with: Pairs,
    without: Pairs,
}

#[derive(Default)]
struct Pairs(Vec<(Duration, Duration)>);

impl Live {
    fn print(&self) {
        for (name, pairs) in [
            ("with a code", &self.with),
            ("without a code", &self.without),
        ] {
            let ours = median(pairs.0.iter().map(|pair| pair.0).collect());
            let bare = median(pairs.0.iter().map(|pair| pair.1).collect());
            println!(
                "live 1080p frame {name}: {:.2} ms, zxing-cpp bare {:.2} ms, x {:.3} ({} frames)",
                ms(ours),
                ms(bare),
                ours.as_secs_f64() / bare.as_secs_f64().max(1e-9),
                pairs.0.len()
            );
        }
    }

    fn take(&mut self, picture: &set::Picture) {
        let Some(frame) = bare::frame(&picture.bytes) else {
            return;
        };
        if frame.width() != 1920 {
            return;
        }
        let pairs = if picture.labels.is_empty() {
            &mut self.without
        } else {
            &mut self.with
        };
        let mut both = [Vec::new(), Vec::new()];
        for turn in 0..6 {
            // Each goes first as often as the other.
            for which in [turn % 2, 1 - turn % 2] {
                let start = Instant::now();
                let found = match which {
                    0 => optic::read_frame(&frame, frame.width(), frame.height(), 0)
                        .map_or(0, |found| found.len()),
                    _ => bare::one(&frame),
                };
                std::hint::black_box(found);
                both[which].push(start.elapsed());
            }
        }
        let [ours, theirs] = both.map(median);
        pairs.0.push((ours, theirs));
    }
}

fn row(set: &set::Set, worker: &Decoder, live: &mut Live) -> String {
    let (mut ours, mut theirs, mut wrong) = (0, 0, 0);
    let (mut times, mut tiers) = (Vec::new(), Vec::new());
    let limits = Limits::default();
    for picture in &set.pictures {
        let start = Instant::now();
        let reading = worker.read(&picture.bytes, &limits, &|| start.elapsed());
        times.push(start.elapsed());
        let texts: Vec<String> = reading.map_or_else(
            |_| Vec::new(),
            |reading| reading.codes.into_iter().map(|code| code.text).collect(),
        );
        ours += usize::from(picture.is_read_by(&texts));
        wrong += usize::from(!set.has_codes && !texts.is_empty());
        if set.has_codes && !picture.is_read_by(&texts) && std::env::var_os("ZC_MISSES").is_some() {
            eprintln!("{}: {texts:?}", picture.name);
        }
        tiers.push(bare::own_tiers(&picture.bytes));
        theirs += usize::from(picture.is_read_by(&bare::cascade_s(&picture.bytes)));
        live.take(picture);
    }
    times.sort();
    tiers.sort();
    let at = |times: &[Duration], part: f64| ms(times[((times.len() - 1) as f64 * part) as usize]);
    format!(
        "| {} | {} | {} | {} | {wrong} | {:.0}/{:.0}/{:.0} | {:.0} |",
        set.name,
        set.pictures.len(),
        if set.has_codes {
            ours.to_string()
        } else {
            "-".to_owned()
        },
        if set.has_codes {
            theirs.to_string()
        } else {
            "-".to_owned()
        },
        at(&times, 0.5),
        at(&times, 0.95),
        at(&times, 1.0),
        at(&tiers, 0.95),
    )
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
