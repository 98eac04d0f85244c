//! Deciding and saving as a clerk waits for it, beside the bare save of the same act; and a batch beside as many single
//! ones.

use std::time::Instant;

use anyhow::{Result, ensure};
use desk::intake::{Answer, IntakeLine};
use desk::{Desk, Words};
use domain::identity::resident_id;
use serde_json::json;
use store::{Append, OriginHead, Store};

use crate::acts::Template;
use crate::middle::{median, p95};
use crate::place::{Keys, Place};
use crate::report::{Figure, Reach};
use crate::{medium, saves};

/// Rows of a batch.
const BATCH: usize = 50;
/// The first citizen of the batches; before them come those of the single cases.
const AFTER: usize = 500_000;

/// The first citizen of the lists.
const LISTED: usize = 700_000;
/// Rows of a list whose number is wrong, and one that stands on it twice (S57).
const WRONG: [usize; 3] = [8, 19, 32];
const TWICE: usize = 39;
/// Within how long a list is taken in, milliseconds (S57).
const LIST_MS: f64 = 10_000.0;

/// Milliseconds a case.
#[derive(Default)]
struct Taken {
    /// From the button to the screen that says saved.
    decided: Vec<f64>,
    /// One transaction of bare prepared statements with the same act.
    bare: Vec<f64>,
    /// A batch, all of it.
    batches: Vec<f64>,
    /// A list of people: read, judged, kept as drafts and received.
    lists: Vec<f64>,
}

/// `count` cases received one by one, in turn with bare saves of such an act, and a batch after each fifty.
pub async fn measure(
    place: &Place,
    template: &Template,
    keys: &Keys,
    count: usize,
) -> Result<Vec<Figure>> {
    let disk = medium::disk()?;
    let ours = Store::create(&disk.path().join("ours"), &saves::dek())?;
    drop(Store::create(&disk.path().join("bare"), &saves::dek())?);
    let mut bare = saves::open(&disk.path().join("bare").join("zongchuang.db"))?;
    let mut head = ours.origin_head()?;
    let mut taken = Taken::default();
    for number in 0..count {
        fill(&place.desk, number).await?;
        let begun = Instant::now();
        let shown = place.desk.decide("receive", &Words::default()).await?;
        taken.decided.push(millis(begun));
        ensure!(shown.saved.is_some(), "nothing was saved");
        let mut append = template.case(keys, head, number)?;
        append.acts.truncate(1);
        head = OriginHead {
            next_seq: head.next_seq + 1,
            prev: Some(append.acts[0].hash),
            ..head
        };
        let one: [Append; 1] = [append];
        let begun = Instant::now();
        saves::insert(&mut bare, &one)?;
        taken.bare.push(millis(begun));
        if (number + 1) % BATCH == 0 {
            taken.batches.push(batch(&place.desk, number).await?);
            taken.lists.push(list(&place.desk, number).await?);
        }
    }
    Ok(taken.figures())
}

/// The draft of one citizen, whole.
async fn fill(desk: &Desk, number: usize) -> Result<()> {
    desk.next()?;
    desk.choose_item("0225").await?;
    desk.set_person("办事人", "resident_id", &citizen(number), "13800000000")
        .await?;
    for code in ["identity", "property", "plan"] {
        desk.material(code, "paper")?;
        desk.material(code, "hold")?;
    }
    desk.set_field("address", &format!("练习市示范区测试路{number}号"))?;
    desk.set_field("people", "3")?;
    Ok(())
}

/// Seconds fifty rows take, one line each, the store's durability at each.
async fn batch(desk: &Desk, number: usize) -> Result<f64> {
    let lines: Vec<IntakeLine> = (0..BATCH)
        .map(|row| {
            let line = json!({
                "ref": format!("batch-{number}-{row}"), "item": "0225",
                "applicant": {"kind": "self", "name": "办事人", "id": citizen(AFTER + number + row)},
                "form": {"address": format!("练习市示范区测试路{row}号"), "phone": "13800000000", "people": "3"},
                "materials": [
                    {"code": "identity", "paper": true},
                    {"code": "property", "paper": true},
                    {"code": "plan", "paper": true},
                ],
                "do": "receive",
            });
            Ok(IntakeLine::parse(&line.to_string())?)
        })
        .collect::<Result<_>>()?;
    let begun = Instant::now();
    for line in &lines {
        let answer = desk.intake(line, false).await;
        ensure!(
            matches!(answer, Answer::Done(_)),
            "a row was refused: {answer:?}"
        );
    }
    Ok(millis(begun))
}

/// Milliseconds until a list with three wrong numbers and one person twice is in: 46 received, 4 named by their row.
async fn list(desk: &Desk, number: usize) -> Result<f64> {
    let mut text = "姓名,身份证号,联系电话\n".to_owned();
    for row in 0..BATCH {
        let id = citizen(LISTED + number + row);
        let id = match row {
            row if WRONG.contains(&row) => {
                format!("{}{}", &id[..17], if id.ends_with('1') { 2 } else { 1 })
            }
            TWICE => citizen(LISTED + number),
            _ => id,
        };
        text.push_str(&format!("团员{row},{id},13800000000\n"));
    }
    let begun = Instant::now();
    let (view, received) = desk.receive_roll("0701", text.as_bytes()).await?;
    let took = millis(begun);
    let named = view.faults.len();
    ensure!(named == WRONG.len() + 1, "{named} rows were refused");
    let saved = received
        .iter()
        .filter(|case| case.refused.is_none())
        .count();
    ensure!(saved == BATCH - named, "{saved} rows were received");
    Ok(took)
}

/// The number of the n-th invented citizen, each another: one and the same would be asked about.
fn citizen(n: usize) -> String {
    let (day, serial) = (n / 1_000, n % 1_000);
    let (year, day) = (1950 + day / 28, day % 28 + 1);
    let bare = format!("430400{year}01{day:02}{serial:03}");
    let check = resident_id::check_digit(&bare).unwrap_or('0');
    format!("{bare}{check}")
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

impl Taken {
    fn figures(&self) -> Vec<Figure> {
        let (mine, base) = (p95(&self.decided), p95(&self.bare));
        let mut figures = vec![Figure::ratio(
            "Decide and save, from the button to the screen, p95",
            format!("{mine:.1} ms"),
            format!("{base:.1} ms by bare prepared statements"),
            mine / base,
            Reach::AtMost(2.0),
        )];
        if !self.batches.is_empty() {
            let (mine, base) = (median(&self.batches), median(&self.decided) * BATCH as f64);
            figures.push(Figure::ratio(
                &format!("A batch of {BATCH} rows"),
                format!("{mine:.0} ms"),
                format!("{base:.0} ms by {BATCH} single saves"),
                mine / base,
                Reach::AtMost(1.0),
            ));
        }
        if let Some(slowest) = self.lists.iter().copied().reduce(f64::max) {
            figures.push(Figure::ratio(
                &format!("A list of {BATCH} people (S57), four of them refused, slowest"),
                format!("{slowest:.0} ms"),
                format!("{LIST_MS:.0} ms, as the row has it"),
                slowest / LIST_MS,
                Reach::AtMost(1.0),
            ));
        }
        figures
    }
}
