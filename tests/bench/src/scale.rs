//! What a desk with many cases costs beside one with few: the first list, then list, search and open.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result};
use desk::Desk;
use desk::view::CasesQuery;
use domain::queue::RowState;
use store::{QueueFilter, Store};

use crate::acts::{Template, name};
use crate::drain::workshop;
use crate::medium;
use crate::middle::{median, p95};
use crate::place::{self, Keys, Place};
use crate::report::{Figure, Reach};

/// What stands for the backend's word in rows that are only read.
const ACK: &[u8] = b"as if acknowledged";
/// As the screen asks for it.
const LIST: u32 = 200;

/// Sizes: the few cases and the many of both figures.
pub struct Sizes {
    pub first_list: (usize, usize),
    pub search: (usize, usize),
}

/// One desk of each size.
struct Side {
    place: Place,
    template: Template,
    keys: Keys,
    cases: usize,
}

pub async fn measure(sizes: &Sizes, rounds: usize) -> Result<Vec<Figure>> {
    let folder = medium::quick()?;
    let mut few = Side::new(&folder.path().join("few")).await?;
    let mut many = Side::new(&folder.path().join("many")).await?;
    eprintln!(
        "  filling {} and {} cases",
        sizes.first_list.0, sizes.first_list.1
    );
    few.fill(sizes.first_list.0)?;
    many.fill(sizes.first_list.1)?;
    let mut figures = vec![first_list(&few, &many, rounds).await?];
    eprintln!("  filling {} and {} cases", sizes.search.0, sizes.search.1);
    few.fill(sizes.search.0)?;
    many.fill(sizes.search.1)?;
    figures.extend(looks(&few, &many, rounds)?);
    few.place.end().await;
    many.place.end().await;
    Ok(figures)
}

impl Side {
    async fn new(folder: &std::path::Path) -> Result<Self> {
        let (place, template, keys) = workshop(folder).await?;
        Ok(Self {
            place,
            template,
            keys,
            cases: 0,
        })
    }

    /// Up to so many cases, each durable.
    fn fill(&mut self, cases: usize) -> Result<()> {
        let store = self.place.store()?;
        while self.cases < cases {
            let part = (cases - self.cases).min(2_000);
            self.template.fill(&store, &self.keys, self.cases, part)?;
            settle(&store)?;
            self.cases += part;
        }
        Ok(())
    }
}

fn settle(store: &Store) -> Result<()> {
    let rows = store.queue_rows(QueueFilter::Open, u32::MAX)?;
    let settled: Vec<_> = rows
        .iter()
        .map(|row| store::Settlement {
            act_id: row.act_id,
            ack: ACK.to_vec(),
            position: row.seq,
            state: RowState::Durable { position: row.seq },
        })
        .collect();
    store.queue_keep(&settled, &[])?;
    Ok(store.journal_sync()?)
}

/// From the key in hand: store, reference data, what the screen shows first, the list.
async fn first_list(few: &Side, many: &Side, rounds: usize) -> Result<Figure> {
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let sides = [(few, &mut small), (many, &mut large)];
        let turn = |sides: [(_, _); 2]| -> Vec<(&Side, &mut Vec<f64>)> {
            let mut sides: Vec<_> = sides.into();
            if round % 2 == 1 {
                sides.reverse();
            }
            sides
        };
        for (side, seconds) in turn(sides) {
            let desk = place::closed(&side.place.station(), &side.place.city.url())?;
            let opened = place::sign_in(&desk).await?;
            let begun = Instant::now();
            black_box(desk.app_view("desk", None));
            black_box(desk.show()?);
            black_box(desk.connection());
            black_box(desk.cases(&query("", "all"))?);
            seconds.push((opened + begun.elapsed().as_secs_f64()) * 1e3);
        }
    }
    let (base, mine) = (median(&small), median(&large));
    Ok(Figure::ratio(
        "Key in hand → first list ready",
        format!("{mine:.1} ms at {} cases", many.cases),
        format!("{base:.1} ms at {}", few.cases),
        mine / base,
        Reach::AtMost(1.3),
    ))
}

fn query(text: &str, filter: &str) -> CasesQuery {
    CasesQuery {
        text: text.to_owned(),
        filter: filter.to_owned(),
        limit: LIST,
    }
}

/// One kind of look: what it does on the `turn`th time.
type Look = fn(&Desk, &Side, usize) -> Result<()>;

const LOOKS: [(&str, Look); 3] = [("List", list), ("Search", search), ("Open", open)];
/// Looks of each kind a round.
const TURNS: usize = 25;

fn looks(few: &Side, many: &Side, rounds: usize) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (name, look) in LOOKS {
        let (mut small, mut large) = (Vec::new(), Vec::new());
        for turn in 0..rounds * TURNS {
            timed(look, few, turn, &mut small)?;
            timed(look, many, turn, &mut large)?;
        }
        let (base, mine) = (p95(&small), p95(&large));
        figures.push(Figure::ratio(
            &format!("{name}, p95"),
            format!("{mine:.2} ms at {} cases", many.cases),
            format!("{base:.2} ms at {}", few.cases),
            mine / base,
            Reach::AtMost(2.0),
        ));
    }
    Ok(figures)
}

fn timed(look: Look, side: &Side, turn: usize, into: &mut Vec<f64>) -> Result<()> {
    let begun = Instant::now();
    look(&side.place.desk, side, turn)?;
    into.push(begun.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

fn list(desk: &Desk, _: &Side, turn: usize) -> Result<()> {
    let filter = ["all", "all", "open", "today"][turn % 4];
    black_box(desk.cases(&query("", filter))?);
    Ok(())
}

/// What clerks type: a family name, a whole name, the end of a number, a whole number, the tail of an id; one in six
/// is not there.
fn search(desk: &Desk, side: &Side, turn: usize) -> Result<()> {
    let number = turn * 7_919 % side.cases;
    let person = name(number);
    let text = match turn % 6 {
        0 => person.chars().take(1).collect(),
        1 => person,
        2 => format!("{:06}", number % 1_000_000),
        3 => format!("L{number:09}"),
        4 => format!("{:04}", number * 7 % 10_000),
        _ => "查无此人".to_owned(),
    };
    if turn.is_multiple_of(2) {
        black_box(desk.cases(&query(&text, "all"))?);
    } else {
        black_box(desk.search(&text)?);
    }
    Ok(())
}

fn open(desk: &Desk, side: &Side, turn: usize) -> Result<()> {
    let number = turn * 7_919 % side.cases;
    let view = desk
        .case(&format!("L{number:09}"))
        .context("a case of the benchmark")?;
    black_box(view);
    Ok(())
}
