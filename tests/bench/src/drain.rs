//! The drain: a backlog until every act is durable, beside a bare pipeline, PouchDB, and itself on a bad line.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use desk::{Desk, Event};
use wire::WireAct;

use crate::acts::{ACTS_A_CASE, Template};
use crate::line::Line;
use crate::middle::median;
use crate::place::{Keys, Place};
use crate::report::{Figure, Reach};
use crate::{bare, medium, place, pouch};

const ROUND_TRIP: Duration = Duration::from_millis(200);
/// Share of the requests that are cut.
const CUTS: f64 = 0.05;
/// Round trips that a bad line may cost.
const ROUND_TRIPS: f64 = 60.0;
/// Between two rounds of a drain that waits.
const LOOK: Duration = Duration::from_millis(20);
/// No drain of this size takes longer.
const PATIENCE: Duration = Duration::from_secs(600);

/// A drained backlog.
struct Drained {
    seconds: f64,
    cuts: u32,
    acts: Vec<(uuid::Uuid, WireAct)>,
    keys: Keys,
}

/// Loopback beside the bare pipeline, alternating; PouchDB once; then the bad line.
pub async fn measure(cases: usize, rounds: usize) -> Result<Vec<Figure>> {
    let posts = sync::Config::default().posts;
    let batch = sync::Config::default().batch_acts;
    let (mut ours, mut bare, mut last) = (Vec::new(), Vec::new(), None);
    for round in 0..rounds {
        eprintln!("  drain, round {} of {rounds}", round + 1);
        let folder = medium::disk()?;
        let drained = backlog(folder.path(), cases, None).await?;
        let acts: Vec<WireAct> = drained.acts.iter().map(|(_, act)| act.clone()).collect();
        let seconds = bare::run(folder.path(), &drained.keys, &acts, batch, posts).await?;
        eprintln!("  {:.2} s; bare {seconds:.2} s", drained.seconds);
        ours.push(drained.seconds);
        bare.push(seconds);
        last = Some(drained.acts);
    }
    let acts = last.context("at least one round")?;
    let count = acts.len() as f64;
    let (mine, base) = (median(&ours), median(&bare));
    let name = format!("Drain of {cases} cases × {ACTS_A_CASE} acts over loopback");
    let rate = |seconds: f64| format!("{:.0} acts/s ({seconds:.1} s)", count / seconds);
    let mut figures = vec![Figure::ratio(
        &name,
        rate(mine),
        format!("{} by a bare pipeline", rate(base)),
        base / mine,
        Reach::AtLeast(0.5),
    )];
    let folder = medium::disk()?;
    if let Some(best) = pouch::run(folder.path(), &acts)? {
        figures.push(Figure::ratio(
            "The same documents",
            rate(mine),
            format!(
                "{} by PouchDB, batches of {}",
                rate(best.seconds),
                best.size
            ),
            best.seconds / mine,
            Reach::AtLeast(1.0),
        ));
    }
    eprintln!("  drain on a bad line");
    let bad = backlog(folder.path(), cases, Some((ROUND_TRIP, CUTS))).await?;
    figures.push(beside_loopback(&bad, mine, &rate));
    Ok(figures)
}

fn beside_loopback(bad: &Drained, loopback: f64, rate: &impl Fn(f64) -> String) -> Figure {
    let trips = (bad.seconds - loopback) / ROUND_TRIP.as_secs_f64();
    Figure {
        name: format!(
            "The same at 200 ms round trip, 5 % of requests cut ({} cuts)",
            bad.cuts
        ),
        ours: rate(bad.seconds),
        baseline: format!("{} over loopback", rate(loopback)),
        figure: format!("+ {trips:.0} round trips"),
        reach: format!("≤ + {ROUND_TRIPS} round trips"),
        reached: Some(trips <= ROUND_TRIPS),
    }
}

/// Makes a station with so many unsent cases, and sends them.
async fn backlog(folder: &Path, cases: usize, line: Option<(Duration, f64)>) -> Result<Drained> {
    let place = Place::new(&folder.join(uuid::Uuid::new_v4().to_string())).await?;
    let template = Template::take(&place).await?;
    empty(&place.desk).await?;
    let keys = Keys::of(&place.station())?;
    let store = place.store()?;
    let first = store.origin_head()?.next_seq;
    template.fill(&store, &keys, 0, cases)?;
    store.journal_sync()?;
    let line = match line {
        None => None,
        Some((round_trip, share)) => {
            let city: SocketAddr = place
                .city
                .url()
                .trim_start_matches("http://")
                .parse()
                .context("the city's address")?;
            let line = Line::start(city, round_trip, share).await?;
            place
                .desk
                .set_backend(Some(&format!("http://{}", line.address)))?;
            Some(line)
        }
    };
    let begun = Instant::now();
    empty(&place.desk).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let acts = sent(&store, first, cases * ACTS_A_CASE)?;
    let cuts = line.as_ref().map_or(0, |line| {
        *line
            .cuts
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    });
    place.end().await;
    Ok(Drained {
        seconds,
        cuts,
        acts,
        keys,
    })
}

/// Sends until nothing is unsent.
pub async fn empty(desk: &Desk) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    let mut why = Event::Nudge;
    loop {
        desk.send(why).await?;
        if desk.unsent()? == 0 {
            return Ok(());
        }
        ensure!(Instant::now() < end, "the queue does not get empty");
        tokio::time::sleep(LOOK).await;
        why = Event::Tick;
    }
}

/// The acts as they travelled; every one of them must be durable.
fn sent(store: &store::Store, first: u64, count: usize) -> Result<Vec<(uuid::Uuid, WireAct)>> {
    let acts = store.origin_acts(first, u32::try_from(count)?)?;
    ensure!(acts.len() == count, "{} of {count} acts", acts.len());
    acts.into_iter()
        .map(|act| {
            ensure!(
                matches!(act.state, domain::queue::RowState::Durable { .. }),
                "an act is {}",
                act.state.word()
            );
            let wire = WireAct {
                bytes: act.bytes.into(),
                salt: act.salt.context("whole")?.to_vec().into(),
                payload: act.payload.context("whole")?.into(),
            };
            Ok((act.act_id, wire))
        })
        .collect()
}

/// A place to take a template and keys from.
pub async fn workshop(folder: &Path) -> Result<(Place, Template, Keys)> {
    let place = place::Place::new(folder).await?;
    let template = Template::take(&place).await?;
    let keys = Keys::of(&place.station())?;
    Ok((place, template, keys))
}
