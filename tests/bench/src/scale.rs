//! What a desk with many cases costs beside one with few: the first list, then list, search and open.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result};
use desk::Desk;
use desk::view::CasesQuery;

use crate::acts::name;
use crate::middle::{median, p95};
use crate::place;
use crate::report::{Figure, Reach};
use crate::stock::{self, Stocked};

/// As the screen asks for it at first.
const LIST: u32 = 100;

/// Sizes: the few cases and the many of both figures.
pub struct Sizes {
    pub first_list: (usize, usize),
    pub search: (usize, usize),
}

pub async fn measure(sizes: &Sizes, rounds: usize) -> Result<Vec<Figure>> {
    let (few, many) = pair(sizes.first_list).await?;
    let mut figures = vec![first_list(&few, &many, rounds).await?];
    end(few, many).await;
    let (few, many) = pair(sizes.search).await?;
    figures.extend(looks(&few, &many, rounds)?);
    end(few, many).await;
    Ok(figures)
}

async fn pair((few, many): (usize, usize)) -> Result<(Stocked, Stocked)> {
    Ok((stock::desk(few).await?, stock::desk(many).await?))
}

async fn end(few: Stocked, many: Stocked) {
    few.place.end().await;
    many.place.end().await;
}

/// From the key in hand: store, reference data, what the screen shows first, the list.
async fn first_list(few: &Stocked, many: &Stocked, rounds: usize) -> Result<Figure> {
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let sides = [(few, &mut small), (many, &mut large)];
        let turn = |sides: [(_, _); 2]| -> Vec<(&Stocked, &mut Vec<f64>)> {
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
        sort: String::new(),
        limit: LIST,
        after: None,
    }
}

/// One kind of look: what it does on the `turn`th time.
type Look = fn(&Desk, &Stocked, usize) -> Result<()>;

const LOOKS: [(&str, Look); 3] = [("List", list), ("Search", search), ("Open", open)];
/// Looks of each kind a round.
const TURNS: usize = 25;

fn looks(few: &Stocked, many: &Stocked, rounds: usize) -> Result<Vec<Figure>> {
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

fn timed(look: Look, side: &Stocked, turn: usize, into: &mut Vec<f64>) -> Result<()> {
    let begun = Instant::now();
    look(&side.place.desk, side, turn)?;
    into.push(begun.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

fn list(desk: &Desk, _: &Stocked, turn: usize) -> Result<()> {
    let filter = ["all", "all", "open", "today"][turn % 4];
    black_box(desk.cases(&query("", filter))?);
    Ok(())
}

/// What clerks type: a family name, a whole name, the end of a number, a whole number, the tail of an id; one in six
/// is not there.
fn search(desk: &Desk, side: &Stocked, turn: usize) -> Result<()> {
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

fn open(desk: &Desk, side: &Stocked, turn: usize) -> Result<()> {
    let number = turn * 7_919 % side.cases;
    let view = desk
        .case(&format!("L{number:09}"))
        .context("a case of the benchmark")?;
    black_box(view);
    Ok(())
}
